import { PROTOCOLS, ROUTE_TYPES, TABLES } from "../../ip/names";
import { remembered } from "../../ip/remembered";
import { type RouteInfo, type Snapshot } from "../../ip/snapshot";
import { canonicalPrefix } from "../../ip/address";
import { spelling } from "../../ip/values";
import type { Values } from "../kind";

/** Family and destination of a route in canonical form. Each resource is held against all routes of its host. */
export const destination = remembered(({ dst, pref }: RouteInfo) => ({
  family: dst.includes(":") || pref !== undefined ? "inet6" : "inet",
  dst: dst === "default" ? dst : canonicalPrefix(dst),
}));

/** The route that the kernel takes for the same: destination, table, metric and type of service, whatever its type. */
export const rivalOf = (snapshot: Snapshot, v: Values): RouteInfo | undefined =>
  snapshot.netns[String(v.netns ?? "")]?.routes?.find(
    (r) =>
      destination(r).family === v.family &&
      destination(r).dst === (v.dst === "::/0" ? "default" : v.dst) &&
      spelling(TABLES)(r.table) === v.table &&
      (r.metric ?? 0) === v.metric &&
      Number(r.tos ?? 0) === v.tos,
  );

/** A route in the words of `ip route`. */
export const describe = (r: RouteInfo): string =>
  [
    ...(spelling(ROUTE_TYPES)(r.type) === "unicast" ? [] : [spelling(ROUTE_TYPES)(r.type)]),
    r.dst,
    ...Object.entries({ via: r.gateway, dev: r.dev, proto: spelling(PROTOCOLS)(r.protocol), metric: r.metric }).flatMap(
      ([word, value]) => (value === undefined ? [] : [word, String(value)]),
    ),
  ].join(" ");
