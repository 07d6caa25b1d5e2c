import { tapKind } from "../ip/link-kind";
import { macvlanFamily } from "../ip/macvlan";

/** A macvlan whose frames a program reads and writes at a device, as virtual machines do; `ip link add … type macvtap`; since Linux 2.6.34, iproute2 ≤ 4.3. */
export const macvtap = tapKind({ type: "MacvtapLink", driver: "macvtap", ...macvlanFamily });
