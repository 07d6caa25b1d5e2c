import assert from "node:assert/strict";
import type { Values } from "../../provider/kinds/kind";
import { lifecycle } from "../../provider/lifecycle/lifecycle";
import { kinds } from "./cases";
import { type HostKind, type LabHost, type Suite } from "../lab";
import { labForSuite } from "../suite";

const mac = "02:00:00:00:00:07";
const macvlan = { name: "mv0", parent: "eth1", macAddress: mac };
const ipvlan = { name: "ipv0", parent: "eth1" };
const address = { dev: "eth1", address: "192.168.2.2/24" };

/** A failure of a resource on a host, and all that the message has to contain: command, words of the kernel, cause. */
interface Trouble {
  readonly title: string;
  readonly given?: string;
  readonly type?: string;
  readonly args: Values;
  readonly login?: object;
  readonly says: readonly RegExp[];
  readonly on?: HostKind;
  readonly suite?: Suite;
  /** Other hosts that have to be there. */
  readonly beside?: string;
}

const TROUBLES: readonly Trouble[] = [
  { title: "parent missing", args: { ...macvlan, parent: "eth7" }, says: [/`ip link add link eth7 name mv0 .*`: /, /Cannot find device|does not exist|No such device|Device does not exist/, /there is no link eth7 on the host; there are lo, eth1/] },
  { title: "parent a bridge port", given: "ip link add br0 type bridge; ip link set eth1 master br0", args: macvlan, says: [/`ip link add link eth1/, /Device or resource busy/, /eth1 is a port of bridge br0/] },
  { title: "parent a bond member", on: "guest", given: "ip link add bond0 type bond; ip link set eth1 down; ip link set eth1 master bond0", args: macvlan, says: [/`ip link add link eth1/, /busy/, /eth1 is a port of bond bond0/] },
  { title: "macvlan where ipvlan is", on: "guest", given: "ip link add link eth1 name ipv9 type ipvlan", args: macvlan, says: [/`ip link add link eth1/, /Device or resource busy/, /eth1 is the parent of ipv9 too, and one parent takes either/] },
  { title: "ipvlan where macvlan is", on: "guest", given: "ip link add link eth1 name mv9 type macvlan", type: "IpvlanLink", args: ipvlan, says: [/`ip link add link eth1/, /Device or resource busy/, /eth1 is the parent of mv9 too/] },
  { title: "second passthru child", given: "ip link add link eth1 name mv9 type macvlan mode passthru", args: { ...macvlan, macAddress: undefined, mode: "passthru" }, says: [/`ip link add link eth1/, /Invalid argument/, /a passthru child is the only one of its parent, and eth1 has mv9 too/] },
  { title: "MTU above the parent's", args: { ...macvlan, mtu: 9000 }, says: [/`ip link add link eth1 .*mtu 9000/, /Invalid argument|mtu greater than device maximum|Numerical result/, /9000 is above the MTU 1500 of the parent eth1/] },
  { title: "MAC address taken", given: `ip link add link eth1 name mv9 address ${mac} type macvlan mode bridge; ip link set mv9 up`, args: macvlan, says: [/`ip link set dev mv0/, /Address already in use/, /02:00:00:00:00:07 is that of mv9 on eth1 too/] },
  { title: "name taken by a foreign link", given: "ip link add mv0 type veth peer name mv1", args: macvlan, says: [/MacvlanLink web-1:mv0 cannot be made: mv0 is a veth link, not macvlan/] },
  { title: "namespace missing", args: { ...macvlan, netns: "red" }, says: [/`ip link add link eth1/, /netns/, /there is no namespace red/] },
  { title: "a stale file for a namespace", given: "mkdir -p /run/netns; touch /run/netns/red", args: { ...macvlan, netns: "red" }, says: [/`ip link add link eth1/, /Invalid argument|netns/, /\/run\/netns\/red is no network namespace/] },
  { title: "address taken", given: "ip addr add 192.168.2.2/24 dev eth1", type: "Address", args: address, says: [/Address web-1:eth1\/192.168.2.2\/24 already exists and was made outside this stack \(192.168.2.2\/24 dev eth1, on the host\); `adopt: true`/] },
  { title: "address that another host has", type: "Address", beside: "ip addr add 2001:db8::2/64 dev eth1 nodad", args: { ...address, address: "2001:db8::2/64" }, says: [/Address web-1:eth1\/2001:db8::2\/64: duplicate address detection failed: another host has this address/] },
  { title: "MTU too small for IPv6", given: "ip link set eth1 mtu 1200", type: "Address", args: { ...address, address: "2001:db8::2/64" }, says: [/`ip addr add 2001:db8::2\/64 dev eth1`/, /Invalid argument|No buffer space/, /eth1 has an MTU of 1200, and IPv6 needs 1280/] },
  { title: "MTU too small for a route of IPv6", given: "ip link set eth1 up mtu 1200", type: "Route", args: { dev: "eth1", dst: "2001:db8:1::/64" }, says: [/`ip route add 2001:db8:1::\/64 .*dev eth1`/, /No such device|Invalid argument|IPv6 is/, /eth1 has an MTU of 1200, and IPv6 needs 1280/] },
  { title: "gateway off-link", given: "ip link set eth1 up", type: "Route", args: { dev: "eth1", via: "10.9.9.9" }, says: [/`ip route add default .*via 10.9.9.9 dev eth1`/, /Nexthop has invalid gateway/, /no route reaches the gateway 10.9.9.9; .*`onlink: true`/] },
  { title: "second default route of one metric", given: "ip route add blackhole default", type: "Route", args: { dev: "eth1" }, says: [/`ip route add default/, /File exists/, /another route has this metric: blackhole default proto boot/] },
  { title: "another scope in the subnet", given: "ip addr add 10.0.0.1/24 dev eth1", type: "Address", args: { dev: "eth1", address: "10.0.0.3/24", scope: "100" }, says: [/`ip addr add 10.0.0.3\/24 dev eth1 scope 100/, /Invalid/, /10.0.0.1 of the same subnet has the scope global, and a subnet has one/] },
  { title: "no root", login: { user: "ops" }, args: macvlan, says: [/`ip link add link eth1/, /Operation not permitted/, /the user is not root: log in as root, or set become: "sudo"/] },
  { title: "no sudo", login: { user: "ops", become: "sudo" }, given: "echo 'ops ALL=(ALL) ALL' >/etc/sudoers", args: macvlan, says: [/web-1: .*sudo: a password is required/, /sudo has to work without a password/] },
  { title: "BusyBox ip", given: "mkdir /run/bb; ln -s $(which busybox) /run/bb/ip; mount --bind /run/bb/ip /sbin/ip", args: macvlan, says: [/web-1: its `ip` is not iproute2's: .*BusyBox/, /install the package iproute2, 5.9 or newer/] },
  { title: "iproute2 too old", on: "guest", suite: "bullseye", args: { ...macvlan, bcqueuelen: 2000 }, says: [/`ip link add link eth1 .*bcqueuelen 2000/, /unknown option/, /the host's iproute2 is too old for `bcqueuelen`/] },
  { title: "kernel without the driver", type: "IpvlanLink", args: ipvlan, says: [/`ip link add link eth1 .*type ipvlan/, /Unknown device type/, /the kernel has no ipvlan driver/] },
]; // prettier-ignore

describe("errors with causes, on real hosts", () => {
  const lab = labForSuite();

  const create = async (host: LabHost, { type = "MacvlanLink", args, login }: Trouble): Promise<unknown> => {
    const { check, create } = lifecycle(kinds[type]!);
    const { inputs, failures } = await check({}, { connection: { ...host.connection, ...login, dialErrorLimit: 1 }, mark: "pulumi:lab/dev:it", ...args }); // prettier-ignore
    assert.deepEqual(failures, []);
    return create(inputs);
  };

  for (const trouble of TROUBLES)
    it(trouble.title, async () => {
      const { given, on: kind, suite, beside, says, args } = trouble;
      const [host, other] = [
        await lab().host("web-1", { kind, suite }),
        beside ? await lab().host("other") : undefined,
      ];
      if (beside) await other?.run(beside);
      if (given) assert.equal((await host.run(given)).code, 0, given);
      const error = await create(host, trouble).then(
        () => assert.fail("it was made"),
        (error: Error) => error,
      );
      for (const pattern of [/web-1/, ...(args.netns ? [/red/] : []), ...says]) assert.match(error.message, pattern);
      await Promise.all([host.stop(), other?.stop()]);
    });
});
