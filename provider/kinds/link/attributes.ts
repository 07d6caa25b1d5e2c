import { createHash } from "node:crypto";
import type { Link } from "../../ip/snapshot";
import { readAlias, writeAlias } from "../../ownership/mark";
import type { Values } from "../kind";

/** One attribute of a link: how `ip link` sets it and where `ip -j -d link show` tells it. */
export interface LinkAttribute {
  readonly field: string;
  /** Goes behind `type KIND` rather than before it. */
  readonly driverData?: boolean;
  /** Set by `ip link add` itself rather than by an `ip link set` behind it. */
  readonly atCreation?: boolean | ((values: Values) => boolean);
  /** Came to `ip` later than the driver: whether a host knows it is asked before it is used. */
  readonly probe?: boolean;
  /** Left alone where it is not asked for. */
  readonly unmanagedIfUnset?: boolean;
  /** The words that set it. */
  words(values: Values): readonly string[];
  read(link: Link): unknown;
}

/** Data of the link's driver; IFLA_INFO_DATA. */
export const infoData = (link: Link): Values => link.linkinfo?.info_data ?? {};
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
    atCreation: (v) => v.mode !== "passthru",
    unmanagedIfUnset: true,
    words: (v) => ["address", String(v.macAddress)],
    read: (link) => link.address,
  },
  {
    field: "mtu",
    atCreation: true,
    unmanagedIfUnset: true,
    words: (v) => ["mtu", String(v.mtu)],
    read: (link) => link.mtu,
  },
  {
    field: "txqueuelen",
    atCreation: true,
    unmanagedIfUnset: true,
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
