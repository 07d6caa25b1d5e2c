import { inNetns, type Command } from "../../ip/command";
import { same } from "../../ip/equality";
import { PROTOCOLS } from "../../ip/names";
import type { AddressInfo, NetnsSnapshot, RouteInfo } from "../../ip/snapshot";
import { canonicalPrefix } from "../../ip/address";
import { hopsOver } from "../route/nexthop";
import { canRecreate, recreate as recreateRoute } from "../route/recreate";
import { recreate } from "./attributes";

const subnet = (info: AddressInfo) => canonicalPrefix(`${info.address ?? info.local}/${info.prefixlen}`);

const keyOf = ({ dst, table, metric, tos, pref }: RouteInfo) => [dst, table, metric, tos, pref];

/** Routes that do not need the address; the kernel flushes them all the same with the last address of a link. */
const standsAlone =
  (dev: string, gone: AddressInfo) =>
  (route: RouteInfo): boolean =>
    hopsOver(dev, route).length > 0 &&
    route.nhid === undefined &&
    !route.dst.includes(":") &&
    route.pref === undefined &&
    route.protocol !== String(PROTOCOLS.kernel) &&
    hopsOver(dev, route).every(({ via, onlink }) => via === undefined || onlink || via.includes(":")) &&
    route.prefsrc !== gone.local;

/** The commands that bring flushed routes back if nothing else has taken their place; routes of one key come back in their order. */
const restoreRoutes = (dev: string, flushed: readonly RouteInfo[], routes: readonly RouteInfo[]): string[][] =>
  flushed.flatMap((route) => {
    const rivals = routes.filter((other) => same(keyOf(other), keyOf(route)));
    const verb = rivals[0] !== route ? "append" : rivals.every((other) => flushed.includes(other)) ? "add" : "prepend";
    // The kernel takes a route that is dead on this link for the same one, and would refuse to add it.
    const isDead = route.nexthops?.some((hop) => hop.dev !== dev) && canRecreate(route);
    return [...(isDead ? ["del"] : []), verb].map((verb) => [verb, ...recreateRoute(route)]);
  });

/**
 * The commands before and after the delete of an IPv4 address that keep everything else on the link. The kernel deletes the secondary
 * addresses of a primary's subnet: they are restored, and each is held as a /32 in the meantime, which keeps its connections and
 * routes. With the last address of a link the kernel flushes all routes there: those that do not need the address are restored.
 */
export function preserve(
  netns: string | undefined,
  dev: string,
  gone: AddressInfo,
  { addresses = [], routes = [] }: NetnsSnapshot,
): { before: Command[]; after: Command[] } {
  const all = (addresses.find(({ ifname }) => ifname === dev)?.addr_info ?? []).filter(
    (info) => info.family === "inet",
  );
  const rest = all.filter((info) => info !== gone);
  const flushedSecondaries = rest.filter((info) => !gone.secondary && info.secondary && subnet(info) === subnet(gone));
  const held = flushedSecondaries
    .map((info) => `${info.local}/32`)
    .filter((cidr) => !rest.some((info) => `${info.local}/${info.prefixlen}` === cidr));
  const flushedRoutes = rest.length ? [] : routes.filter(standsAlone(dev, gone));
  return {
    before: held.map((cidr) => inNetns(netns, "addr", "add", cidr, "dev", dev)),
    after: [
      ...flushedSecondaries.map((info) => inNetns(netns, "addr", "replace", ...recreate(info, dev))),
      ...held.map((cidr) => inNetns(netns, "addr", "del", cidr, "dev", dev)),
      ...restoreRoutes(dev, flushedRoutes, routes).map((words) => inNetns(netns, "route", ...words)),
    ],
  };
}
