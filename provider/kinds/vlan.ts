import { z } from "zod";
import { flag, integer, mac, oneOf } from "../ip/values";
import { uniqueOnParent } from "./constraint";
import { ATTRIBUTES, driverFlag, driverValue, MAC } from "./link/attributes";
import { upWithParent } from "./link/constraints";
import { childFields } from "./link/fields";
import { linkKind } from "./link/kind";
import { qosAttribute, qosMap } from "./link/qos-map";

const schema = z.object({
  ...childFields,
  /** Hardware address; default the parent's; IFLA_ADDRESS. */
  macAddress: mac.optional().meta({ ip: "address MAC", kernel: "IFLA_ADDRESS" }),
  /** Number of the VLAN; `id` is every resource's own in Pulumi; IFLA_VLAN_ID. */
  vlanId: integer(0, 4094, "a VLAN id").meta({ ip: "id NUMBER", kernel: "IFLA_VLAN_ID" }),
  /** Tag protocol: 802.1Q, or 802.1ad for the outer of two tags; IFLA_VLAN_PROTOCOL. */
  protocol: oneOf(["802.1Q", "802.1ad"])
    .default("802.1Q")
    .meta({ ip: "protocol PROTOCOL", kernel: "IFLA_VLAN_PROTOCOL", since: ["3.10", "3.10"] }),
  /** Take the tag off frames that programs capture; VLAN_FLAG_REORDER_HDR. */
  reorderHdr: flag.default(true).meta({ ip: "reorder_hdr on, off", kernel: "VLAN_FLAG_REORDER_HDR" }),
  /** Register the VLAN with the switch by GVRP; VLAN_FLAG_GVRP. */
  gvrp: flag.default(false).meta({ ip: "gvrp on, off", kernel: "VLAN_FLAG_GVRP", since: ["2.6.27", "≤ 3.3"] }),
  /** Register the VLAN with the switch by MVRP; VLAN_FLAG_MVRP. */
  mvrp: flag.default(false).meta({ ip: "mvrp on, off", kernel: "VLAN_FLAG_MVRP", since: ["3.9", "3.9"] }),
  /** Stay up while the parent is down; VLAN_FLAG_LOOSE_BINDING. */
  looseBinding: flag
    .default(false)
    .meta({ ip: "loose_binding on, off", kernel: "VLAN_FLAG_LOOSE_BINDING", since: ["2.6.32", "≤ 3.3"] }),
  /** Priority of a received packet by that of its tag, 0 to 7; IFLA_VLAN_INGRESS_QOS. */
  ingressQosMap: qosMap(/^[0-7]$/, 0xffffffff).meta({ ip: "ingress-qos-map FROM:TO", kernel: "IFLA_VLAN_INGRESS_QOS" }),
  /** Priority of the tag, 0 to 7, by that of a sent packet; IFLA_VLAN_EGRESS_QOS. */
  egressQosMap: qosMap(/^(0|[1-9]\d{0,8})$/, 7).meta({ ip: "egress-qos-map FROM:TO", kernel: "IFLA_VLAN_EGRESS_QOS" }),
});

const attributes = [
  driverValue("vlanId", "id"),
  driverValue("protocol", "protocol", (shown) => (/34984|802\.1ad/.test(shown) ? "802.1ad" : "802.1Q")),
  driverFlag("reorderHdr", "reorder_hdr"),
  driverFlag("gvrp", "gvrp"),
  driverFlag("mvrp", "mvrp"),
  driverFlag("looseBinding", "loose_binding"),
  qosAttribute("ingressQosMap", "ingress-qos-map", "ingress_qos"),
  qosAttribute("egressQosMap", "egress-qos-map", "egress_qos"),
  MAC,
  ...ATTRIBUTES,
];

const constraints = [
  upWithParent,
  uniqueOnParent(["vlanId", "protocol"], (other) => `${other} already has this VLAN of the parent`),
];

const fixed = ["vlanId", "protocol"] as const;

/** A VLAN on a parent: frames with its tag; `ip link add … type vlan`; since Linux 2.6, iproute2 2.6.23. */
export const vlan = linkKind({ type: "VlanLink", driver: "vlan", schema, attributes, constraints, fixed });
