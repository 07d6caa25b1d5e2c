import { z } from "zod";
import { differing } from "../../ip/equality";
import type { Hop, RouteInfo } from "../../ip/snapshot";
import { canonicalIp, isLinkLocal } from "../../ip/address";
import { dev, flag, integer, ip } from "../../ip/values";

/** One of a route's next hops; ip-route(8). */
export const nexthop = z
  .strictObject({
    /** Gateway; RTA_GATEWAY. */
    via: ip.optional(),
    /** Link to it; RTA_OIF. */
    dev: dev.optional(),
    /** Share of the traffic; default 1. */
    weight: integer(1, 256, "a weight").default(1),
    /** Treat the gateway as reachable even if no route leads to it; RTNH_F_ONLINK. */
    onlink: flag.default(false),
  })
  .refine((hop) => hop.via ?? hop.dev, "needs `via` or `dev`")
  .refine((hop) => !hop.onlink || (hop.via && hop.dev), "`onlink` needs `via` and `dev`")
  .refine((hop) => !isLinkLocal(hop.via) || hop.dev, "a link-local `via` needs `dev`");

/** A next hop in canonical form. */
export type NextHop = z.output<typeof nexthop>;

/** Words and their values, those that are given. */
export const options = (pairs: Readonly<Record<string, unknown>>): string[] =>
  Object.entries(pairs).flatMap(([word, value]) => (value === undefined ? [] : [word, String(value)]));

/** The words of a next hop, or of a route that has one; that of an IPv4 route may be an IPv6 address. */
export const hopWords = ({ via, dev, weight, onlink }: Partial<NextHop>, family: unknown): string[] => [
  ...(via?.includes(":") && family === "inet" ? ["via", "inet6", via] : options({ via })),
  ...options({ dev, weight }),
  ...(onlink ? ["onlink"] : []),
];

/** A next hop as the host has it. */
export const readHop = ({ gateway, via, dev, weight, flags }: Hop): NextHop => {
  const address = gateway ?? via?.host;
  return {
    via: address === undefined ? undefined : canonicalIp(address),
    dev,
    weight: weight ?? 1,
    onlink: flags?.includes("onlink") ?? false,
  };
};

/** The next hops of a route that are over a link. */
export const hopsOver = (dev: string, route: RouteInfo): NextHop[] =>
  (route.nexthops ?? [route]).map(readHop).filter((hop) => hop.dev === dev);

/** The next hops asked for, if the live ones differ only in what the kernel filled in; else the live ones. */
export function sameHops(asked: NextHop[] | undefined, live: NextHop[] | undefined): NextHop[] | undefined {
  const meets = (l: NextHop, a: NextHop) => differing(a, l).every((field) => a[field as keyof NextHop] === undefined);
  const isMet = (a: NextHop) => live?.some((l) => meets(l, a));
  const isAsked = (l: NextHop) => asked?.some((a) => meets(l, a));
  return asked?.every(isMet) && live?.every(isAsked) && asked.length === live.length ? asked : live;
}
