import { inNetns, type Command } from "../../ip/command";
import { same } from "../../ip/equality";
import { PROTOCOLS, ROUTE_TYPES, SCOPES, TABLES } from "../../ip/names";
import { linkNamed, LINKS, ROUTES, type RouteInfo, type Snapshot } from "../../ip/snapshot";
import { canonicalIp, spelling } from "../../ip/values";
import { readAlias } from "../../ownership/mark";
import { type Kind, type Values } from "../kind";
import { placed } from "../place";
import { extras } from "./extras";
import { match } from "./match";
import { hopWords, options, readHop, sameHops } from "./nexthop";
import { destination } from "./rival";
import { familyIn, NOWHERE, rules, schema, type RouteArgs } from "./schema";

/** The words that tell this route from every other; a bare prefix would also fit someone else's. */
const selector = (v: Partial<RouteArgs>): string[] => [
  ...(v.type === "unicast" ? [] : [String(v.type)]),
  v.dst === "default" && v.family === "inet6" ? "::/0" : String(v.dst),
  ...options({
    tos: v.tos ? `0x${v.tos.toString(16)}` : undefined,
    table: v.table,
    metric: v.metric,
    proto: v.protocol,
  }),
];
// Behind a next hop `ip` expects nothing but another.
const hops = (v: Partial<RouteArgs>): string[] => (v.nexthops ?? []).flatMap((h) => ["nexthop", ...hopWords(h)]);
const attributes = (v: RouteArgs) => options({ scope: v.scope, src: v.prefsrc, mtu: v.mtu, advmss: v.advmss });

const isIt = (info: RouteInfo, desired: RouteArgs) => {
  const { family, dst } = destination(info);
  return (
    family === desired.family &&
    (dst === desired.dst || (dst === "default" && desired.dst === "::/0")) &&
    spelling(TABLES)(info.table) === desired.table &&
    (info.metric ?? 0) === desired.metric &&
    Number(info.tos ?? 0) === desired.tos &&
    spelling(ROUTE_TYPES)(info.type) === desired.type
  );
};

const find = (snapshot: Snapshot, v: RouteArgs) =>
  match(snapshot.netns[v.netns ?? ""]?.routes?.filter((info) => isIt(info, v)) ?? [], v);

const live = (info: RouteInfo, desired: RouteArgs): Partial<RouteArgs> => {
  const metrics = Object.assign({}, ...(info.metrics ?? [])) as { mtu?: number; advmss?: number };
  return {
    via: readHop(info).via,
    dev: desired.dev && info.dev,
    nexthops: sameHops(desired.nexthops, info.nexthops?.map(readHop)),
    protocol: spelling(PROTOCOLS)(info.protocol),
    scope: desired.scope && spelling(SCOPES)(info.scope),
    prefsrc: info.prefsrc === undefined ? undefined : canonicalIp(info.prefsrc),
    onlink: readHop(info).onlink,
    mtu: metrics.mtu,
    advmss: metrics.advmss,
  };
};

/** Who makes routes that are nobody's to declare. */
const MADE = ["1", "kernel", "ra"];

/** What `ip` calls some of what `ip -j` shows of a route. */
const WORDS: Readonly<Record<string, string>> = { flow: "realm", congestion: "congctl", ecn: "features" };

/** Why a route is none for a program. */
const leftOut = (info: RouteInfo): string | undefined => {
  const protocol = spelling(PROTOCOLS)(info.protocol);
  const more = [...extras(info).map(([name]) => WORDS[name] ?? name), ...(info.locks ? ["lock"] : [])];
  if (MADE.includes(protocol) || spelling(TABLES)(info.table) === "local") return "the kernel makes it";
  if (more.includes("expires")) return "it has an end, so a router renews it";
  const strange = more.find((word) => word !== "mtu" && word !== "advmss");
  if (strange) return `it has \`${strange}\`, which Route cannot say`;
  return protocol === "dhcp" ? "a DHCP client renews it" : undefined;
};

/** All that a route on a host is, as arguments. */
const valuesOf = (info: RouteInfo, netns: string | undefined): Values => {
  const { mtu, advmss } = Object.assign({}, ...(info.metrics ?? [])) as { mtu?: number; advmss?: number };
  const { via, dev, onlink } = readHop(info);
  const [type, scope] = [spelling(ROUTE_TYPES)(info.type), spelling(SCOPES)(info.scope)];
  const { family, dst } = destination(info);
  const usual = family === "inet" && type === "unicast" && !via && !info.nexthops ? "link" : "global";
  return {
    ...{ netns, dst, family, via, onlink, mtu, advmss, metric: info.metric, prefsrc: info.prefsrc, type },
    dev: NOWHERE.includes(type) ? undefined : dev,
    nexthops: info.nexthops?.map(readHop),
    table: spelling(TABLES)(info.table),
    protocol: spelling(PROTOCOLS)(info.protocol),
    scope: scope === usual ? undefined : scope,
    tos: Number(info.tos ?? 0),
  };
};

/** A route; ip-route(8). */
export const route: Kind<typeof schema, object> = {
  type: "Route",
  schema,
  derived: [
    placed,
    { field: "family", from: ["dst", "via", "prefsrc", "nexthops"], value: familyIn },
    { field: "metric", from: ["family"], value: (v) => (v.family === "inet6" ? 1024 : 0) },
  ],
  rules,
  outputs: {},
  identity: {
    key: ["netns", "dst", "table", "metric", "tos", "type", "family"],
    field: "dst",
    slot: "route",
    // The kernel has one route of a destination and metric, whatever its type and its spelling.
    occupies: (v) => [[v.netns, v.dst === "::/0" ? "default" : v.dst, v.table, v.metric, v.tos, v.family]],
    label: (v) => {
      const usual = { type: "unicast", tos: 0, table: "main", metric: v.family === "inet6" ? 1024 : 0 } as const;
      const special = (Object.keys(usual) as (keyof typeof usual)[]).filter((field) => v[field] !== usual[field]);
      return [v.dst, ...special.map((field) => `${field}=${v[field]}`)].join(",");
    },
  },
  changes: { fixed: ["protocol"], adoptable: ["protocol"], volatile: ["via"] },
  ownedByPlace: true,
  dependsOn: { slot: "address", by: "prefsrc" },
  goesWith: ["dev", "nexthops"],
  reads: [ROUTES, LINKS],
  namespaces: (v) => [v.netns],
  observe(snapshot, desired) {
    const { info } = find(snapshot, desired);
    if (!info) return undefined;
    return {
      values: { ...desired, ...live(info, desired) },
      outputs: {},
      dev: info.dev,
    };
  },
  list: (snapshot, netns) =>
    (snapshot.netns[netns ?? ""]?.routes ?? []).map((info) => ({
      values: valuesOf(info, netns),
      owner: info.dev === undefined ? undefined : readAlias(linkNamed(snapshot, netns, info.dev)?.ifalias).mark,
      left: leftOut(info),
    })),
  plan(desired, observed, snapshot) {
    const command = (verb: string, v: Partial<RouteArgs>, rest: string[]): Command =>
      inNetns(v.netns, "route", verb, ...selector(v), ...hopWords(v), ...rest, ...hops(v));
    if (desired && !observed) return [command("add", desired, attributes(desired))];
    if (!observed) return [];
    const { info, shared } = find(snapshot, { ...desired, ...observed.values } as RouteArgs);
    // The kernel takes next hops for those of a route in its own order only, and those of an object for none.
    const nexthops = info?.nexthops?.map(readHop) ?? observed.values.nexthops;
    const del =
      info?.nhid === undefined
        ? command("del", { ...observed.values, nexthops }, [])
        : inNetns(observed.values.netns, "route", "del", ...selector(observed.values), ...options({ nhid: info.nhid }));
    if (!desired) return [del];
    if (same(desired, observed.values)) return [];
    return shared
      ? [del, command("append", desired, attributes(desired))]
      : [command("replace", desired, attributes(desired))];
  },
};
