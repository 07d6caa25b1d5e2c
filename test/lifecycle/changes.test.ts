import assert from "node:assert/strict";
import type { LabHost } from "../lab";
import { ref, type Resource } from "../engine/resource";
import { Ground, refused, up } from "../engine/owned";
import { saga, type Scenario } from "../engine/saga";
import { Stack } from "../engine/stack";
import { forSuite, labForSuite } from "../suite";

const given = "ip link add p2 type veth peer name q2 && ip link set p2 up && ip link set q2 up";
type On = Pick<LabHost, "connection">;

/** A link in a namespace, and what is on it. */
const inRed = ({ connection }: On, link: object, name = "red"): [Resource, Resource, Resource, Resource] => [
  { type: "NetNamespace", name: "netns", args: { connection, name } },
  { type: "MacvlanLink", name: "eth0", args: { netns: ref("netns"), parent: "eth1", ...link } },
  { type: "Address", name: "ip", args: { dev: ref("eth0"), address: "192.168.2.2/24" } },
  { type: "Route", name: "way", args: { dev: ref("eth0"), via: "192.168.2.1" } },
];
const whole = [/192\.168\.2\.2\/24/, /default via 192\.168\.2\.1 dev eth0 proto static/] as const;
const ADDRESSES = "ip -n red addr; ip -n red route";

const address = (name: string, args: object): Resource => ({ type: "Address", name, args: { dev: ref("eth0"), ...args } }); // prettier-ignore

/** A link whose parent is another one of the program. */
const stacked = ({ connection }: On, name: string): Resource[] => [
  { type: "MacvlanLink", name: "mv0", args: { connection, parent: "eth1", name } },
  { type: "MacvlanLink", name: "mv1", args: { connection, parent: { $ref: "mv0", output: "name" } } },
  { ...address("ip", { address: "192.168.2.2/24" }), args: { dev: ref("mv1"), address: "192.168.2.2/24" } },
];

/** A route that sends from an address on another link. */
function sendingFrom(host: On, args: object): Resource[] {
  const [netns, link, ip, route] = inRed(host, {});
  const own = (name: string, address: string, more: object = {}): Resource => ({ type: "Address", name, args: { netns: ref("netns"), dev: "lo", address, ...more } }); // prettier-ignore
  const way = { ...route, args: { ...route.args, prefsrc: "10.255.0.1" } };
  return [netns, own("own", "10.255.0.1/32", args), own("other", "10.255.0.2/32", args), link, ip, way];
}

/** The same by names instead of resources. */
const byName = ({ connection }: On): Resource[] => {
  const at = { connection, netns: "red" };
  return [
    { type: "MacvlanLink", name: "eth0", args: { ...at, parent: "eth1", name: "eth0" } },
    { type: "Address", name: "ip", args: { ...at, dev: "eth0", address: "192.168.2.2/24" }, opts: { dependsOn: ref("eth0") } }, // prettier-ignore
    { type: "Route", name: "way", args: { ...at, dev: "eth0", via: "192.168.2.1" }, opts: { dependsOn: ref("ip") } },
    { type: "Address", name: "host-ip", args: { connection, dev: "eth1", address: "10.0.0.1/8" } },
  ];
};

/** A link with an argument that a preview does not know. */
const unknown = ({ connection }: On, more: object): Resource[] => [
  { type: "MacvlanLink", name: "mv0", args: { connection, parent: "eth1" } },
  { type: "MacvlanLink", name: "mv1", args: { connection, parent: "eth1", name: "mv1", mtu: { $ref: "mv0", output: "mtu" }, ...more } }, // prettier-ignore
];

const scenarios: readonly Scenario[] = [
  {
    title: "a link that is replaced takes its address and its route along",
    given,
    steps: ({ host }) => [
      { program: inRed(host, { name: "eth0" }), expected: { create: 4 } },
      { program: inRed(host, { name: "eth0", parent: "p2" }), expected: { replace: 3 }, shows: [ADDRESSES, ...whole] },
      { program: inRed(host, { name: "eth0", parent: "p2", mode: "passthru" }), expected: { replace: 3 }, shows: [`ip -n red -d link show eth0; ${ADDRESSES}`, /passthru/, ...whole] }, // prettier-ignore
    ],
  },
  {
    title: "a link whose parent is a link that gets another name is replaced on it",
    steps: ({ host }) => [
      { program: stacked(host, "mv0"), expected: { create: 3 } },
      { program: stacked(host, "mvx"), expected: { replace: 3 }, shows: ["ip -br link; ip addr show mv1", /^mvx@/m, /192\.168\.2\.2\/24/] }, // prettier-ignore
    ],
  },
  {
    title: "an address that is replaced takes its route along, and one that is new does not",
    steps({ host }) {
      const [netns, link, ip, route] = inRed(host, {});
      const broadcast = address("ip", { address: "192.168.2.2/24", broadcast: "+" });
      const other = address("other", { address: "192.168.3.2/24" });
      return [
        { program: [netns, link, ip, route], expected: { create: 4 } },
        { program: [netns, link, broadcast, route], expected: { replace: 2 }, shows: [ADDRESSES, /brd 192\.168\.2\.255/, ...whole] }, // prettier-ignore
        { program: [netns, link, broadcast, other, route], expected: { create: 1 } },
        { program: [netns, link, ip, other, route], refresh: true, expected: { replace: 2 }, shows: [ADDRESSES, ...whole] }, // prettier-ignore
      ];
    },
  },
  {
    title: "an address on another link that a route sends from takes the route along",
    steps: ({ host }) => [
      { program: sendingFrom(host, {}), expected: { create: 6 } },
      { program: sendingFrom(host, { scope: "host" }), expected: { replace: 3 }, shows: ["ip -n red route", /default via 192\.168\.2\.1 dev eth0 proto static src 10\.255\.0\.1/] }, // prettier-ignore
    ],
  },
  {
    title: "a namespace that is replaced takes all that is in it along",
    steps: ({ host }) => [
      { program: inRed(host, {}), expected: { create: 4 } },
      { program: inRed(host, {}, "blue"), expected: { replace: 4 }, shows: ["ip netns list; ip -n blue addr; ip -n blue route", /^blue\n1:/, ...whole] }, // prettier-ignore
    ],
  },
  {
    title: "namespaces and links can be given by name",
    given: "ip netns add red",
    steps: ({ host }) => [
      { program: byName(host), expected: { create: 4 }, shows: [ADDRESSES, ...whole] },
      { program: [], expected: { delete: 4 }, shows: ["ip netns list; ip addr show dev eth1", /^red(?![^]*10\.0\.0\.1)/] }, // prettier-ignore
    ],
  },
  {
    title: "what a preview cannot know yet is not in its way",
    steps: ({ host }) => [
      { program: unknown(host, {}), expected: { create: 2 }, shows: ["ip -d link show mv1", /mtu 1500/] },
      { program: unknown(host, { promisc: true }), expected: { update: 1 } },
    ],
  },
  {
    title: "an argument that is taken back goes back to what it was without, or is left alone",
    steps: ({ host }) => [
      { program: inRed(host, { name: "eth0", promisc: true, description: "of red", mode: "private", mtu: 1400 }), expected: { create: 4 } }, // prettier-ignore
      { program: inRed(host, { name: "eth0" }), expected: { update: 1 }, shows: ["ip -n red -d link show eth0", /<BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1400/, /mode bridge/, /alias pulumi:/] }, // prettier-ignore
    ],
  },
];

saga("changes that reach further, through the engine", scenarios);

describe("a link of ours that the state has lost, through the engine", () => {
  const lab = labForSuite();
  let stack: Stack;
  forSuite(async (use) => {
    stack = await use(Stack.create({ resources: [] }));
  });
  it("is refused on another parent, and made there once it is gone", async () => {
    const ground = new Ground(await lab().host("web-1"));
    assert.equal((await ground.host.run(given)).code, 0);
    await up(stack, inRed(ground.host, {}), { create: 4 });
    await stack.forget("eth0");
    for (const adopt of [false, true]) {
      stack.resources = inRed(ground.host, { parent: "p2", adopt });
      await refused(stack.up(), /`parent` is "eth1" on the host, which cannot change in place/);
    }
    await ground.host.run("ip -n red link del eth0");
    await up(stack, inRed(ground.host, { parent: "p2" }), { create: 3 });
    await ground.shows("ip -n red link; ip -n red addr; ip -n red route", /eth0@if/, ...whole);
    await stack.destroy();
  });
});
