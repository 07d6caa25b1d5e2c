import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { identityOf } from "../../provider/kinds/identity";
import { kinds } from "../kinds/cases";
import type { HostKind, LabHost } from "../lab";
import { network } from "../lab/network";
import { say } from "../lab/process";
import { Stack } from "../engine/stack";
import { labForSuite } from "../suite";

const ROOT = resolve(__dirname, "..", "..");

/** Commands that make objects by hand, some of which do not belong in a program. */
const BY_HAND: Readonly<Record<HostKind, readonly string[]>> = {
  namespace: [
    "ip netns add red; ip netns add new; ip netns add public; ip netns add eval; ip -n red link set lo up",
    "ip link add p2 type veth peer name q2; ip link set p2 up; ip link set q2 up",
    "ip link add link eth1 name eth0 netns red address 02:00:00:00:00:07 mtu 1400 txqueuelen 77 type macvlan mode private",
    "ip -n red link set eth0 alias 'uplink of red' promisc on up",
    "ip link add link eth1 name mv1 type macvlan mode source; ip link set mv1 type macvlan macaddr set 02:00:00:00:00:09 02:00:00:00:00:08",
    "ip link add link p2 name mv2 type macvlan mode passthru nopromisc",
    "ip link add link eth1 name default.7 netns new type macvtap mode bridge",
    "ip link add link eth1 name theirs type macvlan mode bridge; ip link set theirs alias pulumi:other/dev:theirs",
    "ip -n red addr add 192.168.2.2/24 brd + dev eth0 label eth0:web metric 50",
    "ip -n red addr add 192.168.2.3/24 dev eth0 noprefixroute",
    "ip -n red addr add 10.0.0.1 peer 10.0.0.2/32 dev eth0",
    "ip -n red addr add 2001:db8::2/64 dev eth0 nodad",
    "ip -n red addr add 2001:db8::3/64 dev eth0 nodad preferred_lft 0",
    "ip -n red addr add 192.168.9.2/24 dev eth0 valid_lft 9000 preferred_lft 9000",
    "ip -n red route add default via 192.168.2.1",
    "ip -n red -6 route add default dev eth0 metric 77",
    "ip -n red route add 10.1.0.0/16 via 192.168.2.1 proto bgp table 100 metric 9 tos 0x10 mtu 1300 advmss 1200 src 192.168.2.2",
    "ip -n red route add blackhole 10.2.0.0/16; ip -n red -6 route add unreachable 2001:db8:9::/48",
    "ip -n red route add 10.3.0.0/16 nexthop via 192.168.2.8 weight 3 nexthop via 192.168.2.9",
    "ip -n red route add 10.4.0.0/16 via 172.16.0.1 dev eth0 onlink",
    "ip -n red route add 10.5.0.0/16 via 192.168.2.1 realm 5; ip -n red route add 10.6.0.0/16 via 192.168.2.1 proto dhcp; ip -n red route add 10.8.0.0/16 via 192.168.2.1 mtu lock 1400",
    "ip -n red nexthop add id 5 via 192.168.2.1 dev eth0; ip -n red route add 10.7.0.0/16 nhid 5",
    "ip -n red -6 route add 2001:db8:a::/64 via 2001:db8::9 expires 5000",
    "touch '/run/netns/a b' /run/netns/--; ip netns add naïve; ip link add link eth1 name 'a$b' type macvlan mode bridge",
    "ip addr add 192.0.2.1/24 dev eth1; ip link set mv1 up; ip addr add 192.168.5.2/24 dev mv1",
  ],
  guest: [
    "ip netns add red",
    "ip link add link eth1 name ipv0 netns red type ipvlan mode l3 private; ip -n red link set ipv0 up",
    "ip link add link eth1 name ipv1 type ipvlan; ip link set ipv1 mtu 1300",
    "ip link add link eth1 name ipt0 netns red type ipvtap mode l3 private",
    "ip -n red addr add 10.0.1.10/24 dev ipv0; ip -n red route add default dev ipv0",
  ],
};

const discover = ({ connection }: LabHost, ...args: string[]) =>
  say(process.execPath, [join(ROOT, "dist", "discover", "cli.js"), "discover", `${connection.user}@${connection.host}:${connection.port}`, "--identity", connection.privateKeyPath, "--host-key-checking", "off", "--name", "web-1", ...args]); // prettier-ignore

describe("discover", () => {
  const lab = labForSuite();
  for (const kind of ["namespace", "guest"] as const)
    it(`prints a program that takes over what is on a ${kind} host and changes nothing`, async () => {
      const host = await lab().host("web-1", { kind });
      for (const command of BY_HAND[kind]) assert.equal((await host.run(command)).code, 0, command);
      const printed = await discover(host);
      assert.equal(printed.code, 0, printed.stderr);
      const folder = mkdtempSync(join(tmpdir(), "netlink-discover-"));
      mkdirSync(join(folder, "program"));
      const write = (name: string, text: string) => writeFileSync(join(folder, "program", name), text);
      write("index.ts", printed.stdout);
      write("Pulumi.yaml", "name: discovered\nruntime: nodejs\n");
      write("package.json", '{ "name": "discovered", "main": "index.ts" }');
      const stack = await Stack.create({ program: relative(ROOT, join(folder, "program")) });
      try {
        const before = await unmarked(host);
        const up = await stack.up();
        assert.equal(up.code, 0, `${printed.stdout}\n${up.stdout}`);
        assert.equal(up.changes.create, printed.stdout.match(/new netlink/g)!.length + 1);
        assert.equal(await unmarked(host), before, "nothing is changed");
        assert.equal((await stack.up()).changes.create, 0);
        if (kind === "namespace") seen(printed.stdout);
      } finally {
        await stack.close();
        rmSync(folder, { recursive: true });
        await host.stop();
      }
    });

  it("prints the host's own addresses if asked to, and one clear line if it cannot", async () => {
    const host = await lab().host("web-2");
    await host.run("ip addr add 192.0.2.1/24 dev eth1");
    assert.match((await discover(host, "--all")).stdout, /new netlink\.Address\("eth1-192\.0\.2\.1-24", \{ connection, dev: "eth1", address: "192\.0\.2\.1\/24", adopt: true \}\);/); // prettier-ignore
    const { note } = identityOf(kinds.Address!, { dev: "eth1", address: "192.0.2.1/24" });
    await host.run(`mkdir -p /run/pulumi-netlink; echo pulumi:a/b:c >/run/pulumi-netlink/${note}`);
    assert.match((await discover(host, "--all")).stdout, /\/\/ Address eth1\/192\.0\.2\.1\/24: left out, it is of pulumi:a\/b:c/); // prettier-ignore
    const wrong = await discover(host, "--become", "su");
    assert.deepEqual([wrong.code, wrong.stderr], [1, "become: must be one of sudo\n"]);
    await host.stop();
    const down = await discover(host);
    assert.deepEqual([down.code, down.stdout], [1, ""]);
    assert.match(down.stderr, /^web-1: cannot log in as root: .*\n$/);
  });
});

/** A host's network, without the marks that adoption sets. */
const unmarked = async (host: LabHost) =>
  (await network((command) => host.run(command)))
    .replace(/ pulumi:[\w.:/%-]+/g, "")
    .replace(/ +alias *$/gm, "")
    .replace(/\\ *$/gm, "");

/** Asserts that the program has what was made, in the shortest form, and names what is left out. */
function seen(program: string): void {
  for (const line of [
    'const red = new netlink.NetNamespace("red", { connection, adopt: true });',
    'const _new = new netlink.NetNamespace("new", { connection, loopback: false, adopt: true });',
    'const _public = new netlink.NetNamespace("public", { connection, loopback: false, adopt: true });',
    'const redEth0 = new netlink.MacvlanLink("red-eth0", { netns: red, parent: "eth1", name: "eth0", mode: "private", macAddress: "02:00:00:00:00:07", mtu: 1400, txqueuelen: 77, description: "uplink of red", promisc: true, adopt: true });',
    'const newDefault7 = new netlink.MacvtapLink("new-default.7"',
    "// MacvlanLink theirs: left out, it is of pulumi:other/dev:theirs",
    "// Address red/eth0/192.168.9.2/24: left out, it has an end, so a DHCP client or a router renews it",
    'new netlink.Address("red-eth0-192.168.2.2-24", { dev: redEth0, address: "192.168.2.2/24", broadcast: "192.168.2.255", label: "eth0:web", metric: 50, adopt: true });',
    'new netlink.Address("red-eth0-2001:db8::3-64", { dev: redEth0, address: "2001:db8::3/64", preferredLifetime: 0, nodad: true, adopt: true });',
    'new netlink.Address("mv1-192.168.5.2-24", { dev: mv1, address: "192.168.5.2/24", adopt: true });',
    'new netlink.Route("red-default", { dev: redEth0, via: "192.168.2.1", protocol: "boot", adopt: true });',
    "// Route red/10.5.0.0/16: left out, it has `realm`, which Route does not have",
    "// Route red/10.6.0.0/16: left out, a DHCP client renews it",
    "// Route red/10.7.0.0/16: left out, it has `nhid`, which Route does not have",
    "// Route red/10.8.0.0/16: left out, it has `lock`, which Route does not have",
    "// Route red/2001:db8:a::/64: left out, it has an end, so a router renews it",
    "// NetNamespace --: left out, no program can give its name\n// NetNamespace a b: left out, no program can give its name\n",
    "// NetNamespace naïve: left out, no arguments describe it",
    "// MacvlanLink a$b: left out, no arguments describe it",
    'nexthops: [{ via: "192.168.2.8", dev: "eth0", weight: 3 }, { via: "192.168.2.9", dev: "eth0" }]',
    "// Addresses and routes of the host's own network are left out; --all prints them.",
  ])
    assert.ok(program.includes(line), `${line}\nis not in\n${program}`);
  assert.ok(!program.includes("192.0.2.1"));
}
