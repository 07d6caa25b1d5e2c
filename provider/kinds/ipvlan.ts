import { z } from "zod";
import { oneOf } from "../ip/values";
import type { Values } from "./kind";
import { ATTRIBUTES, infoData } from "./link/attributes";
import { childFields } from "./link/fields";
import { linkKind, tapKind, type LinkKind } from "./link/kind";

/** Always both: a mode alone sets the flag back to bridge. */
const words = (v: Values) => ["mode", String(v.mode), String(v.flag)];

const schema = z.object({
  ...childFields,
  /** Switch frames (`l2`), route packets (`l3`), or route them through the host's netfilter (`l3s`); the same for all children of a parent; IFLA_IPVLAN_MODE. */
  mode: oneOf(["l2", "l3", "l3s"])
    .default("l2")
    .meta({
      ip: "mode MODE",
      kernel: "IFLA_IPVLAN_MODE",
      since: ["3.19 (l3s 4.9)", "≤ 4.3 (l3s 4.4–4.15)"],
      changes: "in place, for all children of the parent",
    }),
  /** Reach of the children: `bridge` each other, `vepa` through the switch, `private` nobody; the same for all children of a parent; IFLA_IPVLAN_FLAGS. */
  flag: oneOf(["bridge", "private", "vepa"])
    .default("bridge")
    .meta({
      ip: "bridge, private, vepa",
      kernel: "IFLA_IPVLAN_FLAGS",
      since: ["4.15", "4.15"],
      changes: "in place, for all children of the parent",
    }),
});

/** The common parts of ipvlan and ipvtap links; mode and flag belong to the whole parent. */
export const ipvlanFamily = {
  rxHandler: "ipvlan",
  ofParent: ["mode", "flag"],
  schema,
  attributes: [
    {
      field: "mode",
      driverData: true,
      atCreation: true,
      words,
      read: (link) => infoData(link).mode,
    },
    {
      field: "flag",
      driverData: true,
      atCreation: true,
      words,
      read: (link) => ["private", "vepa"].find((flag) => infoData(link)[flag]) ?? "bridge",
    },
    ...ATTRIBUTES,
  ],
} satisfies Omit<LinkKind<typeof schema>, "type" | "driver">;

/** A link that shares its parent's MAC address; `ip link add … type ipvlan`; since Linux 3.19, iproute2 ≤ 4.3. Mode and flag are those of the whole parent. */
export const ipvlan = linkKind({ type: "IpvlanLink", driver: "ipvlan", ...ipvlanFamily });

/** An ipvlan whose frames a program reads and writes at a device; `ip link add … type ipvtap`; since Linux 4.11, iproute2 4.19–5.5. */
export const ipvtap = tapKind({ type: "IpvtapLink", driver: "ipvtap", ...ipvlanFamily });
