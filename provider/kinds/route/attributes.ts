import { PROTOCOLS, SCOPES } from "../../ip/names";
import type { RouteInfo } from "../../ip/snapshot";
import { canonicalIp } from "../../ip/address";
import { spelling } from "../../ip/values";
import { option, type Attribute } from "../attribute";
import { hopWords, readHop, sameHops, type NextHop } from "./nexthop";
import type { RouteArgs } from "./schema";

/** A metric of a route; RTA_METRICS. */
const metric = (field: "mtu" | "advmss"): Attribute<RouteInfo> => ({
  field,
  words: (v) => option(field, v[field]),
  read: ({ metrics = [] }) => metrics.find((some) => field in some)?.[field],
});

/** The scope that the kernel chooses for a route. */
const usualScope = ({ family, type, gateway, via, nexthops }: RouteInfo & { readonly family?: string }) =>
  family !== "inet6" && type === "1" && !gateway && !via && !nexthops ? "link" : "global";

/** The path of a route, in the words that also tell it from others of its destination. */
export const PATH: readonly Attribute<RouteInfo>[] = [
  { field: "via", words: (v) => hopWords(v as RouteArgs, v.family), read: (info) => readHop(info).via },
  { field: "dev", words: () => [], read: ({ dev }) => dev, unmanagedIfUnset: true },
  { field: "onlink", words: () => [], read: (info) => readHop(info).onlink },
];

/** The attributes of a route beside its path. */
export const OPTIONS: readonly Attribute<RouteInfo>[] = [
  {
    field: "scope",
    words: (v) => option("scope", v.scope),
    read: ({ scope }) => spelling(SCOPES)(scope),
    unmanagedIfUnset: true,
    usual: usualScope,
  },
  {
    field: "prefsrc",
    words: (v) => option("src", v.prefsrc),
    read: ({ prefsrc }) => (prefsrc === undefined ? undefined : canonicalIp(prefsrc)),
  },
  metric("mtu"),
  metric("advmss"),
];

/** Several next hops that share the traffic; they end the command, since `ip` takes nothing else after a next hop. */
export const NEXTHOPS: readonly Attribute<RouteInfo>[] = [
  {
    field: "nexthops",
    words: (v) => ((v.nexthops ?? []) as NextHop[]).flatMap((hop) => ["nexthop", ...hopWords(hop, v.family)]),
    read: ({ nexthops }, asked) => sameHops(asked.nexthops as NextHop[] | undefined, nexthops?.map(readHop)),
  },
];

/** Told in the words that select the route. */
const PROTOCOL: Attribute<RouteInfo> = {
  field: "protocol",
  words: () => [],
  read: ({ protocol }) => spelling(PROTOCOLS)(protocol),
};

/** The attributes of a route beside what identifies it. */
export const ATTRIBUTES = [...PATH, PROTOCOL, ...OPTIONS, ...NEXTHOPS];
