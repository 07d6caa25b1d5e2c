import { inNetns, type Command } from "../../ip/command";
import { same } from "../../ip/equality";
import { ROUTE_TYPES, TABLES } from "../../ip/names";
import { LINKS, ROUTES } from "../../ip/read";
import { remembered } from "../../ip/remembered";
import { type RouteInfo, type Snapshot } from "../../ip/snapshot";
import { familyOf } from "../../ip/address";
import { spelling } from "../../ip/values";
import { live, unusual, wordsOf } from "../attribute";
import { type Kind, type Values } from "../kind";
import { constraints } from "./constraints";
import { hostOfConnection } from "../place";
import { ATTRIBUTES, NEXTHOPS, OPTIONS, PATH } from "./attributes";
import { match } from "./match";
import { options, readHop } from "./nexthop";
import { madeBy, skippedBecause } from "./origin";
import { describe, destination } from "./rival";
import { familyIn, gateways, NOWHERE, rules, schema, type RouteArgs } from "./schema";

/** `default` as `ip` cannot mistake it: it would take the family of the gateway for that of the route. */
const defaultOf = (v: Partial<RouteArgs>): string => {
  if (v.family === "inet6") return "::/0";
  return gateways(v).some((via) => familyOf(via) === "inet6") ? "0.0.0.0/0" : "default";
};

/** The words that tell this route from every other; a bare prefix would also match someone else's. */
const selector = (v: Partial<RouteArgs>): string[] => [
  ...(v.type === "unicast" ? [] : [String(v.type)]),
  v.dst === "default" ? defaultOf(v) : String(v.dst),
  ...options({
    tos: v.tos ? `0x${v.tos.toString(16)}` : undefined,
    table: v.table,
    metric: v.metric,
    proto: v.protocol,
  }),
];

const command = (verb: string, v: Partial<RouteArgs>, rows = [...PATH, ...OPTIONS, ...NEXTHOPS]): Command =>
  inNetns(v.netns, "route", verb, ...selector(v), ...wordsOf(rows, v));

/** The key of a route, as the host shows it. */
export const identified = remembered((info: RouteInfo) => ({
  ...destination(info),
  table: spelling(TABLES)(info.table),
  metric: info.metric ?? 0,
  tos: Number(info.tos ?? 0),
  type: spelling(ROUTE_TYPES)(info.type),
}));

const find = (snapshot: Snapshot, v: RouteArgs) => {
  const wanted = { ...v, dst: v.dst === "::/0" ? "default" : v.dst };
  const isIt = (info: RouteInfo) =>
    Object.entries(identified(info)).every(([field, value]) => wanted[field as keyof RouteArgs] === value);
  return match(snapshot.netns[v.netns ?? ""]?.routes?.filter(isIt) ?? [], v);
};

/** A route as a program would ask for it. */
const asArguments = (info: RouteInfo, netns: string | undefined): Values => {
  const key = identified(info);
  const { dev, ...values } = unusual(ATTRIBUTES, { ...info, family: key.family } as RouteInfo);
  return { netns, ...key, metric: info.metric, dev: NOWHERE.includes(key.type) ? undefined : dev, ...values };
};

/** A route; ip-route(8). */
export const route: Kind<typeof schema, object> = {
  type: "Route",
  schema,
  derived: [
    hostOfConnection,
    { field: "family", from: ["dst", "via", "prefsrc", "nexthops"], value: familyIn },
    { field: "metric", from: ["family"], value: (v) => (v.family === "inet6" ? 1024 : 0) },
  ],
  rules,
  outputs: {},
  identity: {
    key: ["netns", "dst", "table", "metric", "tos", "type", "family"],
    field: "dst",
    space: "route",
    // The kernel has one route of a destination and metric, whatever its type and its spelling.
    occupies: (v) => [[v.netns, v.dst === "::/0" ? "default" : v.dst, v.table, v.metric, v.tos, v.family]],
    label: (v) => {
      const usual = { type: "unicast", tos: 0, table: "main", metric: v.family === "inet6" ? 1024 : 0 } as const;
      const special = (Object.keys(usual) as (keyof typeof usual)[]).filter((field) => v[field] !== usual[field]);
      return [v.dst, ...special.map((field) => `${field}=${v[field]}`)].join(",");
    },
    within: (v) => [v.netns, v.dev],
  },
  changes: { fixed: ["protocol"], adoptable: ["protocol"], toldApartBy: ["via"] },
  on: { link: "dev", netns: "netns" },
  constraints,
  isUnmarked: true,
  dependsOn: { space: "address", by: "prefsrc" },
  goesWith: ["dev", "nexthops"],
  reads: [ROUTES, LINKS],
  namespaces: (v) => [v.netns],
  observe(snapshot, desired) {
    const { info } = find(snapshot, desired);
    if (!info) return undefined;
    const values = { ...desired, ...live(ATTRIBUTES, info, desired) };
    return { values, outputs: {}, shown: describe(info), madeBy: madeBy(values.protocol, desired.protocol) };
  },
  list: (snapshot, netns) =>
    (snapshot.netns[netns ?? ""]?.routes ?? []).map((info) => ({
      values: asArguments(info, netns),
      skippedBecause: skippedBecause(info),
    })),
  plan(desired, observed, snapshot) {
    if (desired && !observed) return [command("add", desired)];
    if (!observed) return [];
    const { info, shared } = find(snapshot, { ...desired, ...observed.values } as RouteArgs);
    // The kernel deletes a multipath route only by next hops in its own order, and that of a nexthop object only without any.
    const nexthops = info?.nexthops?.map(readHop) ?? observed.values.nexthops;
    const byObject = info?.nhid === undefined ? undefined : options({ nhid: info.nhid });
    const del = byObject
      ? inNetns(observed.values.netns, "route", "del", ...selector(observed.values), ...byObject)
      : command("del", { ...observed.values, nexthops }, [...PATH, ...NEXTHOPS]);
    if (!desired) return [del];
    if (same(desired, observed.values)) return [];
    return shared ? [del, command("append", desired)] : [command("replace", desired)];
  },
};
