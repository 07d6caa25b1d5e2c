import { z } from "zod";
import { flag, mac, oneOf, uint32 } from "../ip/values";
import { rule } from "./kind";
import { ATTRIBUTES, MAC, derivedMac, infoData, infoList, type LinkAttribute } from "./link/attributes";
import { childFields, macField } from "./link/fields";
import { OWN_MAC } from "./link/own-mac";
import { linkKind, tapKind, type LinkKind } from "./link/kind";

const schema = z.object({
  ...childFields,
  ...macField,
  /** Reach of the children of one parent: `bridge`: each other; `vepa`: each other through the switch; `private`: no other child; `passthru`: the one child takes over the parent; `source`: the listed senders; IFLA_MACVLAN_MODE. */
  mode: oneOf(["private", "vepa", "bridge", "passthru", "source"])
    .default("bridge")
    .meta({
      ip: "mode MODE",
      kernel: "IFLA_MACVLAN_MODE",
      since: ["2.6.33 (passthru 2.6.38, source 3.18)", "≤ 4.3 (source 4.4–4.15)"],
      changes: "in place; into and out of passthru replaces",
    }),
  /** Leave the parent as it is rather than promiscuous; only in mode passthru; MACVLAN_FLAG_NOPROMISC. */
  nopromisc: flag.default(false).meta({
    ip: "mode passthru nopromisc",
    kernel: "MACVLAN_FLAG_NOPROMISC",
    since: ["3.5", "≤ 4.3"],
    changes: "replaces",
  }),
  /** Senders whose frames are taken; default none; only in mode source; IFLA_MACVLAN_MACADDR_DATA. */
  sources: z
    .array(mac, "must be a list of MAC addresses")
    // One message of `ip` holds no more.
    .max(80, "has at most 80 MAC addresses")
    .transform((list) => [...new Set(list)].sort())
    .default([])
    .meta({ ip: "macaddr set MAC ...", kernel: "IFLA_MACVLAN_MACADDR_DATA", since: ["3.18", "4.4–4.15"] }),
  /** Length of the queue of broadcasts that waits on the parent, in packets; IFLA_MACVLAN_BC_QUEUE_LEN. */
  bcqueuelen: uint32("a number of packets")
    .optional()
    .meta({ ip: "bcqueuelen PACKETS", kernel: "IFLA_MACVLAN_BC_QUEUE_LEN", since: ["5.11", "5.11"] }),
});

const attributes: readonly LinkAttribute[] = [
  {
    field: "mode",
    driverData: true,
    atCreation: true,
    words: (v) => ["mode", String(v.mode), ...(v.nopromisc ? ["nopromisc"] : [])],
    read: (link) => infoData(link).mode,
  },
  {
    // Set with the mode, at birth: on a link that is down the kernel would count the parent's promiscuity below zero.
    field: "nopromisc",
    driverData: true,
    atCreation: true,
    words: () => [],
    read: (link) => infoData(link).nopromisc ?? false,
  },
  {
    field: "bcqueuelen",
    probe: true,
    driverData: true,
    atCreation: true,
    unmanagedIfUnset: true,
    words: (v) => ["bcqueuelen", String(v.bcqueuelen)],
    read: (link) => infoData(link).bcqueuelen,
    usual: () => 1000,
  },
  {
    field: "sources",
    driverData: true,
    words: ({ sources }) => {
      const list = sources as readonly string[];
      return list.length ? ["macaddr", "set", ...list] : ["macaddr", "flush"];
    },
    read: (link) => [...infoList(link, "macaddr_data")].sort(),
  },
  MAC,
  ...ATTRIBUTES,
];

/** The common parts of macvlan and macvtap links, which share a driver in the kernel too. */
export const macvlanFamily = {
  rxHandler: "macvlan",
  constraints: OWN_MAC,
  schema,
  attributes,
  derived: [
    {
      field: "macAddress",
      from: ["host", "netns", "name", "mode", "adopt"],
      // A passthru child takes over the parent's address, and a new one would change the parent; what is taken over keeps its own.
      value: (v) => (v.mode === "passthru" || v.adopt ? undefined : derivedMac(v)),
    },
  ],
  rules: [
    rule(["nopromisc", "mode"], "is for mode passthru only", (v) => !v.nopromisc || v.mode === "passthru"),
    rule(["sources", "mode"], "is for mode source only", (v) => !v.sources.length || v.mode === "source"),
  ],
  // The kernel refuses to enter or leave passthru, and `nopromisc` belongs to a link's birth.
  replaces: (olds, news) => [
    ...((olds.mode === "passthru") === (news.mode === "passthru") ? [] : (["mode"] as const)),
    ...(!!olds.nopromisc === news.nopromisc ? [] : (["nopromisc"] as const)),
  ],
} satisfies Omit<LinkKind<typeof schema>, "type" | "driver">;

/** A link with a MAC address of its own on a parent; `ip link add … type macvlan`; since Linux 2.6.23, iproute2 2.6.23. */
export const macvlan = linkKind({ type: "MacvlanLink", driver: "macvlan", ...macvlanFamily });

/** A macvlan whose frames a program reads and writes at a device, as virtual machines do; `ip link add … type macvtap`; since Linux 2.6.34, iproute2 ≤ 4.3. */
export const macvtap = tapKind({ type: "MacvtapLink", driver: "macvtap", ...macvlanFamily });
