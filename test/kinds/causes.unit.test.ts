import type { Command } from "../../provider/ip/command";
import { typed } from "../typed";
import assert from "node:assert/strict";
import { causeOf, isTransient } from "../../provider/kinds/causes";
import type { Kind, Values } from "../../provider/kinds/kind";
import type { Link, Snapshot } from "../../provider/ip/snapshot";
import { kinds } from "./cases";

const link = (ifindex: number, ifname: string, more: Partial<Link> = {}): Link => ({ ifindex, ifname, flags: [], mtu: 1500, address: `52:54:00:00:00:0${ifindex}`, ...more }); // prettier-ignore
/** One that shares the address of eth1, as ipvlan and passthru do. */
const child = (driver: string, data: Values = {}) => ({
  link: "eth1",
  address: "52:54:00:00:00:02",
  linkinfo: { info_kind: driver, info_data: data },
});
const host = (links: readonly Link[], netns: Snapshot["netns"] = {}, namespaces: readonly string[] = ["red"]): Snapshot => ({ namespaces, netns: { "": { links: [link(1, "lo"), ...links] }, ...netns } }); // prettier-ignore
const on = { name: "mv0", parent: "eth1" };
const add = typed("link", "add", "link", "eth1", "name", "mv0", "netns", "red", "type", "macvlan");

/** A failure and its words, on which host, and the cause that is reported. */
const TABLE: readonly (readonly [title: string, words: string, desired: Values, snapshot: Snapshot, cause: RegExp | undefined, command?: Command])[] = [
  ["no root", "RTNETLINK answers: Operation not permitted", on, host([]), /not root.*sudo/],
  ["no driver", "Error: Unknown device type.", on, host([link(2, "eth1")]), /no macvlan driver/],
  ["an old iproute2", 'macvlan: unknown option "bcqueuelen"?\nUsage: ... macvlan mode MODE', on, host([link(2, "eth1")]), /too old for `bcqueuelen`/],
  ["no namespace", 'Cannot open network namespace "red": No such file or directory', {}, host([], {}, []), /there is no namespace red/, typed("-n", "red", "link", "show")],
  ["a stale file", "setting the network namespace \"red\" failed: Invalid argument", {}, host([], { red: { error: "Invalid argument" } }), /\/run\/netns\/red is no network namespace/, typed("-n", "red", "link", "show")], // prettier-ignore
  ["no parent", 'Cannot find device "eth1"', on, host([link(2, "eth0")]), /no link eth1 on the host; there are lo, eth0/],
  ["no dev", 'Cannot find device "eth7"', { dev: "eth7", netns: "red" }, host([], { red: { links: [link(1, "lo")] } }), /no link eth7 in namespace red/],
  ["a bridge port", "RTNETLINK answers: Device or resource busy", on, host([link(2, "eth1", { master: "br0", linkinfo: { info_slave_kind: "bridge" } })]), /eth1 is a port of bridge br0/], // prettier-ignore
  ["the other driver", "RTNETLINK answers: Device or resource busy", on, host([link(2, "eth1"), link(3, "ipv0", child("ipvlan"))]), /eth1 is the parent of ipv0 too, and one parent takes either/], // prettier-ignore
  ["the other driver in a namespace", "Device or resource busy", on, host([link(2, "eth1")], { red: { links: [link(9, "ipv0", { ...child("ipvlan"), link: undefined, link_index: 2 })] } }), /eth1 is the parent of ipv0 in namespace red too/], // prettier-ignore
  ["an MTU above the parent's", "RTNETLINK answers: Invalid argument", { ...on, mtu: 1600 }, host([link(2, "eth1")]), /1600 is above the MTU 1500 of the parent eth1/],
  ["a passthru child", "RTNETLINK answers: Invalid argument", on, host([link(2, "eth1"), link(3, "mv9", child("macvlan", { mode: "passthru" }))]), /a passthru child is the only one of its parent, and eth1 has mv9 too/], // prettier-ignore
  ["a MAC address twice", "RTNETLINK answers: Address already in use", { ...on, macAddress: "52:54:00:00:00:02" }, host([link(2, "eth1")]), /52:54:00:00:00:02 is that of the parent eth1 too/], // prettier-ignore
  ["a MAC address twice, where its owner has the same name elsewhere", "RTNETLINK answers: Address already in use", { ...on, netns: "red", name: "eth1", macAddress: "52:54:00:00:00:02" }, host([link(2, "eth1")], { red: { links: [link(2, "eth1", { address: "52:54:00:00:00:09" })] } }), /52:54:00:00:00:02 is that of the parent eth1 too/],
  ["a name twice", "RTNETLINK answers: File exists", on, host([link(2, "eth1"), link(3, "mv0", { linkinfo: { info_kind: "veth" } })]), /already is a veth link mv0 on the host/], // prettier-ignore
  ["a route twice", "RTNETLINK answers: File exists", { dst: "default", metric: 0, table: "main", tos: 0, family: "inet" }, { namespaces: [], netns: { "": { routes: [{ type: "6", dst: "default", table: "254", protocol: "3", scope: "0" }] } } }, /another route has this metric: blackhole default proto boot/],
  ["a gateway off the link", "Error: Nexthop has invalid gateway.", { dst: "default", via: "10.0.0.1" }, host([]), /no route reaches the gateway 10.0.0.1.*onlink/],
  ["a link that is down", "Error: Device for nexthop is not up.", { dev: "eth0" }, host([link(2, "eth0")]), /eth0 is down, and only a link that is up has routes/],
  ["the other family's link that is down", "Error: Nexthop device is not up.", { dev: "eth0" }, host([link(2, "eth0")]), /eth0 is down, and only a link that is up has routes/],
  ["a gateway on a link that is down", "Error: Nexthop has invalid gateway.", { dev: "eth0", via: "10.0.0.1" }, host([link(2, "eth0")]), /eth0 is down, and only a link that is up has routes/],
  ["a gateway off a link that is up", "RTNETLINK answers: No route to host", { dev: "eth0", via: "2001:db8::1" }, host([link(2, "eth0", { flags: ["UP"] })]), /no route reaches the gateway 2001:db8::1/],
  ["an address to send from that nobody has", "Error: Invalid prefsrc address.", { prefsrc: "10.9.9.9" }, host([]), /no link on the host has the address 10.9.9.9/],
  ["the same of IPv6", "Error: Invalid source address.", { prefsrc: "2001:db8::99", netns: "red" }, host([]), /no link in namespace red has the address 2001:db8::99/],
  ["an MTU too small for IPv6", "RTNETLINK answers: Invalid argument", { dev: "eth0", address: "2001:db8::2/64" }, host([link(2, "eth0", { mtu: 1200 })]), /eth0 has an MTU of 1200, and IPv6 needs 1280/],
  ["no IPv6", "Error: ipv6: IPv6 is disabled on this device.", { dev: "eth0", address: "2001:db8::2/64" }, host([]), /net.ipv6.conf.eth0.disable_ipv6 is 1/],
  ["no IPv6, in old words", "RTNETLINK answers: Permission denied", { dev: "eth0", address: "2001:db8::2/64" }, host([]), /IPv6 is disabled on eth0/],
  ["no root, for a namespace", 'mount --make-shared /run/netns failed: Operation not permitted', { name: "red" }, host([]), /not root.*sudo/],
  ["a stale file, for a link", "RTNETLINK answers: Invalid argument", { ...on, netns: "red" }, host([link(2, "eth1")], { red: { error: "Invalid argument" } }), /\/run\/netns\/red is no network namespace/],
  ["no namespace, for a link", 'Error: argument "blue" is wrong: Invalid "netns" value', { ...on, netns: "blue" }, host([link(2, "eth1")]), /there is no namespace blue/],
  ["a name twice in a namespace", "RTNETLINK answers: File exists", { ...on, netns: "red" }, host([], { red: { links: [link(2, "mv0")] } }), /already is a physical link mv0 in namespace red/],
  ["a parent that is down, for a VLAN", "RTNETLINK answers: Network is down", { ...on, kind: "VlanLink", up: true }, host([link(2, "eth1", { flags: [] })]), /the parent eth1 is down/],
  ["something unheard of", "RTNETLINK answers: Cannot allocate memory", on, host([link(2, "eth1")]), undefined],
]; // prettier-ignore

/** The kind of the desired object: the given one, otherwise by its fields. */
function kindOf(desired: Values): Kind {
  const [, type] = [["kind", desired.kind], ["parent", "MacvlanLink"], ["address", "Address"], ["name", "NetNamespace"], ["", "Route"]].find(([field]) => !field || String(field) in desired)!; // prettier-ignore
  return kinds[String(type)]!;
}

describe("causes of what the kernel says", () => {
  for (const [title, words, desired, snapshot, cause, command = add] of TABLE)
    it(title, () => {
      const found = causeOf({ kind: kindOf(desired), command, words, desired, snapshot });
      if (cause) assert.match(found ?? "nothing", cause);
      else assert.equal(found, undefined);
    });

  it("knows which failures pass by themselves", () => {
    assert.equal(isTransient("RTNETLINK answers: Device or resource busy"), true);
    assert.equal(isTransient("RTNETLINK answers: File exists"), false);
  });
});
