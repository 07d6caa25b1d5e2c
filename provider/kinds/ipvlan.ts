import { ipvlanFamily } from "../ip/ipvlan";
import { linkKind } from "../ip/link-kind";

/** A link that shares its parent's MAC address; `ip link add … type ipvlan`; since Linux 3.19, iproute2 ≤ 4.3. Mode and flag are those of the whole parent. */
export const ipvlan = linkKind({ type: "IpvlanLink", driver: "ipvlan", ...ipvlanFamily });
