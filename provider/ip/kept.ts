import { inNetns, type Command } from "./command";
import { PROTOCOLS, ROUTE_TYPES } from "./names";
import { options } from "./nexthop";
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
  ...options({ via: r.gateway, dev: r.dev, src: r.prefsrc }),
  ...(r.flags?.includes("onlink") ? ["onlink"] : []),
  ...options(Object.assign({}, ...(r.metrics ?? [])) as Record<string, unknown>),
];

const subnet = (i: AddressInfo) => canonicalPrefix(`${i.address ?? i.local}/${i.prefixlen}`);

/** Routes that need nothing of the address, and that the kernel flushes all the same with a link's last one. */
const standsAlone =
  (dev: string, gone: AddressInfo) =>
  (r: RouteInfo): boolean =>
    r.dev === dev &&
    !r.dst.includes(":") &&
    r.pref === undefined &&
    r.protocol !== String(PROTOCOLS.kernel) &&
    spelling(ROUTE_TYPES)(r.type) === "unicast" &&
    (r.gateway === undefined || r.flags?.includes("onlink") === true) &&
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
      ...lost.map((r) => inNetns(netns, "route", "replace", ...routeAgain(r))),
    ],
  };
}
