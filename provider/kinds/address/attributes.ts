import { SCOPES } from "../../ip/names";
import type { AddressInfo } from "../../ip/snapshot";
import { broadcastOf, canonicalIp } from "../../ip/address";
import { spelling } from "../../ip/values";
import { option, whole, wordsOf, type Attribute } from "../attribute";
import type { Values } from "../kind";
import { remaining } from "./lifetime";
import type { AddressArgs } from "./schema";

/** The broadcast address that `brd +` sets: the last of the subnet, which is the peer's if there is one. */
const lastOf = ({ address, peer }: AddressArgs) => broadcastOf(peer ? `${peer}/${address.split("/")[1]}` : address);

const flag = (field: "nodad" | "noprefixroute"): Attribute<AddressInfo> => ({
  field,
  words: (v) => (v[field] ? [field] : []),
  read: (info) => info[field] ?? false,
});

/** The attributes of an address beside what identifies it, in the order of the command. */
export const ATTRIBUTES: readonly Attribute<AddressInfo>[] = [
  {
    field: "broadcast",
    words: (v) => option("broadcast", v.broadcast),
    read: ({ broadcast }, asked) =>
      asked.broadcast === "+" && broadcast === lastOf(asked as AddressArgs) ? "+" : broadcast,
  },
  {
    field: "label",
    words: (v) => option("label", v.label),
    read: ({ label }) => label,
    unmanagedIfUnset: true,
  },
  {
    field: "scope",
    words: (v) => option("scope", v.scope),
    read: ({ scope }) => spelling(SCOPES)(scope),
    unmanagedIfUnset: true,
    usual: () => "global",
  },
  { field: "metric", words: (v) => option("metric", v.metric || undefined), read: ({ metric }) => metric ?? 0 },
  {
    field: "validLifetime",
    // `ip` takes one that is left out for endless: both are given, or none.
    words: (v) =>
      [v.validLifetime, v.preferredLifetime].every((seconds) => seconds === "forever")
        ? []
        : [...option("valid_lft", v.validLifetime), ...option("preferred_lft", v.preferredLifetime)],
    read: (info, asked) => remaining(info.valid_life_time, asked.validLifetime as AddressArgs["validLifetime"]),
    usual: (info) => remaining(info.valid_life_time, undefined),
  },
  {
    field: "preferredLifetime",
    words: () => [],
    read: (info, asked) => remaining(info.preferred_life_time, asked.preferredLifetime as AddressArgs["validLifetime"]),
    // It counts down; only one that is over can be asked for.
    usual: (info) => (info.preferred_life_time === 0 ? undefined : remaining(info.preferred_life_time, undefined)),
  },
  flag("nodad"),
  flag("noprefixroute"),
];

/** The words that name an address on its link. */
export const addressWords = ({ address, peer }: Partial<AddressArgs>): string[] => {
  const [local = "", length] = String(address).split("/");
  return peer ? [local, "peer", `${peer}/${length}`] : [String(address)];
};

/** The key of an address, as the host shows it. */
export const identified = (info: AddressInfo): { address: string; peer?: string } => ({
  address: `${canonicalIp(info.local)}/${info.prefixlen}`,
  peer: info.address === undefined ? undefined : canonicalIp(info.address),
});

/** The words that set an address and all its attributes. */
export const setWords = (v: Values): string[] => [
  ...addressWords(v as AddressArgs),
  "dev",
  String(v.dev),
  ...wordsOf(ATTRIBUTES, v),
];

/** The words that make an address again as it is on the host, its protocol too. */
export const recreate = (info: AddressInfo, dev: string): string[] => [
  // By its number: in a batch, `ip` takes a scope's name for the number that an earlier line gave.
  ...setWords({ ...identified(info), dev, ...whole(ATTRIBUTES, info), scope: info.scope }),
  ...option("proto", info.protocol),
];
