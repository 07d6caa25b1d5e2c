import { z } from "zod";
import { inNetns, type Command } from "../ip/command";
import { place, placed } from "../ip/connection";
import { differing, rule, type Kind, type Values } from "../ip/kind";
import { kept } from "../ip/kept";
import { change, lasting, lifetime, preference, remaining } from "../ip/lifetime";
import { ownerByPlace, readAlias } from "../ip/mark";
import { SCOPES } from "../ip/names";
import { ADDRESSES, ROUTES, type AddressInfo, type Snapshot } from "../ip/snapshot";
import {
  broadcastOf,
  canonicalIp,
  cidr,
  dev,
  familyOf,
  flag,
  ip,
  isLinkLocal,
  named,
  netnsName,
  spelling,
  uint32,
} from "../ip/values";

const FOREVER = 0xffffffff;

const schema = z.object({
  ...place,
  /** Namespace of the link; brought along by a link given as `dev`. */
  netns: netnsName.optional().meta({ ip: "-n NAME", kernel: "setns(2)", since: ["3.0", "≤ 4.3"] }),
  /** Link that gets the address: a link resource or a name. */
  dev: dev.meta({ ip: "dev DEV", kernel: "ifa_index" }),
  /** The address with its prefix length, such as `192.168.2.2/24`; IFA_LOCAL. */
  address: cidr.meta({ ip: "ADDRESS/LENGTH", kernel: "IFA_LOCAL" }),
  /** The other end of a point-to-point link; the prefix length is then the peer's; IFA_ADDRESS. */
  peer: ip.optional().meta({ ip: "peer ADDRESS/LENGTH", kernel: "IFA_ADDRESS" }),
  /** Broadcast address, `+` for the subnet's last; IPv4 only, none where left out; IFA_BROADCAST. */
  broadcast: z
    .union([z.literal("+"), ip], "must be `+` or an IPv4 address")
    .optional()
    .meta({ ip: "broadcast ADDRESS", kernel: "IFA_BROADCAST" }),
  /** Label, the link's name and what follows; IPv4 only, the link's name where left out; IFA_LABEL. */
  label: z
    .string("must be the name of the link and what follows")
    .max(15, "has at most 15 characters")
    .regex(/^\w[\w.+=,@-]*(:[\w.-]+)?$/, "must be the name of the link, and then a colon and letters, digits, _ . or -")
    .optional()
    .meta({ ip: "label NAME", kernel: "IFA_LABEL" }),
  /** How far the address is valid: global, site, link, host; the kernel chooses where left out. */
  scope: named(SCOPES, 255, "a scope").optional().meta({ ip: "scope SCOPE", kernel: "ifa_scope" }),
  /** Seconds until the address goes, counted from the last change; `forever` where left out. */
  validLifetime: lifetime
    .default("forever")
    .meta({ ip: "valid_lft SECONDS", kernel: "IFA_CACHEINFO", since: ["≤ 3.8 (IPv4 3.9)", "≤ 3.8"] }),
  /** Seconds until the address is no longer used for new connections, 0 for not at all; `validLifetime` where left out. */
  preferredLifetime: preference
    .optional()
    .meta({ ip: "preferred_lft SECONDS", kernel: "IFA_CACHEINFO", since: ["≤ 3.8 (IPv4 3.9)", "≤ 3.8"] }),
  /** Metric of the route to the subnet; 0, the kernel's choice, where left out; IFA_RT_PRIORITY. */
  metric: uint32("a metric")
    .default(0)
    .meta({
      ip: "metric NUMBER",
      kernel: "IFA_RT_PRIORITY",
      since: ["4.18", "4.18"],
      changes: "in place; back to 0 replaces where it is IPv6",
    }),
  /** Skip duplicate address detection; IPv6 only; IFA_F_NODAD. */
  nodad: flag.default(false).meta({ ip: "nodad", kernel: "IFA_F_NODAD", since: ["2.6.19", "≤ 4.3"] }),
  /** Do not make the route to the subnet; IFA_F_NOPREFIXROUTE. */
  noprefixroute: flag.default(false).meta({
    ip: "noprefixroute",
    kernel: "IFA_F_NOPREFIXROUTE",
    since: ["3.14 (IPv4 4.4)", "≤ 4.3 (IPv4 not in 5.8)"],
    changes: "in place where it is IPv6, else replaces",
  }),
});
type Desired = z.output<typeof schema>;

const words = (v: Partial<Desired>) => {
  const length = v.address?.split("/")[1];
  return v.peer ? [String(v.address?.split("/")[0]), "peer", `${v.peer}/${length}`] : [String(v.address)];
};
const set = (verb: string, v: Desired): Command => {
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
const lastOf = ({ address, peer }: Desired) => broadcastOf(peer ? `${peer}/${address.split("/")[1]}` : address);

const live = (info: AddressInfo, desired: Desired): Partial<Desired> => ({
  broadcast: desired.broadcast === "+" && info.broadcast === lastOf(desired) ? "+" : info.broadcast,
  label: desired.label && info.label,
  scope: desired.scope && spelling(SCOPES)(info.scope),
  validLifetime: remaining(info.valid_life_time, desired.validLifetime),
  preferredLifetime: remaining(info.preferred_life_time, desired.preferredLifetime),
  metric: info.metric ?? 0,
  nodad: info.nodad ?? false,
  noprefixroute: info.noprefixroute ?? false,
});

const v4 = (v: Desired) => familyOf(v.address) === "inet";

const find = (snapshot: Snapshot, { netns, dev, address, peer }: Partial<Desired>) => {
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
  rules: [
    rule(
      ["address"],
      "must not be 0.0.0.0, :: or an IPv6 multicast address",
      (v) => !/^(0\.0\.0\.0|::|ff[^:]*:.*)\//.test(v.address),
    ),
    rule(
      ["address"],
      "must not have the prefix length 0, which `ip` takes for none given",
      (v) => !v.address.endsWith("/0"),
    ),
    rule(
      ["peer", "address"],
      "is of the other family than `address`",
      (v) => !v.peer || familyOf(v.peer) === familyOf(v.address),
    ),
    rule(["peer", "address"], "must not be `address` itself", (v) => v.peer !== v.address.split("/")[0]),
    rule(
      ["broadcast", "address"],
      "is for IPv4 only",
      (v) => v.broadcast === undefined || (v4(v) && !v.broadcast.includes(":")),
    ),
    rule(
      ["broadcast", "address"],
      "a subnet of one or two addresses has none that is `+`",
      (v) => v.broadcast !== "+" || !v4(v) || Number(v.address.split("/")[1]) <= 30,
    ),
    rule(["broadcast"], "must not be 0.0.0.0: leave it out for none", (v) => v.broadcast !== "0.0.0.0"),
    rule(["label", "address"], "is for IPv4 only", (v) => v.label === undefined || v4(v)),
    rule(
      ["scope", "address"],
      "follows from the address in IPv6",
      (v) => v.scope === undefined || v4(v) || v.scope === (isLinkLocal(v.address) ? "link" : "global"),
    ),
    rule(["label", "dev"], "must begin with the name of the link", (v) => v.label?.startsWith(v.dev) ?? true),
    rule(["nodad", "address"], "is for IPv6 only", (v) => !v.nodad || !v4(v)),
    rule(
      ["preferredLifetime", "validLifetime"],
      "must not be longer than `validLifetime`",
      (v) => v.validLifetime === "forever" || Number(v.preferredLifetime) <= v.validLifetime,
    ),
    rule(
      ["preferredLifetime", "validLifetime", "address"],
      "needs a `validLifetime` in IPv4",
      (v) => !v4(v) || v.validLifetime !== "forever" || v.preferredLifetime === "forever",
    ),
  ],
  outputs: {},
  key: ["netns", "dev", "address", "peer"],
  label: (v) => [v.dev, ...words(v)].join(" ").replace(" ", "/"),
  fixed: ["label", "scope", "broadcast", "nodad"],
  counts: ["validLifetime", "preferredLifetime"],
  show: [ADDRESSES],
  within: (v) => [v.netns],
  around: (v) => (v4(v) ? [ROUTES] : []),
  // `ip addr replace` changes this flag of an IPv6 address only, and the metric of one not back to none.
  replaces: (olds, news) => [
    ...(v4(news) && !!olds.noprefixroute !== news.noprefixroute ? (["noprefixroute"] as const) : []),
    ...(!v4(news) && olds.metric && !news.metric ? (["metric"] as const) : []),
  ],
  owner: (snapshot, { netns, dev, mark }) => ownerByPlace(snapshot, netns, dev, mark),
  observe(snapshot, desired) {
    const { link, info } = find(snapshot, desired);
    if (!link || !info) return undefined;
    const waits = info.tentative && !info.dadfailed && link.flags.includes("LOWER_UP");
    return {
      values: { ...desired, ...live(info, desired) },
      outputs: {},
      owner: this.owner?.(snapshot, desired),
      pending: waits ? "duplicate address detection" : undefined,
      failed: info.dadfailed ? "duplicate address detection failed: another host has this address" : undefined,
    };
  },
  find: (snapshot, netns) =>
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
    const was = { ...desired, ...observed.values } as Desired;
    const replace = (v: Desired) => set("replace", v);
    if (desired && !differing(desired, was).length) return [];
    if (desired) return v4(desired) ? [replace(desired)] : change(desired, was, replace);
    const { info } = find(snapshot, was);
    const del = inNetns(was.netns, "addr", "del", ...words(was), "dev", was.dev);
    if (!info || info.family === "inet6") return [...lasting(was, replace), del];
    const around = kept(was.netns, was.dev, info, snapshot.netns[was.netns ?? ""] ?? {});
    return [...around.before, del, ...around.behind];
  },
};
