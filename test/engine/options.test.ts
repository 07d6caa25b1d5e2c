import assert from "node:assert/strict";
import { Lab } from "../lab";
import { ref } from "./lives";
import { ALL, BY_HAND, Ground, refused, renamed, resources, some, succeeds, up } from "./owned";
import { Stack } from "./stack";

describe("options of resources, through the engine", () => {
  let lab: Lab;
  let ground: Ground;
  let stack: Stack;
  let pristine: string;
  const all = () => resources(ground.host);
  before(async () => {
    lab = await Lab.open();
  });
  after(() => lab?.close());
  beforeEach(async () => {
    ground = new Ground(await lab.host("web-1"));
    pristine = await ground.dump();
    stack = await Stack.create({ resources: [] });
  });
  afterEach(async () => {
    await stack.close();
    await ground.host.stop();
  });
  const destroyed = async () => {
    await succeeds(stack.destroy());
    assert.equal(await ground.dump(), pristine);
    await ground.shows("ls /run/pulumi-netlink 2>&1", /No such file/);
  };

  it("adopt: what was made by hand is taken over as it is, is ours without the option too, and goes in the end", async () => {
    assert.equal((await ground.host.run(BY_HAND)).code, 0);
    stack.resources = all();
    await refused(stack.preview(), /already exists and was made outside this stack; `adopt: true` takes it over/);
    const adopted = some(all(), ALL, { args: { adopt: true } });
    await ground.unharmed(() => up(stack, adopted, { create: adopted.length }), "alias");
    await ground.unharmed(() => up(stack, all(), { update: adopted.length }));
    await destroyed();
  });

  it("adopt: a link keeps its MAC address where none is asked for, until it is made anew", async () => {
    assert.equal((await ground.host.run(BY_HAND)).code, 0);
    const tap = some(all(), "tap", { args: { adopt: true, macAddress: undefined } });
    await ground.unharmed(() => up(stack, tap, { create: 1 }), "alias");
    assert.equal((await stack.outputs("tap")).macAddress, "02:00:00:00:00:02");
    await ground.host.run("ip link del tap0");
    await succeeds(stack.refresh());
    await up(stack, tap, { create: 1 });
    const { macAddress } = await stack.outputs("tap");
    assert.match(String(macAddress), /^02:/);
    assert.notEqual(macAddress, "02:00:00:00:00:02");
    await ground.host.run("ip netns del red; ip addr del 10.0.2.2/24 dev eth1; ip route del blackhole 10.0.3.0/24");
    await destroyed();
  });

  it("adopt: a resource under a new name takes over what the old one had", async () => {
    await up(stack, all(), { create: all().length });
    const anew = renamed(all());
    await ground.unharmed(() => up(stack, anew, { create: anew.length, delete: anew.length }), "alias");
    await destroyed();
  });

  it("retainOnDelete: what stays is another stack's only where it adopts it", async () => {
    const kept = some(all(), ALL, { opts: { retainOnDelete: true } });
    await up(stack, kept, { create: kept.length });
    await ground.unharmed(() => succeeds(stack.destroy()));
    const second = await Stack.create({ name: "second", resources: all() });
    await ground.unharmed(() => refused(second.preview(), /was made by pulumi:test\/test:\S+; `adopt: true` takes it over/)); // prettier-ignore
    const adopted = some(all(), ALL, { args: { adopt: true } });
    await ground.unharmed(() => up(second, adopted, { create: adopted.length }), "alias");
    await second.close();
    stack = await Stack.create({ resources: all() });
    await refused(stack.preview(), /was made by pulumi:test\/second:/);
    await up(stack, adopted, { create: adopted.length });
    await destroyed();
  });

  it("retainOnDelete: what is on a link or in a namespace that stays goes from it", async () => {
    const stays = { opts: { retainOnDelete: true } };
    const on = some(all(), "tap", stays).concat([
      { type: "Address", name: "tap-ip", args: { dev: ref("tap"), address: "10.0.4.2/24" } },
      { type: "Route", name: "tap-way", args: { dev: ref("tap"), dst: "10.0.5.0/24", via: "10.0.4.1" } },
    ]);
    const hole = some(all(), "hole", { args: { connection: ground.host.connection, netns: ref("netns") } });
    const program = [...on, ...some(all(), "netns", stays), ...some(all(), "link"), ...hole];
    await up(stack, program, { create: program.length });
    await up(stack, [], { delete: program.length });
    const { stdout } = await ground.host.run("ip -br addr; ip route; ip -n red -br link; ip -n red route");
    assert.match(stdout, /^tap0@eth1/m);
    assert.doesNotMatch(stdout, /10\.0\.|eth0/);
    await ground.host.run("ip link del tap0; ip netns del red");
    assert.equal(await ground.dump(), pristine);
  });

  it("protect: a destroy refuses, and leaves all as it is", async () => {
    const safe = some(all(), ALL, { opts: { protect: true } });
    await up(stack, safe, { create: safe.length });
    await ground.unharmed(() => refused(stack.destroy(), /protect/));
    stack.resources = [];
    await ground.unharmed(() => refused(stack.up(), /protect/));
    await up(stack, all(), {});
    await destroyed();
  });

  it("ignoreChanges: a field stays as it was, or as it was found", async () => {
    const mtu = (mtu: number, opts = {}) => some(all(), "tap", { args: { mtu }, opts });
    const ignored = { ignoreChanges: ["mtu"] };
    await up(stack, mtu(1400, ignored), { create: 1 });
    await ground.unharmed(() => up(stack, mtu(1300, ignored), {}));
    await ground.host.run("ip link set tap0 mtu 1350");
    const { changes } = await succeeds(stack.refresh());
    assert.equal(changes.update, 1, "a refresh sees it all the same");
    await ground.unharmed(() => up(stack, mtu(1300, ignored), {}));
    await ground.shows("ip link show tap0", /mtu 1350/);
    await up(stack, mtu(1300), { update: 1 });
    await ground.shows("ip link show tap0", /mtu 1300/);
    await destroyed();
  });

  it("replaceOnChanges: what would change in place is made anew", async () => {
    const mtu = (mtu: number) => some(all(), "netns link ip way", { opts: { replaceOnChanges: ["mtu"] } }).map((one) => (one.name === "link" ? { ...one, args: { ...one.args, mtu } } : one)); // prettier-ignore
    await up(stack, mtu(1400), { create: 4 });
    await up(stack, mtu(1300), { replace: 3 });
    await ground.shows("ip -n red addr; ip -n red route", /mtu 1300/, /10\.0\.1\.2\/24/, /default via 10\.0\.1\.1/);
    await destroyed();
  });

  for (const first of [true, false])
    it(`replaced on demand with deleteBeforeReplace: ${first}, all is there behind it`, async () => {
      const opts = { deleteBeforeReplace: first };
      await up(stack, some(all(), ALL, { opts }), { create: all().length });
      const before = await ground.dump();
      for (const name of first ? ["hole", "host-ip", "tap", "netns"] : ["hole", "host-ip", "tap"])
        await up(stack, some(all(), ALL, { opts }), { replace: name === "netns" ? 4 : 1 }, "--replace", await stack.urn(name)); // prettier-ignore
      const known = (text: string) =>
        text
          .replace(/^\d+: /gm, "")
          .split("\n")
          .sort();
      assert.deepEqual(known(await ground.dump()), known(before));
      await destroyed();
    });

  it("deleteBeforeReplace: false makes what has another name before the old one goes, and harms nothing that has the same", async () => {
    const opts = { deleteBeforeReplace: false };
    await up(stack, some(all(), "tap hole", { opts }), { create: 2 });
    const other = some(all(), "tap", { opts, args: { name: "tap1", macAddress: "02:00:00:00:00:09" } });
    const { steps } = await up(stack, [...other, ...some(all(), "hole", { opts, args: { protocol: "bgp" } })], { replace: 2 }); // prettier-ignore
    assert.deepEqual(steps.flatMap(({ name, op }) => (name === "tap" && op !== "replace" ? [op] : [])), ["create-replacement", "delete-replaced"]); // prettier-ignore
    await ground.shows("ip -br link; ip route", /tap1/, /blackhole 10\.0\.3\.0\/24 proto bgp/);
    await ground.host.run("ip link add p2 type veth peer name q2");
    stack.resources = some(other, "tap", { args: { parent: "p2" } });
    await ground.unharmed(() => refused(stack.up(), /`parent` is "eth1" on the host, which cannot change in place/));
    await ground.host.run("ip link del p2");
    await destroyed();
  });

  it("deleteBeforeReplace: false and another name for the same machine keep what is there", async () => {
    const opts = { deleteBeforeReplace: false };
    await up(stack, some(all(), "tap host-ip hole", { opts }), { create: 3 });
    const connection = { ...ground.host.connection, name: "web-9" };
    const renamed = some(all(), "tap host-ip hole", { opts, args: { connection } });
    await ground.unharmed(() => up(stack, renamed, { replace: 3 }));
    await destroyed();
  });

  it("deletedWith: what goes with another is not deleted by itself", async () => {
    const link = some(all(), "link", { args: { netns: "red", connection: ground.host.connection }, opts: { deletedWith: ref("netns") } }); // prettier-ignore
    await up(stack, [...some(all(), "netns"), ...link.map((one) => ({ ...one, opts: { ...one.opts, dependsOn: ref("netns") } }))], { create: 2 }); // prettier-ignore
    await destroyed();
  });

  it("provider: a resource moves from the default provider to another and back", async () => {
    const own = { type: "Provider", name: "own", args: {} };
    await up(stack, [own, ...all()], { create: all().length + 1 });
    await ground.unharmed(() => up(stack, [own, ...some(all(), ALL, { opts: { provider: ref("own") } })], {}));
    await ground.unharmed(() => up(stack, [own, ...all()], {}));
    await destroyed();
  });
});
