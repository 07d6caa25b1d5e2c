import { linkKind } from "../ip/link-kind";
import { macvlanFamily } from "../ip/macvlan";

/** A link with a MAC address of its own on a parent; `ip link add … type macvlan`. */
export const macvlan = linkKind({ type: "MacvlanLink", driver: "macvlan", ...macvlanFamily });
