import { PROTOCOLS } from "../../ip/names";
import type { RouteInfo } from "../../ip/snapshot";
import { spelling } from "../../ip/values";
import { readHop, type NextHop } from "./nexthop";

/** The way of a route: it tells routes apart that the kernel takes for the same. */
interface Way {
  readonly family?: string;
  readonly protocol?: string;
  readonly via?: string;
  readonly dev?: string;
  readonly nexthops?: readonly unknown[];
}

const goes = ({ via, dev }: NextHop, way: Way) => via === way.via && (way.dev === undefined || dev === way.dev);

/**
 * The one that is meant of routes that are alike: those of `ip route prepend` and `append`, and what an IPv6 route shows as
 * next hops of one, although each was made by itself. `shared`: a replace would take another along.
 */
export function match(alike: readonly RouteInfo[], way: Way): { info?: RouteInfo; shared: boolean } {
  const own = alike.filter(({ protocol }) => spelling(PROTOCOLS)(protocol) === way.protocol);
  const hopIn = ({ nexthops }: RouteInfo) =>
    way.family === "inet6" && !way.nexthops ? nexthops?.find((hop) => goes(readHop(hop), way)) : undefined;
  const info = own.find((route) => hopIn(route) ?? goes(readHop(route), way)) ?? own[0] ?? alike[0];
  const hop = info && hopIn(info);
  return hop ? { info: { ...info, ...hop, nexthops: undefined }, shared: true } : { info, shared: info !== alike[0] };
}
