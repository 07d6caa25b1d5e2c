import { ROUTE_TYPES } from "../../ip/names";
import type { Hop, RouteInfo } from "../../ip/snapshot";
import { spelling } from "../../ip/values";
import { option, whole, wordsOf } from "../attribute";
import { OPTIONS } from "./attributes";
import { extras } from "./extras";
import { options } from "./nexthop";

const asIs = (word: string) => (value: unknown) => [word, String(value)];
const milliseconds = (word: string) => (value: unknown) => [word, `${String(value)}ms`];

/** Metrics whose word is that of `ip -j`, with the value as it is shown. */
const PLAIN = [
  ...["mtu", "advmss", "window", "ssthresh", "cwnd", "initcwnd", "initrwnd"],
  ...["reordering", "hoplimit", "quickack", "fastopen_no_cookie"],
];
/** The words of what a route has beside the usual, by the names that `ip -j` gives it. */
const EXTRAS: Readonly<Record<string, (value: unknown) => string[]>> = {
  ...Object.fromEntries(PLAIN.map((word) => [word, asIs(word)])),
  ...Object.fromEntries(["rtt", "rttvar", "rto_min"].map((word) => [word, milliseconds(word)])),
  congestion: asIs("congctl"),
  ecn: () => ["features", "ecn"],
  flow: (realms) => ["realms", Object.values(realms as object).join("/")],
};
const ATTRIBUTES = OPTIONS.filter(({ field }) => !(field in EXTRAS));

const extraWords = (it: RouteInfo | Hop, locks: readonly string[] = []) =>
  extras(it).flatMap(([name, value]) => {
    const [word = "", ...rest] = EXTRAS[name]?.(value) ?? [];
    // The kernel always locks rto_min.
    return [word, ...(locks.includes(word) && word !== "rto_min" ? ["lock"] : []), ...rest].filter(Boolean);
  });

/** The words of a next hop as it is; that of an IPv4 route may be an IPv6 address. */
const hopWords = ({ gateway, via, dev, weight, flags }: Hop): string[] => [
  ...(via ? ["via", via.family, via.host] : option("via", gateway)),
  ...options({ dev, weight }),
  ...(flags?.includes("onlink") ? ["onlink"] : []),
];

/** Whether an IPv4 route has a gateway of IPv6. */
const isAcross = ({ via, nexthops = [] }: RouteInfo): boolean => [{ via }, ...nexthops].some((hop) => hop.via);

/** Whether the words for a route can tell all that it has. */
export const canRecreate = (route: RouteInfo): boolean => extras(route).every(([name]) => name in EXTRAS);

/** The words that make a route again as it is; they hold a word that `ip` refuses if they cannot tell all of it. */
export const recreate = ({ nexthops, ...route }: RouteInfo): string[] => [
  // With a gateway of IPv6, `ip` would take `default` for that of IPv6.
  ...[spelling(ROUTE_TYPES)(route.type), isAcross({ ...route, nexthops }) && route.dst === "default" ? "0.0.0.0/0" : route.dst], // prettier-ignore
  ...options({ tos: route.tos, table: route.table, metric: route.metric, proto: route.protocol }),
  ...(nexthops ? [] : hopWords(route)),
  // By its number: in a batch, `ip` takes a scope's name for the number that an earlier line gave.
  ...wordsOf(ATTRIBUTES, { ...whole(ATTRIBUTES, route), scope: route.scope }),
  ...extraWords(route, route.locks),
  ...(nexthops ?? []).flatMap((hop) => ["nexthop", ...hopWords(hop), ...extraWords(hop)]),
  ...(extras({ ...route, nexthops }).find(([name]) => !(name in EXTRAS)) ?? []).slice(0, 1).map(String),
];
