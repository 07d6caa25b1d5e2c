import { ipvlanFamily } from "../ip/ipvlan";
import { tapKind } from "../ip/link-kind";

/** An ipvlan whose frames a program reads and writes at a device; `ip link add … type ipvtap`; since Linux 4.11, iproute2 4.19–5.5. */
export const ipvtap = tapKind({ type: "IpvtapLink", driver: "ipvtap", ...ipvlanFamily });
