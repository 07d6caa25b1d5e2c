import { z } from "zod";
import { meant } from "../ip/alike";
import { destination } from "../ip/around";
import { inNetns, type Command } from "../ip/command";
import { place, placed } from "../ip/connection";
import { rule, same, type Kind, type Values } from "../ip/kind";
import { hopWords, nexthop, options, readHop, sameHops } from "../ip/nexthop";
import { ownerByPlace, readAlias } from "../ip/mark";
import { PROTOCOLS, ROUTE_TYPES, SCOPES, TABLES } from "../ip/names";
import { linkNamed, LINKS, ROUTES, type RouteInfo, type Snapshot } from "../ip/snapshot";
import {
  canonicalIp,
  dev,
  familyOf,
  flag,
  integer,
  ip,
  isLinkLocal,
  named,
  netnsName,
  oneOf,
  prefix,
  spelling,
  uint32,
  type Family,
} from "../ip/values";

const schema = z.object({
  ...place,
  /** Namespace of the route; brought along by a link given as `dev`. */
  netns: netnsName.optional().meta({ ip: "-n NAME", kernel: "setns(2)", since: ["3.0", "≤ 4.3"] }),
  /** Destination: `default`, a prefix or an address; `default` where left out; RTA_DST. */
  dst: prefix.default("default").meta({ ip: "PREFIX", kernel: "RTA_DST" }),
  /** Gateway; RTA_GATEWAY. */
  via: ip.optional().meta({ ip: "via ADDRESS", kernel: "RTA_GATEWAY" }),
  /** Link: a link resource or a name; RTA_OIF. */
  dev: dev.optional().meta({ ip: "dev DEV", kernel: "RTA_OIF" }),
  /** Several next hops that share the traffic, instead of `via` and `dev`; RTA_MULTIPATH. */
  nexthops: z
    .array(nexthop, "must be a list of next hops")
    .min(2, "must be at least two; one is `via` and `dev`")
    .transform((hops) => [...hops].sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b))))
    .optional()
    .meta({ ip: "nexthop via ADDRESS dev DEV weight N", kernel: "RTA_MULTIPATH", since: ["2.6 (IPv6 3.8)", "2.6"] }),
  /** What happens to the packets; unicast where left out. */
  type: oneOf(Object.keys(ROUTE_TYPES) as [keyof typeof ROUTE_TYPES])
    .default("unicast")
    .meta({ ip: "TYPE", kernel: "rtm_type" }),
  /** Routing table, a name or a number; main where left out; RTA_TABLE. */
  table: named(TABLES, 0xffffffff, "a table")
    .refine((table) => table !== "0", "must not be 0, which is no table")
    .default("main")
    .meta({ ip: "table TABLE", kernel: "RTA_TABLE", since: ["2.6 (above 255 ≤ 2.6.26)", "2.6 (above 255 ≤ 4.3)"] }),
  /** The lowest wins; 0 for IPv4 and 1024 for IPv6 where left out; RTA_PRIORITY. */
  metric: uint32("a metric").optional().meta({ ip: "metric NUMBER", kernel: "RTA_PRIORITY" }),
  /** Who made the route; static where left out; rtm_protocol. */
  protocol: named(PROTOCOLS, 255, "a protocol")
    .refine((protocol) => protocol !== "0", "must not be 0, which is no protocol")
    .default("static")
    .meta({ ip: "proto PROTOCOL", kernel: "rtm_protocol" }),
  /** How far the destination is; always global for IPv6; the kernel chooses where left out; rtm_scope. */
  scope: named(SCOPES, 255, "a scope").optional().meta({ ip: "scope SCOPE", kernel: "rtm_scope" }),
  /** Address to send from; RTA_PREFSRC. */
  prefsrc: ip.optional().meta({ ip: "src ADDRESS", kernel: "RTA_PREFSRC", since: ["2.6 (IPv6 3.0)", "2.6"] }),
  /** Only for packets of this type of service; IPv4 only; 0, all of them, where left out; rtm_tos. */
  tos: integer(0, 255, "a type of service").default(0).meta({ ip: "tos NUMBER", kernel: "rtm_tos" }),
  /** Take the gateway as reachable though no route says so; RTNH_F_ONLINK. */
  onlink: flag.default(false).meta({ ip: "onlink", kernel: "RTNH_F_ONLINK", since: ["2.6 (IPv6 4.16)", "2.6"] }),
  /** Largest packet on the path in bytes; RTAX_MTU. */
  mtu: integer(68, 65520, "an MTU in bytes").optional().meta({ ip: "mtu BYTES", kernel: "RTAX_MTU" }),
  /** Largest segment to announce to TCP peers in bytes; RTAX_ADVMSS. */
  advmss: integer(1, 65495, "a segment size in bytes").optional().meta({ ip: "advmss BYTES", kernel: "RTAX_ADVMSS" }),
  /** Address family; inet or inet6, told by the addresses, else inet. */
  family: oneOf(["inet", "inet6"]).optional().meta({ ip: "-4, -6", kernel: "rtm_family" }),
});
type Desired = z.output<typeof schema>;

const NOWHERE = ["blackhole", "unreachable", "prohibit", "throw"];
const addresses = (v: Desired) => [v.via, v.prefsrc, ...(v.nexthops ?? []).map((h) => h.via), v.dst === "default" ? undefined : v.dst].flatMap((a) => a ?? []); // prettier-ignore
const familyIn = (v: Desired): Family => (addresses(v).some((a) => familyOf(a) === "inet6") ? "inet6" : "inet");
const agree = (...list: (string | undefined)[]) =>
  new Set(list.flatMap((a) => (a && a !== "default" ? familyOf(a) : []))).size < 2;

/** The words that tell this route from every other; a bare prefix would also fit someone else's. */
const selector = (v: Partial<Desired>): string[] => [
  ...(v.type === "unicast" ? [] : [String(v.type)]),
  v.dst === "default" && v.family === "inet6" ? "::/0" : String(v.dst),
  ...options({
    tos: v.tos ? `0x${v.tos.toString(16)}` : undefined,
    table: v.table,
    metric: v.metric,
    proto: v.protocol,
  }),
];
// Behind a next hop `ip` expects nothing but another.
const hops = (v: Partial<Desired>): string[] => (v.nexthops ?? []).flatMap((h) => ["nexthop", ...hopWords(h)]);
const attributes = (v: Desired) => options({ scope: v.scope, src: v.prefsrc, mtu: v.mtu, advmss: v.advmss });

const isIt = (info: RouteInfo, desired: Desired) => {
  const { family, dst } = destination(info);
  return (
    family === desired.family &&
    (dst === desired.dst || (dst === "default" && desired.dst === "::/0")) &&
    spelling(TABLES)(info.table) === desired.table &&
    (info.metric ?? 0) === desired.metric &&
    Number(info.tos ?? 0) === desired.tos &&
    spelling(ROUTE_TYPES)(info.type) === desired.type
  );
};

const find = (snapshot: Snapshot, v: Desired) =>
  meant(snapshot.netns[v.netns ?? ""]?.routes?.filter((info) => isIt(info, v)) ?? [], v);

const live = (info: RouteInfo, desired: Desired): Partial<Desired> => {
  const metrics = Object.assign({}, ...(info.metrics ?? [])) as { mtu?: number; advmss?: number };
  return {
    via: readHop(info).via,
    dev: desired.dev && info.dev,
    nexthops: sameHops(desired.nexthops, info.nexthops?.map(readHop)),
    protocol: spelling(PROTOCOLS)(info.protocol),
    scope: desired.scope && spelling(SCOPES)(info.scope),
    prefsrc: info.prefsrc === undefined ? undefined : canonicalIp(info.prefsrc),
    onlink: readHop(info).onlink,
    mtu: metrics.mtu,
    advmss: metrics.advmss,
  };
};

/** Who makes routes that are nobody's to declare. */
const MADE = ["1", "kernel", "ra"];

/** All that a route on a host is, as arguments. */
const valuesOf = (info: RouteInfo, netns: string | undefined): Values => {
  const { mtu, advmss } = Object.assign({}, ...(info.metrics ?? [])) as { mtu?: number; advmss?: number };
  const { via, dev, onlink } = readHop(info);
  const [type, scope] = [spelling(ROUTE_TYPES)(info.type), spelling(SCOPES)(info.scope)];
  const { family, dst } = destination(info);
  const usual = family === "inet" && type === "unicast" && !via && !info.nexthops ? "link" : "global";
  return {
    ...{ netns, dst, family, via, onlink, mtu, advmss, metric: info.metric, prefsrc: info.prefsrc, type },
    dev: NOWHERE.includes(type) ? undefined : dev,
    nexthops: info.nexthops?.map(readHop),
    table: spelling(TABLES)(info.table),
    protocol: spelling(PROTOCOLS)(info.protocol),
    scope: scope === usual ? undefined : scope,
    tos: Number(info.tos ?? 0),
  };
};

/** A route; ip-route(8). */
export const route: Kind<typeof schema, object> = {
  type: "Route",
  schema,
  derived: [
    placed,
    { field: "family", from: ["dst", "via", "prefsrc", "nexthops"], value: familyIn },
    { field: "metric", from: ["family"], value: (v) => (v.family === "inet6" ? 1024 : 0) },
  ],
  rules: [
    rule(
      ["via", "dev", "nexthops", "type"],
      "a route needs `via`, `dev` or `nexthops`, or a type without a way, such as blackhole",
      (v) => !!(v.via ?? v.dev ?? v.nexthops) || NOWHERE.includes(v.type),
    ),
    rule(
      ["type", "via", "dev", "nexthops"],
      "a route of this type has no `via`, `dev` or `nexthops`",
      (v) => !NOWHERE.includes(v.type) || !(v.via ?? v.dev ?? v.nexthops),
    ),
    rule(["via", "dst"], "is of the other family than `dst`", (v) => agree(v.via, v.dst)),
    rule(
      ["prefsrc", "dst", "via"],
      "is of the other family than the route",
      (v) => !v.prefsrc || agree(v.prefsrc, v.dst, v.via),
    ),
    rule(["nexthops", "dst"], "must be of the family of `dst`", (v) =>
      agree(v.dst, ...(v.nexthops ?? []).map((h) => h.via)),
    ),
    rule(["nexthops", "via", "dev"], "takes the place of `via` and `dev`", (v) => !v.nexthops || !(v.via ?? v.dev)),
    rule(["onlink", "via", "dev"], "needs `via` and `dev`", (v) => !v.onlink || !!(v.via && v.dev)),
    rule(["via", "dev"], "a link-local address needs `dev`", (v) => !isLinkLocal(v.via) || !!v.dev),
    rule(
      ["nexthops", "family"],
      "IPv6 takes no next hop without `via`",
      (v) => v.family !== "inet6" || !v.nexthops?.some((h) => !h.via),
    ),
    rule(["metric", "family"], "0 is for IPv4 only", (v) => v.family !== "inet6" || v.metric !== 0),
    rule(
      ["scope", "family"],
      "is always global for IPv6",
      (v) => v.family !== "inet6" || (v.scope ?? "global") === "global",
    ),
    rule(["tos", "family"], "is for IPv4 only", (v) => v.family !== "inet6" || v.tos === 0),
    rule(["tos"], "must be a multiple of 4: the last two bits are not the route's", (v) => v.tos % 4 === 0),
    rule(
      ["family", "dst", "via", "prefsrc", "nexthops"],
      "is not that of the addresses",
      (v) => !addresses(v).length || v.family === familyIn(v),
    ),
  ],
  outputs: {},
  key: ["netns", "dst", "table", "metric", "tos", "type", "family"],
  label: (v) => {
    const usual = { type: "unicast", tos: 0, table: "main", metric: v.family === "inet6" ? 1024 : 0 } as const;
    const special = (Object.keys(usual) as (keyof typeof usual)[]).filter((field) => v[field] !== usual[field]);
    return [v.dst, ...special.map((field) => `${field}=${v[field]}`)].join(",");
  },
  fixed: ["protocol"],
  yields: ["protocol"],
  counts: ["via"],
  follows: ["dev", "nexthops"],
  show: [ROUTES, LINKS],
  within: (v) => [v.netns],
  owner: (snapshot, { netns, dev, mark }) => ownerByPlace(snapshot, netns, dev, mark),
  observe(snapshot, desired) {
    const { info } = find(snapshot, desired);
    if (!info) return undefined;
    return {
      values: { ...desired, ...live(info, desired) },
      outputs: {},
      owner: this.owner?.(snapshot, { ...desired, dev: info.dev }),
    };
  },
  find: (snapshot, netns) =>
    (snapshot.netns[netns ?? ""]?.routes ?? []).map((info) => ({
      values: valuesOf(info, netns),
      owner: info.dev === undefined ? undefined : readAlias(linkNamed(snapshot, netns, info.dev)?.ifalias).mark,
      left:
        MADE.includes(spelling(PROTOCOLS)(info.protocol)) || spelling(TABLES)(info.table) === "local"
          ? "the kernel makes it"
          : undefined,
    })),
  plan(desired, observed, snapshot) {
    const command = (verb: string, v: Partial<Desired>, rest: string[]): Command =>
      inNetns(v.netns, "route", verb, ...selector(v), ...hopWords(v), ...rest, ...hops(v));
    if (desired && !observed) return [command("add", desired, attributes(desired))];
    if (!observed) return [];
    const del = command("del", observed.values, []);
    if (!desired) return [del];
    if (same(desired, observed.values)) return [];
    const isShared = find(snapshot, { ...desired, ...observed.values } as Desired).shared;
    return isShared
      ? [del, command("append", desired, attributes(desired))]
      : [command("replace", desired, attributes(desired))];
  },
};
