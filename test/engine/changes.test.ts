import assert from "node:assert/strict";
import { Lab, type LabHost } from "../lab";
import { ref, type Declared } from "./lives";
import { Stack } from "./stack";

const SILENT = { create: 0, update: 0, replace: 0, delete: 0 };

describe("changes that reach further, through the engine", () => {
  let lab: Lab;
  let host: LabHost;
  let stack: Stack;
  before(async () => void (lab = await Lab.open()));
  after(() => lab?.close());
  beforeEach(async () => {
    host = await lab.host("web-1");
    stack = await Stack.create({ resources: [] });
    await host.run("ip link add p2 type veth peer name q2 && ip link set p2 up && ip link set q2 up");
  });
  afterEach(async () => {
    await stack.close();
    await host.stop();
  });

  /** Previews and does what the resources ask for: the preview has to be true, and a second up silent. */
  async function up(resources: readonly Declared[], expected: Readonly<Record<string, number>>) {
    stack.resources = resources;
    const preview = await stack.preview();
    const run = await stack.up();
    assert.equal(run.code, 0, run.stdout);
    for (const { changes } of [preview, run])
      assert.deepEqual({ ...changes, same: undefined }, { ...SILENT, ...expected, same: undefined }, run.stdout);
    const { changes, stdout } = await stack.up();
    assert.deepEqual({ ...changes, same: undefined }, { ...SILENT, same: undefined }, stdout);
  }
  const shows = async (command: string, ...patterns: RegExp[]) => {
    const { stdout } = await host.run(command);
    for (const pattern of patterns) assert.match(stdout, pattern);
  };
  const inRed = (link: object, name = "red"): Declared[] => [
    { type: "NetNamespace", name: "netns", args: { connection: host.connection, name } },
    { type: "MacvlanLink", name: "eth0", args: { netns: ref("netns"), parent: "eth1", ...link } },
    { type: "Address", name: "ip", args: { dev: ref("eth0"), address: "192.168.2.2/24" } },
    { type: "Route", name: "way", args: { dev: ref("eth0"), via: "192.168.2.1" } },
  ];
  const whole = [/192\.168\.2\.2\/24/, /default via 192\.168\.2\.1 dev eth0 proto static/];

  it("a link that is replaced takes its address and its route along", async () => {
    await up(inRed({}), { create: 5 });
    await up(inRed({ parent: "p2" }), { replace: 3 });
    await shows("ip -n red addr; ip -n red route", ...whole);
    await up(inRed({ parent: "p2", mode: "passthru" }), { replace: 3 });
    await shows("ip -n red -d link show eth0; ip -n red addr; ip -n red route", /passthru/, ...whole);
    await stack.destroy();
  });

  it("a link of ours that the state has lost is refused on another parent, and made there once it is gone", async () => {
    await up(inRed({}), { create: 5 });
    await stack.forget("eth0");
    for (const adopt of [false, true]) {
      stack.resources = inRed({ parent: "p2", adopt });
      assert.match((await stack.up()).stdout, /`parent` is "eth1" on the host, which cannot change in place/);
    }
    await host.run("ip -n red link del eth0");
    await up(inRed({ parent: "p2" }), { create: 3 });
    await shows("ip -n red link; ip -n red addr; ip -n red route", /eth0@if/, ...whole);
    await stack.destroy();
  });

  it("a link whose parent is a link that gets another name is made anew on it", async () => {
    const stacked = (name: string): Declared[] => [
      { type: "MacvlanLink", name: "mv0", args: { connection: host.connection, parent: "eth1", name } },
      { type: "MacvlanLink", name: "mv1", args: { connection: host.connection, parent: { $ref: "mv0", output: "name" } } }, // prettier-ignore
      { type: "Address", name: "ip", args: { dev: ref("mv1"), address: "192.168.2.2/24" } },
    ];
    await up(stacked("mv0"), { create: 4 });
    await up(stacked("mvx"), { replace: 3 });
    await shows("ip -br link; ip addr show mv1", /^mvx@/m, /192\.168\.2\.2\/24/);
    await stack.destroy();
  });

  it("an address that is replaced takes its route along, and one that is new does not", async () => {
    await up(inRed({}), { create: 5 });
    const ip = (args: object): Declared => ({ type: "Address", name: "ip", args: { dev: ref("eth0"), address: "192.168.2.2/24", ...args } }); // prettier-ignore
    const [netns, link, , route] = inRed({}) as [Declared, Declared, Declared, Declared];
    await up([netns, link, ip({ broadcast: "+" }), route], { replace: 2 });
    await shows("ip -n red addr; ip -n red route", /brd 192\.168\.2\.255/, ...whole);
    const other: Declared = { ...ip({ address: "192.168.3.2/24" }), name: "other" };
    await up([netns, link, ip({ broadcast: "+" }), other, route], { create: 1 });
    await stack.refresh();
    await up([netns, link, ip({}), other, route], { replace: 2 });
    await shows("ip -n red addr; ip -n red route", ...whole);
    await stack.destroy();
  });

  it("an address on another link that a route sends from takes the route along", async () => {
    const from = (args: object): Declared[] => {
      const [netns, link, ip, route] = inRed({}) as [Declared, Declared, Declared, Declared];
      const own = (name: string, address: string, args: object = {}): Declared => ({ type: "Address", name, args: { netns: ref("netns"), dev: "lo", address, ...args } }); // prettier-ignore
      const way = { ...route, args: { ...route.args, prefsrc: "10.255.0.1" } };
      return [netns, own("own", "10.255.0.1/32", args), own("other", "10.255.0.2/32", args), link, ip, way];
    };
    await up(from({}), { create: 7 });
    await up(from({ scope: "host" }), { replace: 3 });
    await shows("ip -n red route", /default via 192\.168\.2\.1 dev eth0 proto static src 10\.255\.0\.1/);
    await stack.destroy();
  });

  it("a namespace that is replaced takes all that is in it along", async () => {
    await up(inRed({}), { create: 5 });
    await up(inRed({}, "blue"), { replace: 4 });
    await shows("ip netns list; ip -n blue addr; ip -n blue route", /^blue/, ...whole);
    await stack.destroy();
    assert.equal((await host.run("ip netns list")).stdout, "");
  });

  it("namespaces and links can be given by name", async () => {
    await host.run("ip netns add red");
    const { connection } = host;
    const netns = "red";
    await up(
      [
        { type: "MacvlanLink", name: "eth0", args: { connection, netns, parent: "eth1" } },
        {
          type: "Address",
          name: "ip",
          args: { connection, netns, dev: "eth0", address: "192.168.2.2/24" },
          opts: { dependsOn: ref("eth0") },
        },
        {
          type: "Route",
          name: "way",
          args: { connection, netns, dev: "eth0", via: "192.168.2.1" },
          opts: { dependsOn: ref("ip") },
        },
        { type: "Address", name: "host-ip", args: { connection, dev: "eth1", address: "10.0.0.1/8" } },
      ],
      { create: 5 },
    );
    await shows("ip -n red addr; ip -n red route", ...whole);
    assert.equal((await stack.destroy()).code, 0);
    await shows("ip netns list", /^red/);
    assert.doesNotMatch((await host.run("ip addr show dev eth1")).stdout, /10\.0\.0\.1/);
  });

  it("what a preview cannot know yet is not in its way", async () => {
    const linked = (extra: Declared["args"]): Declared[] => [
      { type: "MacvlanLink", name: "mv0", args: { connection: host.connection, parent: "eth1" } },
      {
        type: "MacvlanLink",
        name: "mv1",
        args: { connection: host.connection, parent: "eth1", mtu: { $ref: "mv0", output: "mtu" }, ...extra },
      },
    ];
    await up(linked({}), { create: 3 });
    await shows("ip -d link show mv1", /mtu 1500/);
    await up(linked({ promisc: true }), { update: 1 });
    await stack.destroy();
  });

  it("an argument that is taken back goes back to what it was without, or is left alone", async () => {
    await up(inRed({ promisc: true, description: "of red", mode: "private", mtu: 1400 }), { create: 5 });
    await up(inRed({}), { update: 1 });
    await shows(
      "ip -n red -d link show eth0",
      /<BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1400/,
      /mode bridge/,
      /alias pulumi:/,
    );
    await stack.destroy();
  });
});
