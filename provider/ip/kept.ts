import { inNetns, type Command } from "./command";
import { PROTOCOLS, ROUTE_TYPES } from "./names";
import { hopWords, options, readHop } from "./nexthop";
import type { AddressInfo, NetnsSnapshot, RouteInfo } from "./snapshot";
import { canonicalPrefix, spelling } from "./values";

const FOREVER = 0xffffffff;

/** The words that make an address again as it is. */
const again = (i: AddressInfo, dev: string): string[] => [
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

/** The words that make a route again as it is. */
const routeAgain = (r: RouteInfo): string[] => [
  ...[spelling(ROUTE_TYPES)(r.type), r.dst],
  ...options({ tos: r.tos, table: r.table, metric: r.metric, proto: r.protocol, scope: r.scope }),
  ...(r.nexthops ? [] : hopWords({ ...readHop(r), weight: undefined })),
  ...options({ src: r.prefsrc }),
  ...options(Object.assign({}, ...(r.metrics ?? [])) as Record<string, unknown>),
  ...(r.nexthops ?? []).flatMap((hop) => ["nexthop", ...hopWords(readHop(hop))]),
];

const subnet = (i: AddressInfo) => canonicalPrefix(`${i.address ?? i.local}/${i.prefixlen}`);

const waysOver = (dev: string, r: RouteInfo) => (r.nexthops ?? [r]).map(readHop).filter((hop) => hop.dev === dev);

/** What is left of a route with several next hops: the kernel holds a dead one for the same, and brings it back to life in another only. */
const living = (dev: string, r: RouteInfo): RouteInfo[] => {
  const nexthops = r.nexthops?.filter((hop) => hop.dev !== dev) ?? [];
  return nexthops.length ? [{ ...r, nexthops }] : [];
};

/** Routes that need nothing of the address, and that the kernel flushes all the same with a link's last one. */
const standsAlone =
  (dev: string, gone: AddressInfo) =>
  (r: RouteInfo): boolean =>
    waysOver(dev, r).length > 0 &&
    !r.dst.includes(":") &&
    r.pref === undefined &&
    r.protocol !== String(PROTOCOLS.kernel) &&
    waysOver(dev, r).every(({ via, onlink }) => via === undefined || onlink) &&
    r.prefsrc !== gone.local;

/**
 * What goes before and behind the delete of an IPv4 address, so that nothing else goes with it. The kernel deletes the secondary
 * addresses of a primary's subnet: they come back, and each is held as a /32 in the meantime, which keeps its connections and
 * the routes. With the last address of a link it flushes all routes there: those that need no address come back.
 */
export function kept(
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
      ...falls.map((i) => inNetns(netns, "addr", "replace", ...again(i, dev))),
      ...held.map((cidr) => inNetns(netns, "addr", "del", cidr, "dev", dev)),
      ...lost.flatMap((r) => [...living(dev, r), r]).map((r) => inNetns(netns, "route", "replace", ...routeAgain(r))),
    ],
  };
}
