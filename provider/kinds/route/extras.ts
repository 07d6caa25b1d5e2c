import type { Hop, RouteInfo } from "../../ip/snapshot";

const USUAL: readonly string[] = [
  ...["type", "dst", "tos", "gateway", "via", "dev", "weight", "table", "protocol", "scope", "prefsrc", "metric"],
  ...["flags", "metrics", "locks", "nexthops", "nh_info"],
];

/** Everything unusual that a route or a next hop has, such as metrics, realms or a lifetime, by the names that `ip -j` gives them. */
export const extras = (it: RouteInfo | Hop): [name: string, value: unknown][] => {
  const { metrics = [], nexthops = [] } = it as Partial<RouteInfo>;
  return [
    ...Object.entries(it).filter(([name, value]) => !USUAL.includes(name) && !(name === "pref" && value === "medium")),
    ...metrics.flatMap((some) => Object.entries(some)),
    ...nexthops.flatMap(extras),
  ];
};
