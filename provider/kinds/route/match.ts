import { PROTOCOLS } from "../../ip/names";
import type { RouteInfo } from "../../ip/snapshot";
import { spelling } from "../../ip/values";
import { readHop, type NextHop } from "./nexthop";

/** The path of a route. It tells routes apart that the kernel takes for the same. */
interface Path {
  readonly family?: string;
  readonly protocol?: string;
  readonly via?: string;
  readonly dev?: string;
  readonly nexthops?: readonly unknown[];
}

const goes = ({ via, dev }: NextHop, path: Path) => via === path.via && (path.dev === undefined || dev === path.dev);

/**
 * Finds a route among those of its destination: several come from `ip route prepend` and `append`, and an IPv6 route shows as next hops
 * what was made one by one. `shared`: a replace would take another along.
 */
export function match(candidates: readonly RouteInfo[], path: Path): { info?: RouteInfo; shared: boolean } {
  const own = candidates.filter(({ protocol }) => spelling(PROTOCOLS)(protocol) === path.protocol);
  const hopIn = ({ nexthops }: RouteInfo) =>
    path.family === "inet6" && !path.nexthops ? nexthops?.find((hop) => goes(readHop(hop), path)) : undefined;
  const info = own.find((route) => hopIn(route) ?? goes(readHop(route), path)) ?? own[0] ?? candidates[0];
  const hop = info && hopIn(info);
  return hop
    ? { info: { ...info, ...hop, nexthops: undefined }, shared: true }
    : { info, shared: info !== candidates[0] };
}
