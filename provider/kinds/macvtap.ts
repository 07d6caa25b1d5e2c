import { tapKind } from "../ip/link-kind";
import { macvlanFamily } from "../ip/macvlan";

/** A macvlan whose frames a program reads and writes at a device, as virtual machines do; `ip link add … type macvtap`. */
export const macvtap = tapKind({ type: "MacvtapLink", driver: "macvtap", ...macvlanFamily });
