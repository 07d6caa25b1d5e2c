import { createHash } from "node:crypto";
import { place } from "./connection";
import type { Values } from "./kind";
import { readAlias, writeAlias } from "./mark";
import type { Link } from "./snapshot";
import { flag, ifname, integer, mac, netnsName, text } from "./values";

/** One attribute of a link: how `ip link` sets it and where `ip -j -d link show` tells it. */
export interface LinkAttribute {
  readonly field: string;
  /** Goes behind `type KIND` rather than before it. */
  readonly ofType?: boolean;
  /** Set by `ip link add` itself rather than by an `ip link set` behind it. */
  readonly born?: boolean | ((values: Values) => boolean);
  /** Came to `ip` later than the driver: whether a host knows it is asked before it is used. */
  readonly late?: boolean;
  /** Left alone where it is not asked for. */
  readonly free?: boolean;
  /** The words that set it. */
  words(values: Values): readonly string[];
  read(link: Link): unknown;
}

/** Data of the link's driver; IFLA_INFO_DATA. */
export const infoData = (link: Link): Values => link.linkinfo?.info_data ?? {};

/** Fields of every link on a parent; ip-link(8). */
export const linkFields = {
  ...place,
  /** Namespace the link lives in, a `NetNamespace` or a name; the host's own where left out. */
  netns: netnsName.optional().meta({ ip: "netns NAME", kernel: "IFLA_NET_NS_FD", since: ["3.0", "≤ 3.3"] }),
  /** Name of the link; the resource's own name where left out. */
  name: ifname.meta({ ip: "name NAME", kernel: "IFLA_IFNAME", since: ["2.6.23", "2.6.23"] }),
  /** Link it is made on, such as `eth1`; IFLA_LINK. */
  parent: ifname.meta({ ip: "link DEV", kernel: "IFLA_LINK", since: ["2.6.23", "2.6.23"] }),
  /** Namespace the parent lives in; the host's own where left out. */
  parentNetns: netnsName.optional().meta({ ip: "-n NAME", kernel: "setns(2)", since: ["3.0", "≤ 4.3"] }),
  /** Largest packet in bytes, at most the parent's; the parent's where left out; IFLA_MTU. */
  mtu: integer(68, 65535, "an MTU in bytes").optional().meta({ ip: "mtu BYTES", kernel: "IFLA_MTU" }),
  /** Administrative state; true where left out; IFF_UP. */
  up: flag.default(true).meta({ ip: "up, down", kernel: "IFF_UP" }),
  /** Receive every frame; false where left out; IFF_PROMISC. */
  promisc: flag.default(false).meta({ ip: "promisc on, off", kernel: "IFF_PROMISC" }),
  /** Receive every multicast frame; false where left out; IFF_ALLMULTI. */
  allmulticast: flag.default(false).meta({ ip: "allmulticast on, off", kernel: "IFF_ALLMULTI" }),
  /** Length of the transmit queue in packets; IFLA_TXQLEN. */
  txqueuelen: integer(0, 0x7fffffff, "a number of packets")
    .optional()
    .meta({ ip: "txqueuelen PACKETS", kernel: "IFLA_TXQLEN" }),
  /** Free text, kept on the host in the link's alias; IFLA_IFALIAS. */
  description: text(100)
    .optional()
    .meta({ ip: "alias TEXT", kernel: "IFLA_IFALIAS", since: ["2.6.28", "≤ 4.3"] }),
};

/** The hardware address of links that have one of their own. */
export const macField = {
  /** Hardware address; where left out a stable `02:…` made from the host, namespace and name, or with `adopt` the one it has; IFLA_ADDRESS. */
  macAddress: mac.optional().meta({ ip: "address MAC", kernel: "IFLA_ADDRESS" }),
};

/** Ten hexadecimal digits that are the same for the same link for ever. */
const digest = ({ host, netns, name }: Values): string =>
  createHash("sha256")
    .update(JSON.stringify([host, netns ?? "", name]))
    .digest("hex")
    .slice(0, 10);

/** A locally administered address that is the same for the same link for ever. */
export const derivedMac = (v: Values): string => ["02", ...(digest(v).match(/../g) ?? [])].join(":");

/** The name that a link is born with where its own is taken on the parent's side. */
export const passingName = (v: Values): string => `nl-${digest(v)}`;

const onOff = (field: string, ifFlag: string): LinkAttribute => ({
  field,
  words: (v) => [field, v[field] ? "on" : "off"],
  read: (link) => link.flags.includes(ifFlag),
});
const alias = (v: Values) => ["alias", writeAlias(v.description, v.mark)];

/** What every link has, in the order in which it is set. */
export const ATTRIBUTES: readonly LinkAttribute[] = [
  {
    field: "macAddress",
    // A passthru child is born with the parent's, whatever is asked for.
    born: (v) => v.mode !== "passthru",
    free: true,
    words: (v) => ["address", String(v.macAddress)],
    read: (link) => link.address,
  },
  { field: "mtu", born: true, free: true, words: (v) => ["mtu", String(v.mtu)], read: (link) => link.mtu },
  {
    field: "txqueuelen",
    born: true,
    free: true,
    words: (v) => ["txqueuelen", String(v.txqueuelen)],
    // `ip` leaves a zero out.
    read: (link) => link.txqlen ?? 0,
  },
  { field: "description", words: alias, read: (link) => readAlias(link.ifalias).description },
  { field: "mark", words: alias, read: (link) => readAlias(link.ifalias).mark },
  onOff("promisc", "PROMISC"),
  onOff("allmulticast", "ALLMULTI"),
  { field: "up", words: (v) => [v.up ? "up" : "down"], read: (link) => link.flags.includes("UP") },
];
