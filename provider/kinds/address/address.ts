import { inNetns, type Command } from "../../ip/command";
import { differing } from "../../ip/equality";
import { SCOPES } from "../../ip/names";
import { ADDRESSES, LOCKS, ROUTES, type AddressInfo, type Snapshot } from "../../ip/snapshot";
import { broadcastOf, canonicalIp, spelling } from "../../ip/values";
import { readAlias } from "../../ownership/mark";
import { type Kind, type Values } from "../kind";
import { placed } from "../place";
import { change, lasting, remaining } from "./lifetime";
import { preserve } from "./preserve";
import { rules, schema, v4, type AddressArgs } from "./schema";

const FOREVER = 0xffffffff;

const words = (v: Partial<AddressArgs>) => {
  const length = v.address?.split("/")[1];
  return v.peer ? [String(v.address?.split("/")[0]), "peer", `${v.peer}/${length}`] : [String(v.address)];
};
const set = (verb: string, v: AddressArgs): Command => {
  const ends = v.validLifetime !== "forever" || v.preferredLifetime !== "forever";
  const options = {
    broadcast: v.broadcast,
    label: v.label,
    scope: v.scope,
    metric: v.metric || undefined,
    valid_lft: ends ? v.validLifetime : undefined,
    preferred_lft: ends ? v.preferredLifetime : undefined,
  };
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const flags = (["nodad", "noprefixroute"] as const).filter((name) => v[name]);
  return inNetns(v.netns, "addr", verb, ...words(v), "dev", v.dev, ...given.flat().map(String), ...flags);
};

/** What `brd +` sets: the last address of the subnet, which is the peer's where there is one. */
const lastOf = ({ address, peer }: AddressArgs) => broadcastOf(peer ? `${peer}/${address.split("/")[1]}` : address);

const live = (info: AddressInfo, desired: AddressArgs): Partial<AddressArgs> => ({
  broadcast: desired.broadcast === "+" && info.broadcast === lastOf(desired) ? "+" : info.broadcast,
  label: desired.label && info.label,
  scope: desired.scope && spelling(SCOPES)(info.scope),
  validLifetime: remaining(info.valid_life_time, desired.validLifetime),
  preferredLifetime: remaining(info.preferred_life_time, desired.preferredLifetime),
  metric: info.metric ?? 0,
  nodad: info.nodad ?? false,
  noprefixroute: info.noprefixroute ?? false,
});

const find = (snapshot: Snapshot, { netns, dev, address, peer }: Partial<AddressArgs>) => {
  const link = snapshot.netns[netns ?? ""]?.addresses?.find((other) => other.ifname === dev);
  const isIt = (info: AddressInfo) =>
    `${canonicalIp(info.local)}/${info.prefixlen}` === address &&
    (info.address === undefined ? undefined : canonicalIp(info.address)) === peer;
  return { link, info: link?.addr_info.find(isIt) };
};

/** All that an address on a host is, as arguments. */
const valuesOf = (info: AddressInfo, netns: string | undefined, dev: string): Values => ({
  ...{ netns, dev, address: `${canonicalIp(info.local)}/${info.prefixlen}`, peer: info.address },
  ...{ broadcast: info.broadcast, metric: info.metric, nodad: info.nodad, noprefixroute: info.noprefixroute },
  label: info.label === dev ? undefined : info.label,
  preferredLifetime: info.preferred_life_time === 0 ? 0 : undefined,
  scope: info.scope === String(SCOPES.global) ? undefined : spelling(SCOPES)(info.scope),
});

/** An address of a link; ip-address(8). */
export const address: Kind<typeof schema, object> = {
  type: "Address",
  schema,
  derived: [placed, { field: "preferredLifetime", from: ["validLifetime"], value: (v) => v.validLifetime }],
  rules,
  outputs: {},
  identity: {
    key: ["netns", "dev", "address", "peer"],
    field: "address",
    slot: "address",
    label: (v) => [v.dev, ...words(v)].join(" ").replace(" ", "/"),
  },
  changes: {
    fixed: ["label", "scope", "broadcast", "nodad"],
    volatile: ["validLifetime", "preferredLifetime"],
    // `ip addr replace` changes this flag of an IPv6 address only, and the metric of one not back to none.
    replaces: (olds, news) => [
      ...(v4(news) && !!olds.noprefixroute !== news.noprefixroute ? (["noprefixroute"] as const) : []),
      ...(!v4(news) && olds.metric && !news.metric ? (["metric"] as const) : []),
    ],
  },
  ownedByPlace: true,
  reads: [ADDRESSES],
  namespaces: (v) => [v.netns],
  deleteReads: (v) => (v4(v) ? [ROUTES, LOCKS] : []),
  observe(snapshot, desired) {
    const { link, info } = find(snapshot, desired);
    if (!link || !info) return undefined;
    const waits = info.tentative && !info.dadfailed && link.flags.includes("LOWER_UP");
    return {
      values: { ...desired, ...live(info, desired) },
      outputs: {},
      pending: waits ? "duplicate address detection" : undefined,
      failed: info.dadfailed ? "duplicate address detection failed: another host has this address" : undefined,
    };
  },
  list: (snapshot, netns) =>
    (snapshot.netns[netns ?? ""]?.addresses ?? []).flatMap(({ ifname, ifalias, addr_info }) =>
      addr_info.map((info) => ({
        values: valuesOf(info, netns, ifname),
        owner: readAlias(ifalias).mark,
        left:
          ifname === "lo" && info.scope === String(SCOPES.host)
            ? "the kernel makes it"
            : /^fe80:/.test(info.local)
              ? "it is link-local, and the kernel makes those"
              : info.valid_life_time === FOREVER
                ? undefined
                : "it has an end, so a DHCP client or a router renews it",
      })),
    ),
  plan(desired, observed, snapshot) {
    if (desired && !observed) return [set("add", desired)];
    if (!observed) return [];
    const was = { ...desired, ...observed.values } as AddressArgs;
    const replace = (v: AddressArgs) => set("replace", v);
    if (desired && !differing(desired, was).length) return [];
    if (desired) return v4(desired) ? [replace(desired)] : change(desired, was, replace);
    const { info } = find(snapshot, was);
    const del = inNetns(was.netns, "addr", "del", ...words(was), "dev", was.dev);
    if (!info || info.family === "inet6") return [...lasting(was, replace), del];
    const around = preserve(was.netns, was.dev, info, snapshot.netns[was.netns ?? ""] ?? {});
    return [...around.before, del, ...around.behind];
  },
};
