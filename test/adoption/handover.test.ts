import assert from "node:assert/strict";
import { effort } from "../effort";
import { ref, type Resource } from "../engine/resource";
import { ALL, refused, renamed, resources, succeeds, up } from "../engine/owned";
import { saga, type Scenario } from "../engine/saga";
import { Stack } from "../engine/stack";
import { stageForTest } from "../engine/stage";

const NEW = ALL.split(" ").map((name) => `new-${name}`);

/** A run ends when the new resources have taken up what the old ones have, and before those are deleted. */
const handover = (way: "on" | "back", isRefreshed: boolean): Scenario => ({
  title: `stay where a run ends between the two, and the next goes ${way}`,
  steps({ host }) {
    const all = resources(host);
    const next = way === "on" ? renamed(all) : all;
    return [
      { program: all, expected: { create: all.length } },
      { program: renamed(all), only: NEW, expected: { create: all.length }, unharmed: "alias" },
      { program: next, refresh: isRefreshed, expected: { delete: all.length }, unharmed: "alias" },
      { program: next, unharmed: "nothing" },
    ];
  },
});

const numbers = Array.from({ length: effort(5, 20) }, (_, i) => i);
/** A link and what is on it; each resource has the place that the one so far ahead of it had. */
const shifted = (by: number, connection: object): Resource[] => [
  { type: "MacvlanLink", name: "mv0", args: { connection, parent: "eth1" } },
  ...numbers.flatMap((i): Resource[] => {
    const at = (i + by) % numbers.length;
    return [
      { type: "Address", name: `ip${i}`, args: { dev: ref("mv0"), address: `10.${at}.0.2/24` } },
      { type: "Route", name: `way${i}`, args: { dev: ref("mv0"), dst: `10.200.${at}.0/24` } },
    ];
  }),
];

saga("objects that one resource leaves to another, through the engine", [
  handover("on", false),
  handover("back", false),
]);

saga("places that resources pass on among each other, through the engine", [
  {
    title: "stay in one run, whichever comes first",
    steps: ({ host: { connection } }) =>
      Array.from({ length: effort(3, 4) }, (_, by) => ({
        program: shifted(by, connection),
        expected: by ? { replace: 2 * numbers.length } : { create: 2 * numbers.length + 1 },
        shows: [
          "ip -4 -o addr show mv0 | wc -l; ip route show dev mv0 | grep -c 10.200",
          new RegExp(`^${numbers.length}\n${numbers.length}\n$`),
        ],
      })),
  },
]);

saga("objects that one resource leaves to another, with a refresh in between", [
  handover("on", true),
  handover("back", true),
]);

describe("objects of two stacks, and of a change that fails, through the engine", () => {
  const stage = stageForTest();
  const link = (): Resource => ({ type: "MacvlanLink", name: "mv0", args: { connection: stage.ground.host.connection, parent: "eth1" } }); // prettier-ignore

  it("are another stack's still on a link of this one", async () => {
    const { connection } = stage.ground.host;
    const on = (dev: unknown): Resource[] => [
      { type: "Address", name: "ip", args: { connection, dev, address: "10.0.0.9/24" } },
      { type: "Route", name: "way", args: { connection, dev, dst: "10.9.0.0/24" } },
    ];
    await up(stage.stack, [link()], { create: 1 });
    const second = await Stack.create({ name: "second", resources: on("mv0") });
    await up(second, on("mv0"), { create: 2 });
    stage.stack.resources = [link(), ...on(ref("mv0"))];
    const said = /already exists and was made by pulumi:test\/second:(ip|way) .*; .adopt: true. takes it over/;
    await stage.ground.unharmed(() => refused(stage.stack.up("--continue-on-error"), said));
    const adopting = on(ref("mv0")).map((one) => ({ ...one, args: { ...one.args, adopt: true } }));
    await stage.ground.unharmed(() => up(stage.stack, [link(), ...adopting], { create: 2 }));
    await stage.ground.unharmed(() => refused(second.destroy("--continue-on-error"), /is left alone/));
    await up(stage.stack, [link()], { delete: 2 });
    await stage.destroyed();
    await succeeds(second.refresh());
    await second.close();
  });

  it("are as the program says again, if a change of them went half way and is taken back", async () => {
    await stage.stack.config({ "netlink:preflight": "off" });
    const program = (args: object): Resource[] => [{ ...link(), args: { ...link().args, ...args } }];
    await up(stage.stack, program({ mtu: 1400 }), { create: 1 });
    const { stdout: before } = await stage.ground.host.run("ip -d link show mv0");
    stage.stack.resources = program({ mtu: 9000, mode: "private" });
    await refused(stage.stack.up(), /mtu greater than device maximum|Invalid argument/);
    await stage.ground.shows("ip -d link show mv0", /mode private/);
    await up(stage.stack, program({ mtu: 1400 }), { update: 1 });
    assert.equal((await stage.ground.host.run("ip -d link show mv0")).stdout, before);
    await stage.destroyed();
  });
});
