import { ref, type Resource } from "../engine/resource";
import { veth } from "../attributes/subjects";

/** Ours and somebody else's, side by side; `#` is the row's number. Lines are words of `ip`. */
export interface Row {
  readonly title: string;
  /** Commands that prepare the host; one that begins with `sysctl` is not for `ip`. */
  readonly given?: readonly string[];
  readonly ours: readonly Resource[];
  /** Commands that make other objects beside ours, once ours are there. */
  readonly theirs: readonly string[];
  /** Arguments of ours that change in place, by resource. */
  readonly change?: Readonly<Record<string, object>>;
  /** Names of ours that are deleted while the rest stays. */
  readonly drop?: string;
  /** A command of `ip` at the end, and words that have to be in its output. */
  readonly says?: readonly [line: string, words: string];
  /** It is on or in something of ours, and goes with that. */
  readonly goesAlong?: boolean;
  /** The kernel shows it as one object with ours: only `says` checks it. */
  readonly isMerged?: boolean;
}

export const address = (name: string, cidr: string, args: object = {}): Resource => ({ type: "Address", name: `#-${name}`, args: { dev: "d#", address: cidr, ...args } }); // prettier-ignore
export const route = (name: string, dst: string, args: object = {}): Resource => ({ type: "Route", name: `#-${name}`, args: { dev: "d#", dst, ...args } }); // prettier-ignore
const link = (name: string, args: object = {}): Resource => ({ type: "MacvlanLink", name: `#-${name}`, args: { parent: "eth1", name: "m#", ...args } }); // prettier-ignore
export const after = (one: Resource, other: string): Resource => ({ ...one, opts: { dependsOn: ref(`#-${other}`) } });
/** A link of theirs, up. */
export const D = [veth("d#"), "link set d# up"];
export const D4 = [...D, "addr add 10.#.0.1/24 dev d#"];
export const D6 = [...D, "addr add 2001:db8:#::1/64 dev d# nodad"];
export const a4 = address("a", "10.#.0.2/24");
const a6 = address("a", "2001:db8:#::2/64", { nodad: true });

/** Beside, on and in links and namespaces. */
export const rows: readonly Row[] = [
  {
    title: "IPv6 addresses and routes of one subnet",
    given: D,
    ours: [a6, address("b", "2001:db8:#::4/64", { nodad: true, validLifetime: 7200 })],
    theirs: [
      "addr add 2001:db8:#::3/64 dev d# nodad",
      "addr add 2001:db8:#::5/64 dev d# nodad noprefixroute valid_lft 5000 preferred_lft 4000",
      "-6 route add 2001:db8:#:9::/64 via 2001:db8:#::9 proto 99",
      "-6 route add 2001:db8:#::/64 dev d# metric 512 proto ra",
    ],
    change: { "#-a": { validLifetime: 7200 }, "#-b": { validLifetime: "forever", preferredLifetime: "forever" } },
    drop: "#-a #-b",
  },
  {
    title: "addresses and routes on a link of ours",
    ours: [link("m"), { ...address("a", "10.#.0.2/24"), args: { dev: ref("#-m"), address: "10.#.0.2/24" } }],
    theirs: [
      "addr add 10.#.0.3/24 dev m#",
      "addr add 10.#.1.3/24 dev m#",
      "addr add 2001:db8:#::3/64 dev m# nodad",
      "route add 10.#.9.0/24 via 10.#.0.9 proto 99",
      "route add 10.#.9.0/24 dev m# proto bgp table 77",
      "-6 route add 2001:db8:#:9::/64 via 2001:db8:#::9 proto 99",
    ],
    change: { "#-m": { mode: "private", mtu: 1400, promisc: true, allmulticast: true, txqueuelen: 50, description: "x", macAddress: "02:00:00:00:77:01" } }, // prettier-ignore
    drop: "#-a",
    goesAlong: true,
  },
  {
    title: "links on the parent of ours, and of another stack",
    ours: [link("m"), { type: "MacvtapLink", name: "#-t", args: { parent: "eth1", name: "t#" } }],
    theirs: [
      "link add link eth1 name x# type macvlan mode private",
      "link add link eth1 name y# type macvtap mode bridge",
      "link set x# alias pulumi:other/stack:m# up",
      "addr add 10.#.0.3/24 dev x#",
    ],
    change: { "#-m": { mode: "vepa" }, "#-t": { mtu: 1400 } },
    drop: "#-m",
  },
  {
    title: "links, addresses and routes in a namespace of theirs",
    given: [
      "netns add f#",
      "-n f# link set lo up",
      "-n f# link add p# type veth peer netns far",
      "-n f# link set p# up",
    ],
    ours: [
      link("m", { netns: "f#", parent: "p#", parentNetns: "f#" }),
      { type: "Address", name: "#-a", args: { netns: "f#", dev: "p#", address: "10.#.0.2/24" } },
      { type: "NetNamespace", name: "#-n", args: { name: "n#" } },
    ],
    theirs: [
      "-n f# link add link p# name m#x type macvlan mode private",
      "-n f# addr add 10.#.0.3/24 dev p#",
      "-n f# route add 10.#.9.0/24 dev p# proto 99",
      "netns add g#",
    ],
    change: { "#-m": { mode: "private" }, "#-n": { loopback: false } },
    drop: "#-a #-n",
  },
  {
    title: "what stands in a namespace of ours",
    ours: [
      { type: "NetNamespace", name: "#-n", args: { name: "n#", force: true } },
      { type: "MacvlanLink", name: "#-m", args: { netns: ref("#-n"), parent: "eth1", name: "m#" } },
      { type: "Address", name: "#-a", args: { dev: ref("#-m"), address: "10.#.0.2/24" } },
      { type: "Route", name: "#-r", args: { dev: ref("#-m"), dst: "10.#.8.0/24", via: "10.#.0.9" } },
    ],
    theirs: [
      "-n n# link add d# type veth peer netns far",
      "-n n# link set d# up",
      "-n n# addr add 10.#.0.3/24 dev m#",
      "-n n# addr add 10.#.2.3/24 dev d#",
      "-n n# route add 10.#.8.0/24 via 10.#.0.8 metric 50 proto static",
      "-n n# route add 10.#.9.0/24 dev m# proto bgp",
    ],
    change: { "#-m": { mode: "private" }, "#-r": { via: "10.#.0.7" }, "#-n": { force: false } },
    drop: "#-a #-r",
    goesAlong: true,
  },
];
