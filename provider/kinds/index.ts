export { address } from "./address";
export { ipvlan } from "./ipvlan";
export { macvlan } from "./macvlan";
export { netns } from "./netns";
export { route } from "./route";
