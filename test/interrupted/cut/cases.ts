import type { Values } from "../../../provider/kinds/kind";

/** An object whose making, changing and deleting is cut off, what is there beforehand, and what changes in place. */
export interface Case {
  readonly title?: string;
  readonly type: string;
  readonly args: Values;
  readonly change?: Values;
  readonly given?: readonly string[];
  /** Commands of somebody else, once it is made. */
  readonly beside?: readonly string[];
}

/** A link of ours for what is on one. */
const OURS = [
  "ip netns add red",
  "ip -n red link set dev lo alias pulumi:lab/dev:red up",
  "ip link add link eth1 name eth0 netns red type macvlan mode bridge",
  "ip -n red link set dev eth0 alias pulumi:lab/dev:eth0 up",
  "ip -n red addr add 192.168.2.9/24 dev eth0",
];
const FOREIGN = ["ip addr add 192.168.2.9/24 dev eth1"];
const link = (type: string, change: Values = {}, args: Values = {}): Case => ({
  type,
  args: { name: "l0", parent: "eth1", mtu: 1400, promisc: true, allmulticast: true, description: "it", ...args },
  change: { mtu: 1300, promisc: false, up: false, description: "changed", ...change },
});
const inRed = ({ title, args, ...rest }: Case): Case => ({
  ...rest,
  title: `in a namespace${title ?? ""}`,
  args: { ...args, netns: "red" },
  // The parent's namespace has the name too: the link is born under another and renamed.
  given: ["ip netns add red", "ip link add l0 type veth peer name l1"],
});
const v4 = { address: "192.168.2.2/24", label: "eth1:it" };
/** Every kind, in every sort of place. */
export const CASES: readonly Case[] = [
  { type: "NetNamespace", args: { name: "red" }, change: { loopback: false } },
  link("MacvlanLink", { mode: "private", macAddress: "02:00:00:00:00:08" }),
  link("MacvlanLink", { sources: ["02:00:00:00:00:03"] }, { mode: "source", sources: ["02:00:00:00:00:02"] }),
  inRed(link("MacvlanLink")),
  inRed(link("MacvtapLink", { mode: "private" })),
  inRed(link("IpvlanLink", { mode: "l3" })),
  link("IpvtapLink", { flag: "private" }),
  { title: "of somebody's link", type: "Address", args: { dev: "eth1", ...v4 }, change: { metric: 50 } },
  {
    title: "that others live on",
    type: "Address",
    args: { dev: "eth1", ...v4 },
    beside: ["ip addr add 192.168.2.9/24 dev eth1", "ip route add 10.9.0.0/16 via 192.168.2.1 src 192.168.2.9"],
  },
  {
    title: "that is the last of a link with routes",
    type: "Address",
    args: { dev: "eth1", ...v4 },
    given: ["ip link add p2 type veth peer name q2", "ip link set p2 up", "ip link set q2 up", "ip addr add 10.2.0.1/24 dev p2"], // prettier-ignore
    beside: [
      "ip route add 10.9.0.0/16 dev eth1 mtu lock 1400 features ecn",
      "ip route add 10.8.0.0/16 proto 99 nexthop via 10.2.0.9 dev p2 nexthop via 10.9.9.9 dev eth1 onlink",
    ],
  },
  {
    title: "of IPv6 of somebody's link",
    type: "Address",
    args: { dev: "eth1", address: "2001:db8::2/64", nodad: true },
    change: { metric: 50 },
  },
  {
    title: "of a link of ours",
    type: "Address",
    args: { netns: "red", dev: "eth0", ...v4, label: undefined },
    change: { metric: 50 },
    given: OURS,
  },
  {
    title: "on somebody's link",
    type: "Route",
    args: { dst: "10.1.0.0/16", via: "192.168.2.1", dev: "eth1" },
    change: { via: "192.168.2.3" },
    given: FOREIGN,
  },
  { title: "of no link", type: "Route", args: { dst: "10.1.0.0/16", type: "blackhole", table: 100 } },
  {
    title: "on a link of ours",
    type: "Route",
    args: { netns: "red", nexthops: [{ via: "192.168.2.1" }, { via: "192.168.2.3" }] },
    change: { nexthops: [{ via: "192.168.2.1" }, { via: "192.168.2.4" }] },
    given: OURS,
  },
];
