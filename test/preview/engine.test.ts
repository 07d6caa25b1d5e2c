import assert from "node:assert/strict";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { identityOf } from "../../provider/kinds/identity";
import { kinds } from "../kinds/cases";
import { faultProxy, type LabHost } from "../lab";
import { network } from "../lab/network";
import { ref, type Resource } from "../engine/resource";
import { Stack } from "../engine/stack";
import { forTest, labForSuite } from "../suite";

const mac = "02:00:00:00:00:07";
const link = (args: object, type = "MacvlanLink", name = "mv0"): Resource => ({ type, name, args: { parent: "eth1", ...args } }); // prettier-ignore
const address = (args: object): Resource => ({ type: "Address", name: "ip", args: { dev: "eth1", address: "192.168.2.2/24", ...args } }); // prettier-ignore

/** A command that prepares the host, a resource, and the warning that it gets. */
const WARNED: readonly (readonly [given: string, what: Resource, said: string])[] = [
  ["ip link add link eth1 name mv0 type macvlan mode private", link({ adopt: true }), "adopt: changes mode, up of what is there"], // prettier-ignore
  ["true", link({ mode: "passthru", macAddress: mac }), "macAddress: becomes that of the parent eth1 too, until the link is deleted"], // prettier-ignore
];

describe("a preview that looks at the host, through the engine", () => {
  const lab = labForSuite();
  let host: LabHost;
  let stack: Stack;
  forTest(async (use) => {
    host = await use(lab().host("web-1"));
    stack = await use(Stack.create({ resources: [] }));
  });
  const on = (resource: Resource, connection: object = host.connection): Resource => ({ ...resource, args: { connection, ...resource.args } }); // prettier-ignore
  const dump = () => network((command) => host.run(command));

  it("refuses what the host does not take, and touches nothing", async () => {
    await host.run("ip link add mv0 type veth peer name mv1");
    const before = await dump();
    for (const [what, said] of [
      [link({ parent: "eth7" }), "parent: there is no link eth7 on the host; there are lo, "],
      [link({}), "name: mv0 is a veth link, not macvlan"],
    ] as const) {
      stack.resources = [on(what)];
      const { code, stdout } = await stack.preview();
      assert.ok(stdout.includes(`has a problem: ${said}`), stdout);
      assert.notEqual(code, 0);
    }
    assert.equal(await dump(), before);
  });

  it("says nothing if all is well, and adopts and changes without a word", async () => {
    await host.run(`ip link add link eth1 name mv9 address ${mac} type macvlan mode bridge; ip addr add 192.168.2.2/24 dev eth1`); // prettier-ignore
    stack.resources = [on(link({ name: "mv9", macAddress: mac, adopt: true })), on(address({ adopt: true }))];
    for (const run of [await stack.preview(), await stack.up(), await stack.preview()])
      assert.equal(run.code, 0, run.stdout);
    await host.run("ip link set mv9 alias byhand; ip link set eth1 mtu 1400");
    stack.resources = [on(link({ name: "mv9", macAddress: mac, promisc: true })), on(address({}))];
    const changed = await stack.preview();
    assert.deepEqual([changed.code, changed.changes.update], [0, 2], changed.stdout);
  });

  for (const [given, what, said] of WARNED)
    it(`${given} and ${what.type} ${JSON.stringify(what.args)}: warns, once, ${said}`, async () => {
      await host.run(given);
      stack.resources = [on(what)];
      for (const run of [await stack.preview(), await stack.up()]) {
        // Once when it is reported, and once in the engine's summary.
        assert.equal(run.stdout.split(`warning: ${what.type} ${what.name} (${what.name}): ${said} (seen on web-1)\n`).length, 3, run.stdout); // prettier-ignore
        assert.equal(run.code, 0, run.stdout);
      }
      const again = await stack.preview();
      assert.deepEqual([again.code, /warning/.test(again.stdout)], [0, false], again.stdout);
    });

  it("refuses a resource of another name for what is there, unless what had the place leaves it first", async () => {
    stack.resources = [on(link({ name: "mv0" }, "MacvlanLink", "a"))];
    assert.equal((await stack.up()).code, 0);
    stack.resources = [on(link({ name: "mv0" }, "MacvlanLink", "b"))];
    for (const run of [await stack.preview(), await stack.up()]) {
      assert.match(run.stdout, /name: already exists and was made by pulumi:test\/test:a \(macvlan on the parent eth1, on the host\); `aliases` with its old name, or `adopt: true`, takes it over/); // prettier-ignore
      assert.notEqual(run.code, 0);
    }
    stack.resources = [on(link({ name: "mv1" }, "MacvlanLink", "a")), { ...on(link({ name: "mv0" }, "MacvlanLink", "b")), opts: { dependsOn: ref("a") } }]; // prettier-ignore
    for (const run of [await stack.preview(), await stack.up()])
      assert.deepEqual([run.code, run.changes.replace, run.changes.create], [0, 1, 1], run.stdout);
  });

  it("takes what a create that was cut off has left for the resource's own, even if it is not marked", async () => {
    const note = identityOf(kinds.MacvlanLink!, { name: "mv0" }).note;
    await host.run(`mkdir -p /run/pulumi-netlink; echo pulumi:test/test:mv0 >/run/pulumi-netlink/${note}; ip link add link eth1 name mv0 address ${mac} type macvlan mode bridge`); // prettier-ignore
    stack.resources = [on(link({ mode: "passthru" }))];
    const { code, changes, stdout } = await stack.preview();
    assert.deepEqual([code, changes.create], [0, 2], stdout);
    assert.match((await stack.up()).stdout, /`mode` is "bridge" on the host, which cannot change in place/);
  });

  it("refuses a change to a MAC address that another link has", async () => {
    stack.resources = [on(link({ macAddress: mac }))];
    assert.equal((await stack.up()).code, 0);
    await host.run("ip link add link eth1 name mv9 address 02:00:00:00:00:09 type macvlan mode bridge; ip link set mv9 up"); // prettier-ignore
    assert.equal((await stack.up()).changes.same, 2);
    stack.resources = [on(link({ macAddress: "02:00:00:00:00:09" }))];
    const { code, stdout } = await stack.preview();
    assert.match(stdout, /has a problem: macAddress: 02:00:00:00:00:09 is that of mv9 on eth1 too/);
    assert.notEqual(code, 0);
    stack.resources = [on(link({ macAddress: "02:00:00:00:00:08" }))];
    for (const run of [await stack.preview(), await stack.up()])
      assert.deepEqual([run.code, run.changes.update], [0, 1], run.stdout);
  });

  it("refuses what would take along what is on a link: set down, or replaced, if that is on it by name", async () => {
    await host.run("ip link add p2 type veth peer name q2; ip link set p2 up");
    const ip = (dev: unknown): Resource => ({ ...on(address({ dev, address: "2001:db8::2/64", nodad: true })), opts: { dependsOn: ref("mv0") } }); // prettier-ignore
    stack.resources = [on(link({})), ip("mv0")];
    assert.equal((await stack.up()).code, 0);
    stack.resources = [on(link({ up: false })), ip("mv0")];
    const down = await stack.preview();
    assert.match(down.stdout, /dev: MacvlanLink mv0 \(mv0\) is down, and loses its IPv6 addresses/);
    for (const dev of ["mv0", ref("mv0")]) {
      stack.resources = [on(link({ parent: "p2" })), ip(dev)];
      const { code, stdout } = await stack.preview();
      assert.match(stdout, /dev: MacvlanLink mv0 \(mv0\) is replaced and takes this along: pass the link resource, and run `up` once before this change/); // prettier-ignore
      assert.notEqual(code, 0);
    }
    stack.resources = [on(link({})), ip(ref("mv0"))];
    assert.equal((await stack.up()).changes.same, 3);
    stack.resources = [on(link({ parent: "p2" })), ip(ref("mv0"))];
    for (const { code, changes, stdout } of [await stack.preview(), await stack.up()])
      assert.deepEqual([code, changes.replace], [0, 2], stdout);
    assert.match((await host.run("ip addr show mv0")).stdout, /mv0@p2[^]*2001:db8::2\/64/);
  });

  it("refuses what would take along a link whose parent is replaced, if that is given by name", async () => {
    await host.run("ip link add p2 type veth peer name q2; ip link set p2 up");
    const tap = (parent: unknown, opts: Resource["opts"] = { dependsOn: ref("mv0") }): Resource => ({ ...on(link({ parent }, "MacvtapLink", "tap0")), opts }); // prettier-ignore
    stack.resources = [on(link({})), tap("mv0")];
    assert.equal((await stack.up()).code, 0);
    const name = { $ref: "mv0", output: "name" };
    const moved = on(link({ parent: "p2" }));
    for (const [program, said] of [
      [[moved, tap("mv0")], "parent: MacvlanLink mv0 (mv0) is replaced and takes this along: pass the link resource, and run `up` once before this change"], // prettier-ignore
      [[tap("mv0", {}), { ...moved, opts: { dependsOn: ref("tap0") } }], "MacvtapLink tap0 (tap0): parent: MacvlanLink mv0 (mv0) is replaced and takes this along"], // prettier-ignore
      [[on(link({ name: "mv1" })), tap("mv0")], "parent: MacvlanLink mv0 (mv1) is replaced and takes this along"],
    ] as const) {
      stack.resources = program;
      const { code, stdout } = await stack.preview();
      assert.ok(code !== 0 && stdout.includes(said), stdout);
    }
    stack.resources = [on(link({})), tap(name)];
    assert.equal((await stack.up()).changes.same, 3);
    stack.resources = [moved, tap(name)];
    for (const { code, changes, stdout } of [await stack.preview(), await stack.up()])
      assert.deepEqual([code, changes.replace], [0, 2], stdout);
    assert.match((await host.run("ip -br link show tap0")).stdout, /^tap0@p2/);
  });

  it("takes a new IPv6 address on a link that is set down, if it comes after that, and keeps it", async () => {
    const ip = (dev: unknown, args: object = {}, name = "ip") => on({ ...address({ dev, address: "2001:db8::2/64", ...args }), name }); // prettier-ignore
    stack.resources = [on(link({})), ip(ref("mv0"), { address: "2001:db8::3/64" }, "was")];
    assert.equal((await stack.up()).code, 0);
    const down = on(link({ up: false }));
    const byName = { ...ip("mv0"), opts: { dependsOn: ref("mv0") } };
    for (const [what, said] of [
      [byName, "addresses: pass the link resource"],
      [ip(ref("mv0"), { address: "2001:db8::3/64" }, "was"), "addresses (on web-1)\n"],
    ] as const) {
      stack.resources = [down, what];
      const { code, stdout } = await stack.preview();
      assert.ok(stdout.includes(`dev: MacvlanLink mv0 (mv0) is down, and loses its IPv6 ${said}`), stdout);
      assert.notEqual(code, 0);
    }
    // Without a preview the link goes down before the address is refused: putting the program back brings all back.
    assert.notEqual((await stack.up()).code, 0);
    stack.resources = [on(link({})), ip(ref("mv0"), { address: "2001:db8::3/64" }, "was")];
    const back = await stack.up();
    assert.deepEqual([back.code, back.changes.update], [0, 2], back.stdout);
    assert.match((await host.run("ip -6 addr show mv0 up")).stdout, /2001:db8::3\/64/);
    assert.equal((await stack.up()).changes.same, 3);
    stack.resources = [down, ip(ref("mv0")), ip(ref("mv0"), { address: "2001:db8::3/64", nodad: true }, "was")];
    for (const { code, changes, stdout } of [await stack.preview(), await stack.up()])
      assert.deepEqual([code, changes.create, changes.update, changes.replace], [0, 1, 1, 1], stdout);
    assert.equal((await stack.up()).changes.same, 4);
    assert.equal((await stack.refresh()).changes.same, 4);
    assert.match((await host.run("ip -6 addr show mv0")).stdout, /2001:db8::2\/64 scope global tentative/);
    stack.resources = [on(link({})), ip(ref("mv0")), ip(ref("mv0"), { address: "2001:db8::3/64", nodad: true }, "was")];
    assert.equal((await stack.up()).changes.update, 1);
    const { stdout } = await host.run("ip -6 addr show mv0");
    for (const last of [2, 3]) assert.ok(stdout.includes(`2001:db8::${last}/64 `), stdout);
  });

  it("refuses to exchange MAC addresses in one go, be it two or three, and passes them on", async () => {
    const three = (...macs: number[]) => macs.map((n, i) => on(link({ macAddress: `02:00:00:00:00:0${n}` }, "MacvlanLink", "abc"[i]))); // prettier-ignore
    stack.resources = three(7, 8, 9);
    assert.equal((await stack.up()).code, 0);
    const refused = async (...macs: number[]) => {
      stack.resources = three(...macs);
      const { code, stdout } = await stack.preview();
      assert.match(stdout, /macAddress: is exchanged with that of (MacvlanLink ([abc]) \(\2\)( and )?)+, and links cannot exchange addresses in one `up`/); // prettier-ignore
      assert.notEqual(code, 0);
    };
    await refused(8, 7, 9);
    await refused(8, 9, 7);
    stack.resources = three(8, 9, 1);
    for (const run of [await stack.preview(), await stack.up()])
      assert.deepEqual([run.code, run.changes.update], [0, 3], run.stdout);
  });

  it("a refresh says why the MTU of a link is not the one that was asked for", async () => {
    stack.resources = [on(link({ mtu: 1400 }))];
    assert.equal((await stack.up()).code, 0);
    await host.run("ip link set eth1 mtu 1300");
    const dragged = await stack.refresh();
    assert.match(dragged.stdout, /warning: MacvlanLink web-1:mv0: mtu: is 1300, not 1400: the parent eth1 has 1300, and no child has more/); // prettier-ignore
    assert.equal(dragged.changes.update, 1);
    assert.match((await stack.preview()).stdout, /mtu: 1400 is above the MTU 1300 of the parent eth1/);
    await host.run("ip link set eth1 mtu 1500");
    const mended = await stack.up();
    assert.deepEqual([mended.code, mended.changes.update], [0, 1], mended.stdout);
    await host.run("ip link set eth1 mtu 1300; ip link set eth1 mtu 1500");
    assert.match((await stack.refresh()).stdout, /mtu: is 1300, not 1400: a parent whose MTU is lowered takes its children along, and does not raise them again/); // prettier-ignore
  });

  it("a mode of ipvlan that would be that of somebody's link is refused, of links of ours it is said", async () => {
    const guest = await lab().host("web-2", { kind: "guest" });
    const ipvlan = (name: string, args: object = {}) => on(link(args, "IpvlanLink", name), guest.connection);
    await guest.run("ip link add link eth1 name ipv9 type ipvlan mode l2 private");
    stack.resources = [ipvlan("ipv0", { mode: "l3", flag: "private" })];
    const refused = await stack.up();
    assert.match(refused.stdout, /mode: is that of the whole parent eth1, and ipv9, made outside this stack, has another \(seen on web-2\)/); // prettier-ignore
    assert.match((await guest.run("ip -d link show ipv9")).stdout, /mode l2 private/);
    await guest.run("ip link del ipv9");
    stack.resources = [ipvlan("ipv0"), ipvlan("ipv1")];
    assert.equal((await stack.up()).code, 0);
    stack.resources = [ipvlan("ipv0", { mode: "l3" }), ipvlan("ipv1", { mode: "l3" })];
    const flips = await stack.preview();
    assert.match(flips.stdout, /warning: IpvlanLink ipv0 \(ipv0\): mode: is that of the whole parent eth1, so that of ipv1 changes too/); // prettier-ignore
    assert.deepEqual([flips.code, flips.changes.update], [0, 2], flips.stdout);
    for (const run of [await stack.up(), await stack.preview()]) assert.equal(run.code, 0, run.stdout);
    await guest.stop();
  });

  it("knows that what leaves a program goes after what comes into it, and that what is replaced does not", async () => {
    const a = link({ macAddress: mac }, "MacvlanLink", "a");
    stack.resources = [on(a)];
    assert.equal((await stack.up()).code, 0);
    const refused = async (resource: Resource, said: string) => {
      stack.resources = [on(resource)];
      const { code, stdout } = await stack.preview();
      assert.ok(code !== 0 && stdout.includes(`has a problem: ${said}`), stdout);
    };
    await refused(link({ mode: "passthru" }, "MacvlanLink", "b"), "mode: a passthru child is the only one of its parent, and eth1 has a"); // prettier-ignore
    await refused(
      link({ macAddress: mac }, "MacvlanLink", "b"),
      "macAddress: 02:00:00:00:00:07 is that of a on eth1 too",
    );
    await refused(link({ macAddress: mac }, "MacvtapLink", "a"), "name: a is a macvlan link, not macvtap");
    stack.resources = [on(link({ macAddress: mac, name: "c" }, "MacvlanLink", "a")), on(link({}, "MacvlanLink", "b"))];
    for (const { code, stdout, changes } of [await stack.preview(), await stack.up()])
      assert.deepEqual([code, changes.create, changes.replace], [0, 1, 1], stdout);
    assert.equal((await stack.destroy()).code, 0);
  });

  it("knows a link of the resource's own that was renamed by hand, and takes it up again if it is brought back", async () => {
    stack.resources = [on(link({}))];
    assert.equal((await stack.up()).code, 0);
    await host.run("ip link set mv0 down; ip link set mv0 name foo");
    assert.equal((await stack.up()).changes.update, 0, "no second one is made beside it");
    assert.equal((await stack.refresh()).changes.delete, 1);
    const { code, stdout } = await stack.preview();
    assert.match(stdout, /warning: MacvlanLink mv0 \(mv0\): name: foo is the link of this resource, renamed or moved by hand: rename it back, or delete it/); // prettier-ignore
    assert.match(stdout, /has a problem: macAddress: [0-9a-f:]+ is that of foo on eth1 too/);
    assert.notEqual(code, 0);
    await host.run("ip link set foo name mv0");
    for (const run of [await stack.preview(), await stack.up()])
      assert.deepEqual([run.code, run.changes.create, /warning/.test(run.stdout)], [0, 1, false], run.stdout);
    stack.resources = [{ ...on(link({ name: "mv1" }, "MacvlanLink", "new")), opts: { aliases: [{ name: "mv0" }] } }];
    for (const run of [await stack.preview(), await stack.up()])
      assert.deepEqual([run.code, run.changes.replace, /warning/.test(run.stdout)], [0, 1, false], run.stdout);
  });

  it("holds nothing against what another resource may make first", async () => {
    stack.resources = [
      on({ type: "NetNamespace", name: "red", args: {} }),
      on({ ...link({ netns: "red" }), opts: { dependsOn: ref("red") } }),
      on(link({ parent: { $ref: "mv0", output: "name" }, parentNetns: "red" }, "MacvlanLink", "mv1")),
      on({ ...link({ parent: "eth7", netns: "blue" }, "MacvlanLink", "mv2"), opts: { dependsOn: ref("red") } }),
      { type: "Address", name: "ip", args: { dev: ref("mv0"), address: "192.168.2.2/24" } },
    ];
    const { code, stdout, changes } = await stack.preview();
    assert.deepEqual([code, changes.create], [0, 6], stdout);
  });

  it("refuses what is on something of the program's by name and does not wait for it, whichever is declared first", async () => {
    const [mv0, ip] = [on(link({})), on(address({ dev: "mv0" }))];
    const inside = on(link({ netns: "red" }, "MacvlanLink", "mv1"));
    const red = on({ type: "NetNamespace", name: "red", args: {} });
    for (const [program, said] of [
      [[mv0, ip], "dev: mv0 is made by this program, maybe later than this: pass the link resource, or `dependsOn`"],
      [[red, inside], "netns: red is made by this program, maybe later than this: pass the NetNamespace resource, or `dependsOn`"], // prettier-ignore
    ] as const)
      for (const resources of [program, [...program].reverse()]) {
        stack.resources = resources;
        const { code, stdout } = await stack.preview();
        assert.ok(code !== 0 && stdout.includes(`has a problem: ${said}`), stdout);
      }
    stack.resources = [mv0, { ...ip, opts: { dependsOn: ref("mv0") } }];
    assert.equal((await stack.up()).code, 0);
    for (const resources of [
      [mv0, ip],
      [ip, mv0],
    ]) {
      stack.resources = resources;
      assert.equal((await stack.up()).changes.same, 3);
    }
    await host.run("ip link del mv0");
    const again = await stack.preview();
    assert.ok(again.code !== 0 && again.stdout.includes("dev: mv0 is made by this program, maybe later"), again.stdout);
    stack.resources = [mv0, { ...ip, opts: { dependsOn: ref("mv0") } }];
    for (const run of [await stack.preview(), await stack.up()]) assert.equal(run.changes.update, 2, run.stdout);
    assert.equal((await stack.up()).changes.same, 3);
  });

  it("warns of a host that cannot be reached, or refuses if told to, and does not look if told not to", async () => {
    let heard = 0;
    const closed = net.createServer((socket) => socket.destroy(void heard++));
    await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
    const { port } = closed.address() as net.AddressInfo;
    const gone = { ...host.connection, name: "web-2", port, perDialTimeout: 2 };
    stack.resources = [on(link({})), on(link({}, "MacvlanLink", "mv1"), gone)];
    const warned = await stack.preview();
    assert.deepEqual([warned.code, warned.changes.create], [0, 3], warned.stdout);
    assert.match(
      warned.stdout,
      /warning: web-2: .*; its resources were NOT checked against it, and `pulumi up` fails while it is so/,
    );
    assert.ok(heard > 0);
    await stack.config({ "netlink:preflight": "strict" });
    const strict = await stack.preview();
    assert.match(strict.stdout, /has a problem: connection: web-2: /);
    assert.notEqual(strict.code, 0);
    await stack.config({ "netlink:preflight": "off" });
    const [before, { connections }] = [heard, host];
    assert.equal((await stack.preview()).code, 0);
    assert.deepEqual([heard, host.connections], [before, connections], "nobody connected");
    await stack.config({ "netlink:preflight": "maybe" });
    assert.match((await stack.preview()).stdout, /netlink:preflight must be one of on, strict, off/);
    closed.close();
  });

  it("reads all hosts of a program side by side, each once, before the first resource is checked", async () => {
    const proxies = await Promise.all([1, 2, 3].map(() => faultProxy(host.connection.port)));
    proxies.forEach((proxy) => (proxy.mode = "hang"));
    stack.resources = proxies.flatMap(({ port }, i) =>
      ["a", "b", "c"].map((name) =>
        on(link({}, "MacvlanLink", `${name}${i}`), { ...host.connection, name: `h${i}`, port }),
      ),
    );
    const running = stack.preview();
    // None answers before all have been asked: one after the other they would wait until they are given up.
    while (proxies.some(({ connections }) => connections === 0)) await sleep(10);
    proxies.forEach((proxy) => (proxy.mode = "pass"));
    const { code, stdout } = await running;
    assert.equal(code, 0, stdout);
    assert.doesNotMatch(stdout, /warning/);
    assert.deepEqual(
      proxies.map(({ connections }) => connections),
      [1, 1, 1],
    );
    await Promise.all(proxies.map((proxy) => proxy.close()));
  });
});
