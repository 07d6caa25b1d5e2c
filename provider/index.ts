import { address, ipvlan, macvlan, netns, route } from "./kinds";
import { resourceClass } from "./resource";

export type { Connection, Endpoint } from "./ip/connection";

export class Address extends resourceClass(address) {}
export class IpvlanLink extends resourceClass(ipvlan) {}
export class MacvlanLink extends resourceClass(macvlan) {}
export class NetNamespace extends resourceClass(netns) {}
export class Route extends resourceClass(route) {}
