import { ipvlanFamily } from "../ip/ipvlan";
import { tapKind } from "../ip/link-kind";

/** An ipvlan whose frames a program reads and writes at a device; `ip link add … type ipvtap`. */
export const ipvtap = tapKind({ type: "IpvtapLink", driver: "ipvtap", ...ipvlanFamily });
