import { linkKind } from "../ip/link-kind";
import { macvlanFamily } from "../ip/macvlan";

/** A link with a MAC address of its own on a parent; `ip link add … type macvlan`; since Linux 2.6.23, iproute2 2.6.23. */
export const macvlan = linkKind({ type: "MacvlanLink", driver: "macvlan", ...macvlanFamily });
