import { z } from "zod";
import type { Values } from "../ip/kind";
import { infoData, linkFields } from "../ip/link";
import { linkKind } from "../ip/link-kind";
import { oneOf } from "../ip/values";

/** Always both: a mode alone sets the flag back to bridge. */
const words = (v: Values) => ["mode", String(v.mode), String(v.flag)];

/** A link that shares its parent's MAC address; `ip link add … type ipvlan`. Mode and flag are those of the whole parent. */
export const ipvlan = linkKind({
  type: "IpvlanLink",
  driver: "ipvlan",
  schema: z.object({
    ...linkFields,
    /** Switch frames (`l2`), route packets (`l3`), or route them through the host's netfilter (`l3s`); the same for all children of a parent; IFLA_IPVLAN_MODE. */
    mode: oneOf(["l2", "l3", "l3s"]).default("l2"),
    /** Who the children can talk to: `bridge` each other, `vepa` through the switch, `private` nobody; the same for all children of a parent; IFLA_IPVLAN_FLAGS. */
    flag: oneOf(["bridge", "private", "vepa"]).default("bridge"),
  }),
  attributes: [
    {
      field: "mode",
      ofType: true,
      born: true,
      words,
      read: (link) => infoData(link).mode,
    },
    {
      field: "flag",
      ofType: true,
      born: true,
      words,
      read: (link) => ["private", "vepa"].find((flag) => infoData(link)[flag]) ?? "bridge",
    },
  ],
});
