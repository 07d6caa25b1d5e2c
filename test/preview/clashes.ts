import { ref, type Resource } from "../engine/resource";

/** A host that nobody asks. */
const connection = { name: "web-1", host: "127.0.0.1", port: 1 };
const netns = (name: string): Resource => ({ type: "NetNamespace", name, args: { connection } });
const link = (type: string, name: string, args: object = {}): Resource => ({ type, name, args: { connection, parent: "eth1", ...args } }); // prettier-ignore
const macvlan = (name: string, args?: object) => link("MacvlanLink", name, args);
const vlan = (name: string, id: number, args?: object) => link("VlanLink", name, { vlanId: id, ...args });
const ipvlan = (name: string, args?: object) => link("IpvlanLink", name, args);
const address = (name: string, dev: string, cidr: string, args: object = {}): Resource => ({ type: "Address", name, args: { dev: ref(dev), address: cidr, ...args } }); // prettier-ignore
const route = (name: string, args: object): Resource => ({ type: "Route", name, args: { connection, dst: "10.1.0.0/16", ...args } }); // prettier-ignore

const component = (name: string): Resource => ({ type: "Component", name, args: { type: `test:index:${name}` } });

/** Programs that no host can carry, and the failure that a preview reports for the last resource. */
export const REFUSED: readonly (readonly [title: string, program: readonly Resource[], said: string])[] = [
  ["macvlan and ipvlan on one parent", [macvlan("a"), ipvlan("b")], "parent: eth1 is the parent of MacvlanLink a (a) too, and one parent takes either macvlan or ipvlan"],
  ["macvtap and ipvtap on one parent", [link("IpvtapLink", "a"), link("MacvtapLink", "b")], "parent: eth1 is the parent of IpvtapLink a (a) too"],
  ["two modes of ipvlan on one parent", [ipvlan("a", { mode: "l2" }), ipvlan("b", { mode: "l3" })], "mode: is that of the whole parent eth1, and IpvlanLink a (a) has another"],
  ["two flags of ipvlan on one parent", [ipvlan("a"), ipvlan("b", { flag: "vepa" })], "flag: is that of the whole parent eth1"],
  ["two passthru children", [macvlan("a", { mode: "passthru" }), macvlan("b", { mode: "passthru" })], "mode: a passthru child is the only one of its parent, and eth1 has MacvlanLink a (a) too"],
  ["a passthru child beside another", [macvlan("a"), macvlan("b", { mode: "passthru" })], "mode: a passthru child is the only one"],
  ["a name twice", [macvlan("a", { name: "x" }), link("IpvlanLink", "b", { name: "x", parent: "eth2" })], "name: MacvlanLink a (x) is the same one on web-1"],
  ["a namespace twice", [netns("red"), { type: "NetNamespace", name: "b", args: { connection, name: "red" } }], "name: NetNamespace red (red) is the same one on web-1"],
  ["a VLAN twice on one parent", [vlan("a", 7), vlan("b", 7, { name: "x" })], "vlanId: VlanLink a (a) already has this VLAN of the parent"],
  ["a MAC address twice", [macvlan("a", { macAddress: "02:00:00:00:00:07" }), netns("red"), macvlan("b", { netns: ref("red"), macAddress: "02:00:00:00:00:07" })], "macAddress: 02:00:00:00:00:07 is that of MacvlanLink a (a) on eth1 too"],
  ["an address twice", [macvlan("a"), address("x", "a", "192.168.2.2/24"), address("y", "a", "192.168.2.2/24")], "address: Address x (a/192.168.2.2/24) is the same one on web-1"],
  ["an address on two children of a parent", [netns("red"), macvlan("a"), macvlan("b", { netns: ref("red") }), address("x", "a", "192.168.2.2/24"), address("y", "b", "192.168.2.2/24")], "address: Address x (a/192.168.2.2/24) is on a child of eth1 too"],
  ["an address on an ipvlan with two lengths", [ipvlan("a"), address("x", "a", "10.0.0.1/32", { peer: "10.0.0.2" }), address("y", "a", "10.0.0.1/24")], "address: Address x (a/10.0.0.1 peer 10.0.0.2/32) is on a child of eth1 too"],
  ["a subnet on two children in mode l3", [netns("red"), ipvlan("a", { mode: "l3" }), ipvlan("b", { mode: "l3", netns: ref("red") }), address("x", "a", "10.0.1.2/24"), address("y", "b", "10.0.1.3/24")], "address: Address x (a/10.0.1.2/24) has this subnet on another child of eth1, and children in mode l3 route by subnet"],
  ["one name in components of two types", [component("a"), component("b"), { ...macvlan("x"), opts: { parent: ref("a") } }, { ...macvlan("x"), opts: { parent: ref("b") } }], "name: MacvlanLink x (x) is the same one on web-1"],
  ["a route twice", [route("a", { via: "192.168.2.1" }), route("b", { via: "192.168.2.254" })], "dst: Route a (10.1.0.0/16) is the same one on web-1"],
  ["a route on a link that is down", [macvlan("a", { up: false }), route("b", { dev: "a", connection })], "dev: MacvlanLink a (a) is down, and only a link that is up has routes"],
  ["a link that is down under a next hop", [route("a", { nexthops: [{ via: "10.0.0.1", dev: "c" }, { via: "10.0.0.2", dev: "b" }] }), macvlan("b", { up: false })], "Route a (10.1.0.0/16): dev: MacvlanLink b (b) is down, and only a link that is up has routes"],
  ["an MTU too small for IPv6", [macvlan("a", { mtu: 1279 }), address("x", "a", "2001:db8::2/64")], "dev: MacvlanLink a (a) has an MTU of 1279, and IPv6 needs 1280"],
  ["a link of an MTU too small for a route of IPv6", [route("a", { dev: "b", dst: "2001:db8::/64" }), macvlan("b", { mtu: 1279 })], "Route a (2001:db8::/64): dev: MacvlanLink b (b) has an MTU of 1279, and IPv6 needs 1280"],
  ["a route of another type", [route("a", { via: "192.168.2.1" }), route("b", { type: "blackhole" })], "dst: Route a (10.1.0.0/16) is the same one on web-1"],
  ["a default route of IPv6 in two spellings", [route("a", { dst: "default", via: "2001:db8::1" }), route("b", { dst: "::/0", via: "2001:db8::2" })], "dst: Route a (default) is the same one on web-1"],
]; // prettier-ignore

/** Programs that only look like those. */
export const FINE: readonly (readonly [title: string, program: readonly Resource[]])[] = [
  ["on two parents", [macvlan("a", { mode: "passthru" }), ipvlan("b", { parent: "eth2" }), ipvlan("c", { parent: "eth3", mode: "l3" })]],
  ["on two hosts", [macvlan("a", { name: "x" }), ipvlan("b", { name: "x", connection: { ...connection, name: "web-2" } })]],
  ["VLANs beside a macvlan, and links on them", [vlan("a", 7), vlan("b", 8), vlan("c", 7, { protocol: "802.1ad" }), vlan("d", 7, { parent: "eth2" }), macvlan("e"), macvlan("f", { parent: ref("a") }), ipvlan("g", { parent: ref("b") })]],
  ["in two namespaces", [netns("red"), macvlan("a", { name: "x" }), macvlan("b", { name: "x", netns: ref("red") })]],
  ["one child with two addresses of a subnet", [ipvlan("a", { mode: "l3" }), address("x", "a", "10.0.1.2/24"), address("y", "a", "10.0.1.3/24")]],
  ["one address with two peers on a child", [ipvlan("a"), address("x", "a", "10.0.0.1/32", { peer: "10.0.0.2" }), address("y", "a", "10.0.0.1/32", { peer: "10.0.0.3" })]],
  ["one address with two lengths on a macvlan", [macvlan("a"), address("x", "a", "10.0.0.1/24"), address("y", "a", "10.0.0.1/25")]],
  ["one subnet on two children in mode l2", [ipvlan("a"), ipvlan("b"), address("x", "a", "10.0.1.2/24"), address("y", "b", "10.0.1.3/24")]],
  ["host addresses on two children in mode l3", [ipvlan("a", { mode: "l3" }), ipvlan("b", { mode: "l3" }), address("x", "a", "10.0.1.2/32"), address("y", "b", "10.0.1.3/32")]],
  ["the same link-local address", [macvlan("a"), macvlan("b"), address("x", "a", "fe80::1/64"), address("y", "b", "fe80::1/64")]],
  ["two metrics", [route("a", { via: "192.168.2.1" }), route("b", { via: "192.168.2.1", metric: 9 })]],
  ["resources where names would do", [netns("red"), macvlan("a", { netns: ref("red") }), macvlan("b", { parent: "a", netns: ref("red"), parentNetns: ref("red") }), route("r", { netns: ref("red"), nexthops: [{ via: "10.0.0.1", dev: ref("a") }, { via: "10.0.1.1", dev: ref("b") }] })]],
  ["an IPv6 address on a link that is down", [macvlan("a", { up: false }), address("x", "a", "2001:db8::2/64")]],
  ["what works on a link that is down, or of a small MTU", [macvlan("a", { up: false, mtu: 1000 }), address("x", "a", "10.0.0.1/24"), macvlan("b", { mtu: 1000 }), address("y", "b", "10.0.0.2/24"), route("r", { dev: "b" })]],
  ["what is not known yet", [macvlan("a"), macvlan("b", { macAddress: { $ref: "a", output: "macAddress" }, parent: "eth2" }), macvlan("c", { parent: "eth3", mtu: { $ref: "b", output: "mtu" } })]],
]; // prettier-ignore
