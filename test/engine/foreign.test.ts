import assert from "node:assert/strict";
import { Lab } from "../lab";
import { network } from "../lab/network";
import { ref, type Declared } from "./lives";
import { Stack } from "./stack";

/** What somebody has on the host, on the same links, in the same tables, with other protocols, metrics and addresses. */
const THEIRS = [
  "ip netns add theirs; ip netns add given",
  "ip link add link eth1 name mv9 type macvlan mode bridge; ip link set mv9 alias theirs up",
  "ip link set eth1 up; ip link set eth1 addrgenmode none",
  "ip addr add 192.168.2.9/24 dev eth1",
  "ip addr add 192.168.2.10/24 dev eth1 brd + label eth1:web",
  "ip addr add 2001:db8::9/64 dev eth1 nodad",
  "ip route add 10.1.0.0/16 via 192.168.2.1 metric 5 proto bgp",
  "ip route add 10.1.0.0/16 via 192.168.2.1 metric 5 table 100 proto 99",
  "ip route add 10.1.0.0/16 via 192.168.2.1 metric 50 tos 0x10",
  "ip route add 10.2.0.0/16 dev eth1 proto dhcp src 192.168.2.10",
  "ip route add default via 192.168.2.1 metric 100 proto dhcp",
  "ip -6 route add 2001:db8:1::/48 via 2001:db8::1 metric 7 proto ra",
  "ip link add d0 type veth peer name d1; ip link set d0 up; ip link set d1 up; ip link set d0 addrgenmode none; ip link set d1 addrgenmode none",
];
/** What they add once ours is there: behind our address, and on our link and namespace. */
const BESIDE = [
  "ip addr add 192.168.7.9/24 dev d0",
  "ip route add 10.7.0.0/16 via 192.168.7.1 src 192.168.7.9 proto 99",
  "ip route add 10.8.0.0/16 dev d1 proto bgp",
];

const ours = (connection: object, change: object = {}): Declared[] => [
  { type: "NetNamespace", name: "red", args: { connection } },
  { type: "MacvlanLink", name: "eth0", args: { netns: ref("red"), parent: "eth1", ...change } },
  { type: "MacvlanLink", name: "mv0", args: { connection, parent: "eth1" } },
  { type: "Address", name: "ip", args: { connection, dev: "eth1", address: "192.168.2.2/24" } },
  { type: "Address", name: "first", args: { connection, dev: "d0", address: "192.168.7.2/24" } },
  { type: "Address", name: "last", args: { connection, dev: "d1", address: "192.168.8.2/24" } },
  { type: "Address", name: "guest", args: { connection, netns: "given", dev: "lo", address: "10.0.0.1/32" } },
  { type: "Route", name: "way", args: { connection, dst: "10.1.0.0/16", via: "192.168.2.1" }, opts: { dependsOn: ref("ip") } }, // prettier-ignore
  { type: "Route", name: "table", args: { connection, dst: "10.1.0.0/16", via: "192.168.2.1", table: 100, metric: 6 }, opts: { dependsOn: ref("ip") } }, // prettier-ignore
  { type: "Route", name: "default", args: { connection, via: "192.168.2.1", metric: 101 }, opts: { dependsOn: ref("ip") } }, // prettier-ignore
];

describe("what is somebody else's, through the engine", () => {
  let lab: Lab;
  before(async () => void (lab = await Lab.open()));
  after(() => lab?.close());

  it("stays as it is through up, change, refresh and destroy", async () => {
    const host = await lab.host("web-1");
    for (const command of THEIRS) assert.equal((await host.run(command)).code, 0, command);
    const { stdout: number } = await host.run("cat /sys/class/net/mv9/ifindex");
    const seen = async () => (await network((command) => host.run(command))).replace(/ promiscuity \d+/g, "");
    const before = await seen();
    const stack = await Stack.create({ resources: ours(host.connection) });
    const good = async (run: Promise<{ code: number; stdout: string }>) => {
      const { code, stdout } = await run;
      assert.equal(code, 0, stdout);
      const now = await seen();
      const gone = before.split("\n").filter((line) => !now.split("\n").includes(line) && !/scope link tentative/.test(line)); // prettier-ignore
      assert.deepEqual(gone, [], stdout);
    };
    try {
      await good(stack.up());
      for (const command of BESIDE) assert.equal((await host.run(command)).code, 0, command);
      stack.resources = ours(host.connection, { mode: "private", mtu: 1400 });
      await good(stack.up());
      await good(stack.refresh());
      stack.resources = ours(host.connection, { mode: "vepa", parent: "d1" });
      await good(stack.up());
      await good(stack.destroy());
      const after = await host.run(`ip -o addr show dev d0 | grep -c 192.168.7.9/24; ip route show 10.7.0.0/16; ip route show 10.8.0.0/16; cat /sys/class/net/mv9/ifindex`); // prettier-ignore
      assert.equal(
        after.stdout,
        `1\n10.7.0.0/16 via 192.168.7.1 dev d0 proto openr src 192.168.7.9 \n10.8.0.0/16 dev d1 proto bgp scope link \n${number}`,
      );
      for (const undo of ["ip route del 10.8.0.0/16", "ip addr del 192.168.7.9/24 dev d0"]) await host.run(undo);
      assert.equal(await seen(), before, "and nothing of ours is left");
    } finally {
      await stack.close();
      await host.stop();
    }
  });
});
