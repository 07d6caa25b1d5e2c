import type { Values } from "./kind";
import { ROUTE_TYPES, TABLES } from "./names";
import { isChild } from "./parent";
import { linkNamed, linksOf, type Link, type RouteInfo, type Snapshot } from "./snapshot";
import { canonicalPrefix, spelling } from "./values";

/** A value as a name, where there is one. */
export const named = (value: unknown): string | undefined => (value === undefined ? undefined : String(value));

/** Where something is, in messages. */
export const where = (netns: unknown): string =>
  netns === undefined ? "on the host" : `in namespace ${String(netns)}`;

/** The parent that a link asks for, as it is on the host. */
export const parentIn = (snapshot: Snapshot, { parentNetns, parent }: Values): Link | undefined =>
  linkNamed(snapshot, named(parentNetns), String(parent));

/** The children of that parent, macvlan, ipvlan and their kin, in every namespace that was read. */
export function childrenOf(snapshot: Snapshot, desired: Values): Link[] {
  const on = parentIn(snapshot, desired);
  if (!on) return [];
  return Object.keys(snapshot.netns).flatMap((netns) =>
    linksOf(snapshot, netns).filter((link) => isChild(snapshot, netns, link, named(desired.parentNetns) ?? "", on)),
  );
}

/** Those beside the link itself. */
export function siblingsOf(snapshot: Snapshot, desired: Values): Link[] {
  const itself = linkNamed(snapshot, named(desired.netns), String(desired.name));
  return childrenOf(snapshot, desired).filter((child) => child !== itself);
}

/** Family and destination of a route in canonical form. */
export const destination = ({ dst, pref }: RouteInfo): { family: string; dst: string } => ({
  family: dst.includes(":") || pref !== undefined ? "inet6" : "inet",
  dst: dst === "default" ? dst : canonicalPrefix(dst),
});

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
    ...Object.entries({ via: r.gateway, dev: r.dev, proto: r.protocol, metric: r.metric }).flatMap(([word, value]) =>
      value === undefined ? [] : [word, String(value)],
    ),
  ].join(" ");
