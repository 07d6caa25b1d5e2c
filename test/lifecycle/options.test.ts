import assert from "node:assert/strict";
import { ref, type Resource } from "../engine/resource";
import { ALL, BY_HAND, refused, renamed, resources, some, succeeds, up } from "../engine/owned";
import { saga, type Look, type Scenario, type Step } from "../engine/saga";
import { Stack } from "../engine/stack";
import { stageForTest } from "../engine/stage";

/** The same resources with these options from the beginning, and one after the other replaced on demand. */
const onDemand = (deleteBeforeReplace: boolean, ...names: readonly string[]): Scenario => ({
  title: `replaced on demand with deleteBeforeReplace: ${deleteBeforeReplace}, all is there after it`,
  steps({ host }) {
    const program = some(resources(host), ALL, { opts: { deleteBeforeReplace } });
    return [
      { program, expected: { create: program.length } },
      ...names.map((name): Step => ({ program, replace: [name], expected: { replace: name === "netns" ? 4 : 1 }, restored: true })), // prettier-ignore
    ];
  },
});

saga("options of resources, through the engine", [
  {
    title: "adopt: what was made by hand is taken over as it is, is ours without the option too, and goes in the end",
    steps({ host }) {
      const all = resources(host);
      const adopted = some(all, ALL, { args: { adopt: true } });
      return [
        { given: BY_HAND, program: adopted, expected: { create: all.length }, unharmed: "alias" },
        { program: all, expected: { update: all.length }, unharmed: "nothing" },
      ];
    },
  },
  {
    title: "adopt: a link keeps its MAC address where none is asked for, until it is replaced",
    steps({ host }) {
      const program = some(resources(host), "tap", { args: { adopt: true, macAddress: undefined } });
      const mac = async (outputs: Look["outputs"]) => String((await outputs("tap")).macAddress); // prettier-ignore
      return [
        { given: BY_HAND, program, expected: { create: 1 }, unharmed: "alias", after: async ({ outputs }) => assert.equal(await mac(outputs), "02:00:00:00:00:02") }, // prettier-ignore
        { given: "ip link del tap0; ip netns del red; ip addr del 10.0.2.2/24 dev eth1; ip route del blackhole 10.0.3.0/24", refresh: true, program, expected: { create: 1 }, after: async ({ outputs }) => assert.match(await mac(outputs), /^02:(?!00:00:00:00:02)/) }, // prettier-ignore
      ];
    },
  },
  {
    title: "adopt: a resource under a new name takes over what the old one had",
    steps({ host }) {
      const all = resources(host);
      return [
        { program: all, expected: { create: all.length } },
        { program: renamed(all), expected: { create: all.length, delete: all.length }, unharmed: "alias" },
      ];
    },
  },
  {
    title: "retainOnDelete: what is on a link or in a namespace that stays goes from it",
    steps({ host }) {
      const all = resources(host);
      const stays = { opts: { retainOnDelete: true } };
      const on: Resource[] = [
        ...some(all, "tap", stays),
        { type: "Address", name: "tap-ip", args: { dev: ref("tap"), address: "10.0.4.2/24" } },
        { type: "Route", name: "tap-way", args: { dev: ref("tap"), dst: "10.0.5.0/24", via: "10.0.4.1" } },
      ];
      const hole = some(all, "hole", { args: { connection: host.connection, netns: ref("netns") } });
      const program = [...on, ...some(all, "netns", stays), ...some(all, "link"), ...hole];
      return [
        { program, expected: { create: program.length } },
        { program: [], expected: { delete: program.length }, shows: ["ip -br addr; ip route; ip -n red -br link; ip -n red route", /^(?![^]*(10\.0\.|eth0))[^]*^tap0@eth1/m] }, // prettier-ignore
        { given: "ip link del tap0; ip netns del red", program: [] },
      ];
    },
  },
  {
    title: "ignoreChanges: a field stays as it was, or as it was found",
    steps({ host }) {
      const mtu = (mtu: number, ...ignoreChanges: string[]) => some(resources(host), "tap", { args: { mtu }, opts: { ignoreChanges } }); // prettier-ignore
      return [
        { program: mtu(1400, "mtu"), expected: { create: 1 } },
        { given: "ip link set tap0 mtu 1350", refresh: true, program: mtu(1300, "mtu"), unharmed: "nothing", shows: ["ip link show tap0", /mtu 1350/], after: async ({ outputs }) => assert.equal((await outputs("tap")).mtu, 1350) }, // prettier-ignore
        { program: mtu(1300), expected: { update: 1 }, shows: ["ip link show tap0", /mtu 1300/] },
        { program: mtu(1200, "mtu"), unharmed: "nothing" },
      ];
    },
  },
  {
    title: "replaceOnChanges: what would change in place is replaced",
    steps({ host }) {
      const mtu = (mtu: number) =>
        some(resources(host), "netns link ip way", { opts: { replaceOnChanges: ["mtu"] } }).map((one) =>
          one.name === "link" ? { ...one, args: { ...one.args, mtu } } : one,
        );
      return [
        { program: mtu(1400), expected: { create: 4 } },
        { program: mtu(1300), expected: { replace: 3 }, shows: ["ip -n red addr; ip -n red route", /mtu 1300/, /10\.0\.1\.2\/24/, /default via 10\.0\.1\.1/] }, // prettier-ignore
      ];
    },
  },
  onDemand(true, "hole", "host-ip", "tap", "netns"),
  onDemand(false, "hole", "host-ip", "tap"),
  {
    title:
      "deleteBeforeReplace: false makes what has another name before the old one goes, and harms nothing that has the same",
    steps({ host }) {
      const opts = { deleteBeforeReplace: false };
      const all = resources(host);
      const other = some(all, "tap", { opts, args: { name: "tap1", macAddress: "02:00:00:00:00:09" } });
      const hole = some(all, "hole", { opts, args: { protocol: "bgp" } });
      return [
        { program: some(all, "tap hole", { opts }), expected: { create: 2 } },
        { program: [...other, ...hole], expected: { replace: 2 }, shows: ["ip -br link; ip route", /tap1/, /blackhole 10\.0\.3\.0\/24 proto bgp/], after: ({ ops }) => assert.deepEqual(ops("tap").filter((op) => op !== "replace"), ["create-replacement", "delete-replaced"]) }, // prettier-ignore
      ];
    },
  },
  {
    title: "deleteBeforeReplace: false and another name for the same machine keep what is there",
    steps({ host }) {
      const opts = { deleteBeforeReplace: false };
      const connection = { ...host.connection, name: "web-elsewhere" };
      return [
        { program: some(resources(host), "tap host-ip hole", { opts }), expected: { create: 3 } },
        { program: some(resources(host), "tap host-ip hole", { opts, args: { connection } }), expected: { replace: 3 }, unharmed: "nothing" }, // prettier-ignore
      ];
    },
  },
  {
    title: "deletedWith: what goes with another is not deleted by itself",
    steps({ host }) {
      const opts = { deletedWith: ref("netns"), dependsOn: ref("netns") };
      const link = some(resources(host), "link", { args: { netns: "red", connection: host.connection }, opts });
      return [{ program: [...some(resources(host), "netns"), ...link], expected: { create: 2 } }];
    },
  },
  {
    title: "provider: a resource moves from the default provider to another and back",
    steps({ host }) {
      const own = { type: "Provider", name: "own", args: {} };
      const all = resources(host);
      return [
        { program: [own, ...all], expected: { create: all.length + 1 } },
        { program: [own, ...some(all, ALL, { opts: { provider: ref("own") } })], unharmed: "nothing" },
        { program: [own, ...all], unharmed: "nothing" },
      ];
    },
  },
]);

describe("what stays when a stack goes, through the engine", () => {
  const stage = stageForTest();
  const all = () => resources(stage.ground.host);

  it("retainOnDelete: what stays is another stack's only if it adopts it", async () => {
    const kept = some(all(), ALL, { opts: { retainOnDelete: true } });
    await up(stage.stack, kept, { create: kept.length });
    await stage.ground.unharmed(() => succeeds(stage.stack.destroy()));
    const second = await Stack.create({ name: "second", resources: all() });
    await stage.ground.unharmed(() => refused(second.preview(), /was made by pulumi:test\/test:\S+ .*; `adopt: true` takes it over/)); // prettier-ignore
    const adopted = some(all(), ALL, { args: { adopt: true } });
    await stage.ground.unharmed(() => up(second, adopted, { create: adopted.length }), "alias");
    await second.close();
    stage.stack = await Stack.create({ resources: all() });
    await refused(stage.stack.preview(), /was made by pulumi:test\/second:/);
    await up(stage.stack, adopted, { create: adopted.length });
    await stage.destroyed();
  });

  it("protect: a destroy refuses, and leaves all as it is", async () => {
    const safe = some(all(), ALL, { opts: { protect: true } });
    await up(stage.stack, safe, { create: safe.length });
    await stage.ground.unharmed(() => refused(stage.stack.destroy(), /protect/));
    stage.stack.resources = [];
    await stage.ground.unharmed(() => refused(stage.stack.up(), /protect/));
    await up(stage.stack, all(), {});
    await stage.destroyed();
  });

  it("deleteBeforeReplace: false: what is asked for under the name of what stays is refused, and harms nothing", async () => {
    const opts = { deleteBeforeReplace: false };
    await up(stage.stack, some(all(), "tap", { opts }), { create: 1 });
    await stage.ground.host.run("ip link add p2 type veth peer name q2");
    stage.stack.resources = some(all(), "tap", { opts, args: { parent: "p2" } });
    await stage.ground.unharmed(() =>
      refused(stage.stack.up(), /`parent` is "eth1" on the host, which cannot change in place/),
    );
    await stage.ground.host.run("ip link del p2");
    await stage.destroyed();
  });
});
