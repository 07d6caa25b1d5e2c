export { address } from "./address";
export { ipvlan } from "./ipvlan";
export { ipvtap } from "./ipvtap";
export { macvlan } from "./macvlan";
export { macvtap } from "./macvtap";
export { netns } from "./netns";
export { route } from "./route";
