import { z } from "zod";
import { PROTOCOLS, ROUTE_TYPES, SCOPES, TABLES } from "../../ip/names";
import { familyOf, isLinkLocal, type Family } from "../../ip/address";
import { dev, flag, integer, ipOfAddress, nameOrNumber, netnsName, oneOf, prefix, uint32 } from "../../ip/values";
import { rule, type Rule } from "../kind";
import { place } from "../place";
import { nexthop } from "./nexthop";

/** The arguments of a route. */
export const schema = z.object({
  ...place,
  /** Namespace of the route; brought along by a link given as `dev`. */
  netns: netnsName.optional().meta({ ip: "-n NAME", kernel: "setns(2)", since: ["3.0", "≤ 4.3"] }),
  /** Destination: `default`, a prefix or an address; default `default`; RTA_DST. */
  dst: prefix.default("default").meta({ ip: "PREFIX", kernel: "RTA_DST" }),
  /** Gateway, for IPv4 also one of IPv6; RTA_GATEWAY, RTA_VIA. */
  via: ipOfAddress.optional().meta({ ip: "via ADDRESS", kernel: "RTA_GATEWAY" }),
  /** Link: a link resource or a name; RTA_OIF. */
  dev: dev.optional().meta({ ip: "dev DEV", kernel: "RTA_OIF" }),
  /** Several next hops that share the traffic, instead of `via` and `dev`; RTA_MULTIPATH. */
  nexthops: z
    .array(nexthop, "must be a list of next hops")
    .min(2, "must be at least two; one is `via` and `dev`")
    .transform((hops) => [...hops].sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b))))
    .optional()
    .meta({ ip: "nexthop via ADDRESS dev DEV weight N", kernel: "RTA_MULTIPATH", since: ["2.6 (IPv6 3.8)", "2.6"] }),
  /** Type of the route, what happens to the packets; default unicast. */
  type: oneOf(Object.keys(ROUTE_TYPES) as [keyof typeof ROUTE_TYPES])
    .default("unicast")
    .meta({ ip: "TYPE", kernel: "rtm_type" }),
  /** Routing table, a name or a number; default main; RTA_TABLE. */
  table: nameOrNumber(TABLES, 0xffffffff, "a table")
    .refine((table) => table !== "0", "must not be 0, which is no table")
    .default("main")
    .meta({ ip: "table TABLE", kernel: "RTA_TABLE", since: ["2.6 (above 255 ≤ 2.6.26)", "2.6 (above 255 ≤ 4.3)"] }),
  /** Metric, the lowest wins; default 0 for IPv4 and 1024 for IPv6; RTA_PRIORITY. */
  metric: uint32("a metric").optional().meta({ ip: "metric NUMBER", kernel: "RTA_PRIORITY" }),
  /** Protocol or program that made the route; default static; rtm_protocol. */
  protocol: nameOrNumber(PROTOCOLS, 255, "a protocol")
    .refine((protocol) => protocol !== "0", "must not be 0, which is no protocol")
    .default("static")
    .meta({ ip: "proto PROTOCOL", kernel: "rtm_protocol" }),
  /** How far the destination is; always global for IPv6; the kernel chooses if not given; rtm_scope. */
  scope: nameOrNumber(SCOPES, 255, "a scope").optional().meta({ ip: "scope SCOPE", kernel: "rtm_scope" }),
  /** Address to send from; RTA_PREFSRC. */
  prefsrc: ipOfAddress.optional().meta({ ip: "src ADDRESS", kernel: "RTA_PREFSRC", since: ["2.6 (IPv6 3.0)", "2.6"] }),
  /** Only for packets of this type of service; IPv4 only; default 0, all of them; rtm_tos. */
  tos: integer(0, 255, "a type of service").default(0).meta({ ip: "tos NUMBER", kernel: "rtm_tos" }),
  /** Treat the gateway as reachable even if no route leads to it; RTNH_F_ONLINK. */
  onlink: flag.default(false).meta({ ip: "onlink", kernel: "RTNH_F_ONLINK", since: ["2.6 (IPv6 4.16)", "2.6"] }),
  /** Largest packet on the path in bytes; RTAX_MTU. */
  mtu: integer(68, 65520, "an MTU in bytes").optional().meta({ ip: "mtu BYTES", kernel: "RTAX_MTU" }),
  /** Largest segment to announce to TCP peers in bytes; RTAX_ADVMSS. */
  advmss: integer(1, 65495, "a segment size in bytes").optional().meta({ ip: "advmss BYTES", kernel: "RTAX_ADVMSS" }),
  /** Address family; inet or inet6, told by the addresses, else inet. */
  family: oneOf(["inet", "inet6"]).optional().meta({ ip: "-4, -6", kernel: "rtm_family" }),
});
/** A route as it is asked for, complete. */
export type RouteArgs = z.output<typeof schema>;

/** Types of routes that lead nowhere. */
export const NOWHERE = ["blackhole", "unreachable", "prohibit", "throw"];
const isIpv6 = (address: string) => familyOf(address) === "inet6";
/** The gateways of a route. */
export const gateways = (v: Partial<RouteArgs>): string[] =>
  [v.via, ...(v.nexthops ?? []).map((hop) => hop.via)].flatMap((via) => via ?? []);
/** The addresses that are of the route's own family; the gateway of an IPv4 route may be an IPv6 address. */
const own = ({ prefsrc, dst }: Pick<RouteArgs, "prefsrc" | "dst">) => [prefsrc, dst === "default" ? undefined : dst].flatMap((a) => a ?? []); // prettier-ignore
/** The family that the addresses of a route say. */
export const familyIn = (v: RouteArgs): Family => {
  const all = own(v).length ? own(v).slice(0, 1) : gateways(v);
  return all.length && all.every(isIpv6) ? "inet6" : "inet";
};

/** Combinations of arguments that are refused. */
export const rules: readonly Rule<RouteArgs>[] = [
  rule(
    ["via", "dev", "nexthops", "type"],
    "a route needs `via`, `dev` or `nexthops`, or a type that needs none, such as blackhole",
    (v) => !!(v.via ?? v.dev ?? v.nexthops) || NOWHERE.includes(v.type),
  ),
  rule(
    ["type", "via", "dev", "nexthops"],
    "a route of this type has no `via`, `dev` or `nexthops`",
    (v) => !NOWHERE.includes(v.type) || !(v.via ?? v.dev ?? v.nexthops),
  ),
  rule(["via", "dst"], "must be an IPv6 address, as `dst` is", (v) => !v.via || isIpv6(v.via) || !own({ dst: v.dst }).some(isIpv6)), // prettier-ignore
  rule(
    ["prefsrc", "dst", "via"],
    "is of the other family than the route",
    (v) => new Set(own(v).map(isIpv6)).size < 2 && !(v.prefsrc && isIpv6(v.prefsrc) && gateways(v).some((via) => !isIpv6(via))), // prettier-ignore
  ),
  rule(["nexthops", "dst"], "must be IPv6 addresses, as `dst` is", (v) => (v.nexthops ?? []).every(({ via }) => !via || isIpv6(via)) || !own({ dst: v.dst }).some(isIpv6)), // prettier-ignore
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
  rule(["family", "dst", "via", "prefsrc", "nexthops"], "is not that of the addresses", (v) => {
    const [first, ...rest] = own(v).map(familyOf);
    if (first === undefined) return v.family === "inet" || gateways(v).every(isIpv6);
    return first === v.family || rest.some((other) => other !== first);
  }),
];
