import { a4, address, after, D, D4, D6, route, type Row } from "./foreign";
import { veth } from "../attributes/subjects";

/** Their secondary addresses of a subnet whose primary is ours. */
const secondaries = (promote: number): Row => ({
  title: `secondaries of our primary with promote_secondaries ${promote}`,
  given: [...D, `sysctl net.ipv4.conf.d#.promote_secondaries=${promote}`],
  ours: [a4, after(address("b", "10.#.0.4/24"), "a")],
  theirs: [
    "addr add 10.#.0.3/24 dev d#",
    "addr add 10.#.0.5/24 brd + label d#:x valid_lft 5000 preferred_lft 4000 dev d#",
    "addr add 10.#.0.6/24 metric 77 noprefixroute dev d#",
    "route add 10.#.9.0/24 via 10.#.0.9 proto 99",
    "route add 10.#.9.0/24 via 10.#.0.9 src 10.#.0.3 metric 5 proto bgp",
    "route add 10.#.8.0/24 via 10.#.0.9 table 77 proto dhcp",
  ],
  change: { "#-a": { validLifetime: 7200, metric: 9 } },
  drop: "#-a",
  says: ["addr show dev d#", "inet 10.#.0.4/24"],
});

const four: readonly Row[] = [
  secondaries(0),
  secondaries(1),
  {
    title: "device routes on a link whose last address is ours",
    given: D,
    ours: [a4],
    theirs: [
      "route add 10.#.5.0/24 dev d# proto 99",
      "route add 10.#.5.0/24 dev d# proto bgp metric 5 tos 0x10 mtu 1300",
      "route add 10.#.6.0/24 dev d# proto dhcp table 77",
      "route add 10.#.7.0/24 via 10.9.9.9 dev d# onlink proto 99 advmss 1200",
      "-6 route add 2001:db8:#:5::/64 dev d# proto 99",
    ],
    change: { "#-a": { metric: 9 } },
    drop: "#-a",
  },
  {
    title: "a local route on a link whose last address is ours",
    given: D,
    ours: [a4],
    theirs: ["route add local 10.#.5.0/24 dev d# proto 99", "route add 10.#.6.0/24 dev d# scope link proto 99"],
    drop: "#-a",
  },
  {
    title: "a multipath route over a link whose last address is ours",
    given: [...D, veth("e#"), "link set e# up", "addr add 10.#.1.1/24 dev e#"],
    ours: [a4],
    theirs: ["route add 10.#.5.0/24 proto 99 nexthop via 10.#.1.9 dev e# nexthop via 10.9.9.9 dev d# onlink"],
    drop: "#-a",
  },
  {
    title: "device routes that hold more, on a link whose last address is ours",
    given: [...D, veth("e#"), "link set e# up", "addr add 10.#.1.1/24 dev e#"],
    ours: [a4],
    theirs: [
      "route add 10.#.5.0/24 dev d# features ecn scope 5 proto 99",
      "route add 10.#.6.0/24 dev d# realm 7/5 table 300 metric 4294967295 proto 99",
      "route add 10.#.7.0/24 dev d# initcwnd 40 congctl reno rtt 100ms rto_min 5s hoplimit 9 proto 99",
      "route add 10.#.8.0/24 via inet6 fe80::1 dev d# proto 99",
      "route add 10.#.9.0/24 proto 99 nexthop via 10.#.1.9 dev e# nexthop via 10.9.9.9 dev d# weight 3 realm 4 onlink",
      "route add 10.#.3.0/24 dev d# mtu lock 1400 congctl lock reno rto_min 5s advmss 1200 proto 99",
      "route add 10.#.10.0/24 dev d# proto 99",
      "route append 10.#.10.0/24 dev d# proto bgp",
      "route append 10.#.10.0/24 dev e# proto 99",
    ],
    drop: "#-a",
  },
  {
    title: "the same address with another length, and on another link",
    given: [...D, veth("e#"), "link set e# up"],
    ours: [a4],
    theirs: ["addr add 10.#.0.2/25 dev d#", "addr add 10.#.0.2/24 dev e#"],
    drop: "#-a",
  },
  {
    title: "the same address with another peer",
    given: D,
    ours: [address("a", "10.#.0.1/32", { peer: "10.#.0.2" })],
    theirs: ["addr add 10.#.0.1 peer 10.#.0.3/32 dev d#", "route add 10.#.4.0/24 via 10.#.0.3 proto 99"],
    change: { "#-a": { validLifetime: 7200 } },
    drop: "#-a",
  },
];

const OTHERS = [
  "route add 10.#.8.0/24 via 10.#.0.8 metric 50 proto 99",
  "route add 10.#.8.0/24 via 10.#.0.8 tos 0x10 proto bgp",
  "route add 10.#.8.0/24 via 10.#.0.8 table 77 proto static",
  "route add blackhole 10.#.8.0/24 metric 99 proto static",
];
const besideRoute = (title: string, theirs: readonly string[], args: object = {}): Row => ({
  title,
  given: D4,
  ours: [route("r", "10.#.8.0/24", { via: "10.#.0.9", ...args })],
  theirs,
  change: { "#-r": { via: "10.#.0.7", mtu: 1300 } },
  drop: "#-r",
});

const routes: readonly Row[] = [
  besideRoute("the same prefix with another metric, service or table", OTHERS),
  besideRoute("the same prefix beside a metric of ours", OTHERS, { metric: 20, table: 78 }),
  besideRoute("the same route once more, behind ours", ["route append 10.#.8.0/24 via 10.#.0.8 proto 99"]),
  besideRoute("the same route once more, before ours", ["route prepend 10.#.8.0/24 via 10.#.0.8 proto 99"]),
  {
    title: "IPv6 routes with another metric or table",
    given: D6,
    ours: [route("r", "2001:db8:#:8::/64", { via: "2001:db8:#::9" })],
    theirs: [
      "-6 route add 2001:db8:#:8::/64 via 2001:db8:#::8 metric 5 proto 99",
      "-6 route add 2001:db8:#:8::/64 via 2001:db8:#::8 table 77 proto bgp",
      "-6 route add blackhole 2001:db8:#:8::/64 metric 2000 proto ra",
    ],
    change: { "#-r": { via: "2001:db8:#::7", mtu: 1300 } },
    drop: "#-r",
  },
  {
    title: "another next hop of the same IPv6 route",
    given: D6,
    ours: [route("r", "2001:db8:#:8::/64", { via: "2001:db8:#::9" })],
    theirs: ["-6 route append 2001:db8:#:8::/64 via 2001:db8:#::8 proto static"],
    change: { "#-r": { via: "2001:db8:#::7" } },
    drop: "#-r",
    isMerged: true,
    says: ["-6 route show 2001:db8:#:8::/64", "2001:db8:#:8::/64 via 2001:db8:#::8"],
  },
];

/** Addresses of a subnet and routes of a prefix that ours are in too. */
export const rows: readonly Row[] = [...four, ...routes];
