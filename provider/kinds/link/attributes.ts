import { createHash } from "node:crypto";
import type { Link } from "../../ip/snapshot";
import { readAlias, writeAlias } from "../../ownership/mark";
import type { Attribute } from "../attribute";
import type { Values } from "../kind";

/** One attribute of a link, and which part of the command sets it. */
export interface LinkAttribute extends Attribute<Link> {
  /** Its words follow `type DRIVER`; those of other attributes come before it. */
  readonly driverData?: boolean;
  /** Set by `ip link add` itself rather than by an `ip link set` after it. */
  readonly atCreation?: boolean | ((values: Values) => boolean);
  /** Newer than the driver: a preview asks first whether the host's `ip` knows it. */
  readonly probe?: boolean;
}

/** Data of the link's driver; IFLA_INFO_DATA. */
export const infoData = (link: Link): Values => link.linkinfo?.info_data ?? {};

/** A list in that data. */
export const infoList = (link: Link, name: string): readonly unknown[] => {
  const list = infoData(link)[name];
  return Array.isArray(list) ? list : [];
};

/** Ten hexadecimal digits that are the same for the same link for ever. */
const digest = ({ host, netns, name }: Values): string =>
  createHash("sha256")
    .update(JSON.stringify([host, netns ?? "", name]))
    .digest("hex")
    .slice(0, 10);

/** A locally administered address that is the same for the same link for ever. */
export const derivedMac = (v: Values): string => ["02", ...(digest(v).match(/../g) ?? [])].join(":");

/** The passing name that a link is made with if its own is taken on the parent's side. */
export const passingName = (v: Values): string => `nl-${digest(v)}`;

const onOff = (field: string, ifFlag: string): LinkAttribute => ({
  field,
  words: (v) => [field, v[field] ? "on" : "off"],
  read: (link) => link.flags.includes(ifFlag),
});
const alias = (v: Values) => ["alias", writeAlias(v.description, v.mark)];

/** An attribute of the driver that `ip link add` sets too. */
export const driverAttribute = (
  field: string,
  words: LinkAttribute["words"],
  read: LinkAttribute["read"],
): LinkAttribute => ({ field, driverData: true, atCreation: true, words, read });

/** A value of the driver that `ip` shows under the word that sets it; `spell` gives it the schema's form. */
export const driverValue = (field: string, word: string, spell?: (shown: string) => unknown): LinkAttribute =>
  driverAttribute(
    field,
    (v) => [word, String(v[field])],
    (link) => (spell ? spell(String(infoData(link)[word])) : infoData(link)[word]),
  );

/** A flag of the driver, which `ip` shows in capitals. */
export const driverFlag = (field: string, word: string): LinkAttribute =>
  driverAttribute(
    field,
    (v) => [word, v[field] ? "on" : "off"],
    (link) => infoList(link, "flags").includes(word.toUpperCase()),
  );

/** The hardware address of links that have one of their own. */
export const MAC: LinkAttribute = {
  field: "macAddress",
  // A passthru child is made with the parent's, whatever is asked for.
  atCreation: (v) => v.mode !== "passthru",
  unmanagedIfUnset: true,
  words: (v) => ["address", String(v.macAddress)],
  read: (link) => link.address,
};

/** The attributes of every link, in the order in which they are set. */
export const ATTRIBUTES: readonly LinkAttribute[] = [
  {
    field: "mtu",
    atCreation: true,
    unmanagedIfUnset: true,
    words: (v) => ["mtu", String(v.mtu)],
    read: ({ mtu }) => mtu,
  },
  {
    field: "txqueuelen",
    atCreation: true,
    unmanagedIfUnset: true,
    words: (v) => ["txqueuelen", String(v.txqueuelen)],
    // `ip` does not show a zero.
    read: ({ txqlen = 0 }) => txqlen,
    usual: ({ linkinfo }) => (linkinfo?.info_kind?.endsWith("tap") ? 500 : 1000),
  },
  { field: "description", words: alias, read: ({ ifalias }) => readAlias(ifalias).description },
  { field: "mark", words: alias, read: ({ ifalias }) => readAlias(ifalias).mark },
  onOff("promisc", "PROMISC"),
  onOff("allmulticast", "ALLMULTI"),
  { field: "up", words: (v) => [v.up ? "up" : "down"], read: ({ flags }) => flags.includes("UP") },
];
