import { inNetns, type Command } from "../../ip/command";
import { same } from "../../ip/equality";
import { PROTOCOLS, ROUTE_TYPES } from "../../ip/names";
import type { AddressInfo, Hop, NetnsSnapshot, RouteInfo } from "../../ip/snapshot";
import { canonicalPrefix, spelling } from "../../ip/values";
import { extras } from "../route/extras";
import { options, readHop } from "../route/nexthop";

const FOREVER = 0xffffffff;

/** The words that make an address again as it is. */
const recreate = (i: AddressInfo, dev: string): string[] => [
  ...(i.address === undefined ? [`${i.local}/${i.prefixlen}`] : [i.local, "peer", `${i.address}/${i.prefixlen}`]),
  ...options({
    dev,
    broadcast: i.broadcast,
    label: i.label,
    scope: i.scope,
    metric: i.metric,
    proto: i.protocol,
    valid_lft: i.valid_life_time === FOREVER ? undefined : i.valid_life_time,
    preferred_lft: i.preferred_life_time === FOREVER ? undefined : i.preferred_life_time,
  }),
  ...(i.noprefixroute ? ["noprefixroute"] : []),
];

const asIs = (word: string) => (value: unknown) => [word, String(value)];
const milliseconds = (word: string) => (value: unknown) => [word, `${String(value)}ms`];

/** Metrics whose word is that of `ip -j`, and whose value is as it says. */
const PLAIN = [
  ...["mtu", "advmss", "window", "ssthresh", "cwnd", "initcwnd", "initrwnd"],
  ...["reordering", "hoplimit", "quickack", "fastopen_no_cookie"],
];
/** The words of what a route has beside the usual, by the names that `ip -j` gives it. */
const MORE: Readonly<Record<string, (value: unknown) => string[]>> = {
  ...Object.fromEntries(PLAIN.map((w) => [w, asIs(w)])),
  ...Object.fromEntries(["rtt", "rttvar", "rto_min"].map((w) => [w, milliseconds(w)])),
  congestion: asIs("congctl"),
  ecn: () => ["features", "ecn"],
  flow: (realms) => ["realms", Object.values(realms as object).join("/")],
};
const isKnown = (r: RouteInfo) => extras(r).every(([name]) => name in MORE);
const more = (it: RouteInfo | Hop, locks: readonly string[] = []) =>
  extras(it).flatMap(([name, value]) => {
    const [word = "", ...rest] = MORE[name]?.(value) ?? [];
    // That one is locked always.
    return [word, ...(locks.includes(word) && word !== "rto_min" ? ["lock"] : []), ...rest].filter(Boolean);
  });

/** The words of a next hop as it is; that of an IPv4 route may be of IPv6. */
const hop = ({ gateway, via, dev, weight, flags }: Hop): string[] => [
  ...(via ? ["via", via.family, via.host] : options({ via: gateway })),
  ...options({ dev, weight }),
  ...(flags?.includes("onlink") ? ["onlink"] : []),
];

/** The words that make a route again as it is; `ip` refuses them where they would not say all of it. */
const routeAgain = ({ nexthops, ...r }: RouteInfo): string[] => [
  ...[spelling(ROUTE_TYPES)(r.type), r.dst],
  ...options({ tos: r.tos, table: r.table, metric: r.metric, proto: r.protocol, scope: r.scope }),
  ...(nexthops ? [] : hop(r)),
  ...options({ src: r.prefsrc }),
  ...more(r, r.locks),
  ...(nexthops ?? []).flatMap((next) => ["nexthop", ...hop(next), ...more(next)]),
  ...(extras({ ...r, nexthops }).find(([name]) => !(name in MORE)) ?? []).slice(0, 1).map(String),
];

const subnet = (i: AddressInfo) => canonicalPrefix(`${i.address ?? i.local}/${i.prefixlen}`);

const place = ({ dst, table, metric, tos, pref }: RouteInfo) => [dst, table, metric, tos, pref];

const waysOver = (dev: string, r: RouteInfo) => (r.nexthops ?? [r]).map(readHop).filter((hop) => hop.dev === dev);

/** Routes that need nothing of the address, and that the kernel flushes all the same with a link's last one. */
const standsAlone =
  (dev: string, gone: AddressInfo) =>
  (r: RouteInfo): boolean =>
    waysOver(dev, r).length > 0 &&
    r.nhid === undefined &&
    !r.dst.includes(":") &&
    r.pref === undefined &&
    r.protocol !== String(PROTOCOLS.kernel) &&
    waysOver(dev, r).every(({ via, onlink }) => via === undefined || onlink || via.includes(":")) &&
    r.prefsrc !== gone.local;

/** The commands that bring those routes back where nothing else has taken their place; among routes that are alike the order tells. */
const restore = (dev: string, lost: readonly RouteInfo[], routes: readonly RouteInfo[]): string[][] =>
  lost.flatMap((r) => {
    const alike = routes.filter((other) => same(place(other), place(r)));
    const verb = alike[0] !== r ? "append" : alike.every((other) => lost.includes(other)) ? "add" : "prepend";
    // The kernel holds one that is dead on this link for the same, and would not take it.
    const isDead = r.nexthops?.some((hop) => hop.dev !== dev) && isKnown(r);
    return [...(isDead ? ["del"] : []), verb].map((verb) => [verb, ...routeAgain(r)]);
  });

/**
 * What goes before and behind the delete of an IPv4 address, so that nothing else goes with it. The kernel deletes the secondary
 * addresses of a primary's subnet: they come back, and each is held as a /32 in the meantime, which keeps its connections and
 * the routes. With the last address of a link it flushes all routes there: those that need no address come back.
 */
export function preserve(
  netns: string | undefined,
  dev: string,
  gone: AddressInfo,
  { addresses = [], routes = [] }: NetnsSnapshot,
): { before: Command[]; behind: Command[] } {
  const all = (addresses.find(({ ifname }) => ifname === dev)?.addr_info ?? []).filter((i) => i.family === "inet");
  const rest = all.filter((i) => i !== gone);
  const falls = rest.filter((i) => !gone.secondary && i.secondary && subnet(i) === subnet(gone));
  const held = falls
    .map((i) => `${i.local}/32`)
    .filter((cidr) => !rest.some((i) => `${i.local}/${i.prefixlen}` === cidr));
  const lost = rest.length ? [] : routes.filter(standsAlone(dev, gone));
  return {
    before: held.map((cidr) => inNetns(netns, "addr", "add", cidr, "dev", dev)),
    behind: [
      ...falls.map((i) => inNetns(netns, "addr", "replace", ...recreate(i, dev))),
      ...held.map((cidr) => inNetns(netns, "addr", "del", cidr, "dev", dev)),
      ...restore(dev, lost, routes).map((words) => inNetns(netns, "route", ...words)),
    ],
  };
}
