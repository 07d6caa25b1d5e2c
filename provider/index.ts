import { address, dummy, ipvlan, ipvtap, macvlan, macvtap, netns, route, vlan } from "./kinds";
import { resourceClass } from "./program/resource";

export type { Connection, Endpoint, Jump } from "./connection";

export class Address extends resourceClass(address) {}
export class DummyLink extends resourceClass(dummy) {}
export class IpvlanLink extends resourceClass(ipvlan) {}
export class IpvtapLink extends resourceClass(ipvtap) {}
export class MacvlanLink extends resourceClass(macvlan) {}
export class MacvtapLink extends resourceClass(macvtap) {}
export class NetNamespace extends resourceClass(netns) {}
export class Route extends resourceClass(route) {}
export class VlanLink extends resourceClass(vlan) {}
