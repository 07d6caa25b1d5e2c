export { address } from "./address/address";
export { dummy } from "./dummy";
export { ipvlan, ipvtap } from "./ipvlan";
export { macvlan, macvtap } from "./macvlan";
export { netns } from "./netns";
export { route } from "./route/route";
export { vlan } from "./vlan";
