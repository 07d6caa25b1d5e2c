import { addressed, subjects, veth, type Args, type Shown } from "./subjects";

/** Optional details of a row. */
export interface More {
  /** Path of the value in the output of `ip -j -d`; by default the field. */
  readonly at?: string | ((shown: Shown) => unknown);
  /** Values shown at each step; by default the values of the walk. */
  readonly shows?: readonly unknown[];
  /** Operation of each step, or of all of them; by default `update`. */
  readonly op?: string | readonly string[];
  readonly events?: string | readonly string[];
  /** Further arguments, of all steps and of each. */
  readonly args?: Args;
  readonly with?: readonly Args[];
  readonly given?: readonly string[];
}

/** Kinds, an attribute, and its value at each step; `undefined` is left out. */
export type Entry = readonly [kinds: readonly string[], field: string, walk: readonly unknown[], more?: More];

const NETNS = ["NetNamespace"];
const MACVLANS = ["MacvlanLink", "MacvtapLink"];
const IPVLANS = ["IpvlanLink", "IpvtapLink"];
const VLAN = ["VlanLink"];
const CHILDREN = [...MACVLANS, ...IPVLANS, ...VLAN];
const LINKS = [...CHILDREN, "DummyLink"];
const ADDRESSES = ["Address4", "Address6"];
const ROUTES = ["Route4", "Route6"];
const unset = undefined;
const [A, B] = ["02:00:00:00:00:0a", "02:00:00:00:00:0b"];
const replace = { op: "replace" };
/** Attributes that are left alone once they are no longer in the program. */
const free = (events: string) => ({ events: [events, events, ""] });
const hops = ({ nexthops }: Shown) => (nexthops as Shown[] | undefined)?.map((h) => `${h.gateway} ${h.weight}`).sort();
const whole = ({ local, prefixlen }: Shown) => `${local}/${prefixlen}`;
/** Lifetimes count down. */
const about = (field: string) => (shown: Shown) =>
  shown[field] === 0xffffffff ? "forever" : Math.ceil(Number(shown[field]) / 600) * 600;

/** The routes to an address's subnet: their metrics, and whether they last. */
const subnet = ({ routes }: Shown) =>
  (routes as Shown[]).map((r) => `${r.metric} ${r.expires === undefined ? "lasts" : Number(r.expires) > 0 ? "runs" : "is over"}`).join(); // prettier-ignore
const ending = { validLifetime: 7200 };

/** Every attribute of every kind, on a walk that ends as it began. */
// prettier-ignore
export const table: readonly Entry[] = [
  [Object.keys(subjects), "adopt", [unset, true, unset], { at: "state.adopt", shows: [false, true, false], events: "" }],
  [Object.keys(subjects), "connection", [{}, { perDialTimeout: 20 }, {}], { at: "state.connection.perDialTimeout", shows: [unset, 20, unset], events: "" }],

  [NETNS, "name", ["n#", "m#", "n#"], { at: "netns", ...replace }],
  [NETNS, "loopback", [unset, false, unset], { at: "flags.UP", shows: [true, false, true], events: ["link-down -route? -addr? route? addr?", "link route? addr?"] }],
  [NETNS, "force", [unset, true, unset], { at: "state.force", shows: [false, true, false], events: "" }],

  [LINKS, "netns", [unset, "blue", unset], { at: "netns", shows: ["", "blue", ""], ...replace }],
  [LINKS, "name", ["l#", "m#", "l#"], { at: "ifname", ...replace }],
  [CHILDREN, "parent", ["p#", "o#", "p#"], { at: "link", given: [veth("o#"), "link set o# up"], ...replace }],
  [CHILDREN, "parentNetns", [unset, "blue", unset], { at: "mtu", shows: [1500, 1400, 1500], given: [veth("p#", "-n blue"), "-n blue link set p# mtu 1400 up"], ...replace }],
  [LINKS, "mtu", [unset, 1400, 1300, unset], { shows: [1500, 1400, 1300, 1300], ...free("link") }],
  [LINKS, "up", [unset, false, unset], { at: "flags.UP", shows: [true, false, true], events: ["link-down parent? -addr -route", "link parent? addr? route"] }],
  [LINKS, "promisc", [unset, true, unset], { at: "flags.PROMISC", shows: [false, true, false], events: "link parent?" }],
  [LINKS, "allmulticast", [unset, true, unset], { at: "flags.ALLMULTI", shows: [false, true, false], events: "link parent?" }],
  [["MacvlanLink", "IpvlanLink", "VlanLink", "DummyLink"], "txqueuelen", [unset, 500, 0, unset], { at: "txqlen", shows: [1000, 500, unset, unset], ...free("link") }],
  [["MacvtapLink", "IpvtapLink"], "txqueuelen", [unset, 600, 0, unset], { at: "txqlen", shows: [500, 600, unset, unset], ...free("link") }],
  [LINKS, "description", [unset, "of red", "of blue", unset], { at: ({ ifalias }) => String(ifalias).replace(/ ?pulumi:.*/, ""), shows: ["", "of red", "of blue", ""] }],
  [[...MACVLANS, "DummyLink"], "macAddress", [A, B, A], { at: "address" }],
  [[...MACVLANS, "DummyLink"], "macAddress", [unset, A, unset], { at: ({ address }) => address === A, shows: [false, true, false] }],
  [MACVLANS, "macAddress", [A, B, A], { at: "address", args: { mode: "passthru" }, events: "link parent" }],
  [MACVLANS, "mode", [unset, "private", "vepa", unset], { at: "linkinfo.info_data.mode", shows: ["bridge", "private", "vepa", "bridge"] }],
  [MACVLANS, "mode", ["vepa", "source", "private", "vepa"], { at: "linkinfo.info_data.mode" }],
  [MACVLANS, "mode", ["source", "bridge", "source"], { at: "linkinfo.info_data.macaddr_data", with: [{ sources: [A] }, {}, { sources: [A] }], shows: [[A], unset, [A]] }],
  [MACVLANS, "mode", [unset, "passthru", unset], { at: "linkinfo.info_data.mode", shows: ["bridge", "passthru", "bridge"], ...replace }],
  [MACVLANS, "nopromisc", [unset, true, unset], { at: "linkinfo.info_data.nopromisc", args: { mode: "passthru" }, shows: [unset, true, unset], ...replace }],
  [MACVLANS, "sources", [unset, [A], [B], unset], { at: "linkinfo.info_data.macaddr_data", args: { mode: "source" }, shows: [unset, [A], [B], unset] }],
  [MACVLANS, "bcqueuelen", [unset, 2000, 3000, unset], { at: "linkinfo.info_data.bcqueuelen", shows: [1000, 2000, 3000, 3000], ...free("link") }],
  [IPVLANS, "mode", [unset, "l3", "l3s", unset], { at: "linkinfo.info_data.mode", shows: ["l2", "l3", "l3s", "l2"], events: "link addr? route?" }],
  [IPVLANS, "flag", [unset, "private", "vepa", unset], { at: ({ linkinfo }) => Object.keys((linkinfo as { info_data: object }).info_data).filter((key) => /private|vepa/.test(key)), shows: [[], ["private"], ["vepa"], []], events: "link addr? route?" }],

  [VLAN, "macAddress", [unset, A, B, unset], { at: ({ address }) => [A, B].indexOf(String(address)), shows: [-1, 0, 1, 1], ...free("link") }],
  [VLAN, "vlanId", [5, 6, 5], { at: "linkinfo.info_data.id", ...replace }],
  [VLAN, "protocol", [unset, "802.1ad", unset], { at: "linkinfo.info_data.protocol", shows: ["802.1Q", "802.1ad", "802.1Q"], ...replace }],
  [VLAN, "reorderHdr", [unset, false, unset], { at: "linkinfo.info_data.flags.REORDER_HDR", shows: [true, unset, true] }],
  [VLAN, "gvrp", [unset, true, unset], { at: "linkinfo.info_data.flags.GVRP", shows: [false, true, false] }],
  [VLAN, "mvrp", [unset, true, unset], { at: "linkinfo.info_data.flags.MVRP", shows: [false, true, false] }],
  [VLAN, "looseBinding", [unset, true, unset], { at: "linkinfo.info_data.flags.LOOSE_BINDING", shows: [false, true, false] }],
  [VLAN, "ingressQosMap", [unset, { 1: 2 }, { 2: 3 }, unset], { at: "linkinfo.info_data.ingress_qos", shows: [unset, [{ from: 1, to: 2 }], [{ from: 2, to: 3 }], unset] }],
  [VLAN, "egressQosMap", [unset, { 9: 2 }, { 8: 3 }, unset], { at: "linkinfo.info_data.egress_qos", shows: [unset, [{ from: 9, to: 2 }], [{ from: 8, to: 3 }], unset] }],

  [ADDRESSES, "netns", [unset, "blue", unset], { at: "netns", shows: ["", "blue", ""], given: [veth("d#"), veth("d#", "-n blue")], ...replace }],
  [ADDRESSES, "dev", ["d#", "e#", "d#"], { at: "ifname", given: [veth("e#", "-n red")], ...replace }],
  [["Address4"], "address", ["10.#.0.2/24", "10.#.0.3/24", "10.#.0.2/25", "10.#.0.2/24"], { at: whole, ...replace }],
  [["Address6"], "address", ["2001:db8:#::2/64", "2001:db8:#::3/64", "2001:db8:#::2/80", "2001:db8:#::2/64"], { at: whole, ...replace }],
  [["Address4"], "peer", [unset, "10.#.9.9", unset], { at: "address", ...replace }],
  [["Address6"], "peer", [unset, "2001:db8:#:9::9", unset], { at: "address", ...replace }],
  [["Address4"], "broadcast", [unset, "+", "10.#.0.127", unset], { shows: [unset, "10.#.0.255", "10.#.0.127", unset], ...replace }],
  [["Address4"], "label", [unset, "d#:web", unset], { shows: ["d#", "d#:web", "d#"], ...replace }],
  [["Address4"], "scope", [unset, "link", unset], { shows: ["global", "link", "global"], ...replace }],
  [["Address6"], "scope", [unset, "global", unset], { shows: ["global", "global", "global"], ...replace }],
  [ADDRESSES, "validLifetime", [unset, 3600, 7200, unset], { at: about("valid_life_time"), shows: ["forever", 3600, 7200, "forever"] }],
  [ADDRESSES, "preferredLifetime", [unset, 3600, 0, unset], { at: about("preferred_life_time"), args: { validLifetime: 7200 }, shows: [7200, 3600, 0, 7200] }],
  [ADDRESSES, "preferredLifetime", [0, 1800, 0], { at: about("preferred_life_time"), args: { validLifetime: 7200 }, shows: [0, 1800, 0] }],
  [["Address4"], "metric", [unset, 50, 60, unset], { shows: [unset, 50, 60, unset], events: "addr route -route" }],
  [["Address6"], "metric", [unset, 50, 60, unset], { op: ["update", "update", "replace"], events: "addr route -route" }],
  [["Address6"], "validLifetime", [unset, 7200, 3600, unset], { at: subnet, shows: ["256 lasts", "256 runs", "256 runs", "256 lasts"] }],
  [["Address6"], "metric", [60, 50, 60], { args: ending, at: subnet, shows: ["60 runs", "50 runs", "60 runs"], events: "addr route -route" }],
  [["Address6"], "noprefixroute", [unset, true, unset], { args: ending, at: subnet, shows: ["256 runs", "", "256 runs"], events: ["addr -route", "addr route"] }],
  [["Address6"], "nodad", [unset, true, unset], replace],
  [["Address4"], "noprefixroute", [unset, true, unset], replace],
  [["Address6"], "noprefixroute", [unset, true, unset], { events: ["addr -route", "addr route"] }],

  [ROUTES, "netns", [unset, "blue", unset], { at: "netns", shows: ["", "blue", ""], given: [...addressed("d#"), ...addressed("d#", "blue")], ...replace }],
  [["Route4"], "dst", ["10.#.200.0/24", "10.#.201.0/24", "10.#.200.0/24"], replace],
  [ROUTES, "dst", [unset, "10.#.200.0/24", unset], { args: { via: unset, table: "#" }, shows: ["default", "10.#.200.0/24", "default"], ...replace }],
  [["Route6"], "dst", ["2001:db8:#:200::/64", "2001:db8:#:201::/64", "2001:db8:#:200::/64"], replace],
  [["Route4"], "via", ["10.#.0.9", "10.#.0.8", unset, "10.#.0.9"], { at: "gateway" }],
  [["Route6"], "via", ["2001:db8:#::9", "2001:db8:#::8", unset, "2001:db8:#::9"], { at: "gateway" }],
  [ROUTES, "dev", ["d#", "e#", "d#"], { args: { via: unset }, given: [veth("e#", "-n red")] }],
  [ROUTES, "dev", [unset, "d#", unset], { shows: ["d#", "d#", "d#"], events: "" }],
  [["Route4"], "nexthops", [unset, [{ via: "10.#.0.8" }, { via: "10.#.0.9" }], [{ via: "10.#.0.7" }, { via: "10.#.0.9", weight: 3 }], unset], { args: { via: unset, dev: unset }, with: [{ dev: "d#" }, {}, {}, { dev: "d#" }], at: hops, shows: [unset, ["10.#.0.8 1", "10.#.0.9 1"], ["10.#.0.7 1", "10.#.0.9 3"], unset] }],
  [["Route6"], "nexthops", [unset, [{ via: "2001:db8:#::8" }, { via: "2001:db8:#::9" }], [{ via: "2001:db8:#::7" }, { via: "2001:db8:#::9", weight: 3 }], unset], { args: { via: unset, dev: unset }, with: [{ dev: "d#" }, {}, {}, { dev: "d#" }], at: hops, shows: [unset, ["2001:db8:#::8 1", "2001:db8:#::9 1"], ["2001:db8:#::7 1", "2001:db8:#::9 3"], unset] }],
  [ROUTES, "type", [unset, "blackhole", "prohibit", unset], { args: { via: unset, dev: unset }, with: [{ dev: "d#" }, {}, {}, { dev: "d#" }], shows: ["unicast", "blackhole", "prohibit", "unicast"], ...replace }],
  [ROUTES, "table", [unset, 100, unset], { shows: ["main", "100", "main"], ...replace }],
  [["Route4"], "metric", [unset, 50, unset], replace],
  [["Route6"], "metric", [unset, 50, unset], { shows: [1024, 50, 1024], ...replace }],
  [ROUTES, "protocol", [unset, "bgp", unset], { shows: ["static", "bgp", "static"], ...replace }],
  [["Route4"], "scope", [unset, "global", "link", unset], { args: { via: unset }, shows: ["link", "global", "link", "link"], ...free("route") }],
  [["Route6"], "scope", [unset, "global", unset], { shows: ["global", "global", "global"], events: "" }],
  [["Route4"], "prefsrc", [unset, "10.#.0.1", unset], {}],
  [["Route6"], "prefsrc", [unset, "2001:db8:#::1", unset], {}],
  [["Route4"], "tos", [unset, 16, unset], { shows: [unset, "0x10", unset], ...replace }],
  [ROUTES, "onlink", [unset, true, unset], { at: "flags.onlink", shows: [false, true, false] }],
  [ROUTES, "mtu", [unset, 1400, 1300, unset], { at: "metrics.mtu" }],
  [ROUTES, "advmss", [unset, 1300, 1200, unset], { at: "metrics.advmss" }],
  [["Route4"], "family", ["inet", "inet6", "inet"], { args: { dst: "default", via: unset, table: "#" }, ...replace }],
  [["Route4"], "family", [unset, "inet6", unset], { args: { dst: "default", via: unset, table: "#" }, shows: ["inet", "inet6", "inet"], ...replace }],
  [["Route6"], "family", [unset, "inet6", unset], { shows: ["inet6", "inet6", "inet6"], op: "" }],
  [["Route6"], "family", ["inet6", "inet", "inet6"], { args: { dst: "default", via: unset, table: "#" }, ...replace }],
];
