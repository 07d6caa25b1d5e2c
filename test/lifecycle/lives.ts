import { ref, type Resource } from "../engine/resource";
import type { HostKind } from "../lab";

/** The whole life of a kind on a host: made, changed in place, made wrong by hand, mended, taken away. */
export interface Life {
  readonly title: string;
  readonly on: HostKind;
  /** Command that prepares the host. */
  readonly given?: string;
  readonly resources: readonly Resource[];
  /** Arguments that change in place, by resource. */
  readonly change: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Output of `ip` once made, and once changed. */
  readonly shows: readonly { readonly command: string; readonly made: RegExp; readonly changed: RegExp }[];
  /** Commands by hand; each line makes one resource wrong. */
  readonly wrong: readonly string[];
}

const netns: Resource = { type: "NetNamespace", name: "red", args: {} };
const macvlan = (args: object): Resource => ({
  type: "MacvlanLink",
  name: "eth0",
  args: { netns: ref("red"), parent: "eth1", ...args },
});
const address = (name: string, args: object): Resource => ({
  type: "Address",
  name,
  args: { dev: ref("eth0"), ...args },
});
const route = (name: string, args: object): Resource => ({ type: "Route", name, args: { dev: ref("eth0"), ...args } });
const ipvlan = (mode: string, args: object = {}, type = "IpvlanLink"): Life => ({
  title: `${type} ${mode}`,
  on: "guest",
  resources: [
    netns,
    { type: "NetNamespace", name: "blue", args: {} },
    {
      type,
      name: "ipv0",
      args: { netns: ref("red"), parent: "eth1", mode, mtu: 1400, txqueuelen: 500, promisc: true, allmulticast: true, description: "of red", ...args }, // prettier-ignore
    },
    { type, name: "ipv1", args: { netns: ref("blue"), parent: "eth1", mode, ...args } },
  ],
  change: { ipv0: { mtu: 1300, description: "changed" } },
  shows: [
    { command: "ip -n red -d link show ipv0", made: new RegExp(`mtu 1400[^]*ipv(?:lan|tap) +mode ${mode} [^]*alias of red`), changed: /mtu 1300[^]*alias changed/ }, // prettier-ignore
    { command: "ip -n blue link show ipv1", made: /state UP|,UP/, changed: /,UP/ },
  ],
  wrong: ["ip -n red link set dev ipv0 mtu 1200 promisc off", "ip -n blue link del dev ipv1"],
});

/** One life a kind, with every optional attribute set; what excludes another stands in a life of its own. */
export const lives: readonly Life[] = [
  {
    title: "NetNamespace",
    on: "namespace",
    resources: [netns, { type: "NetNamespace", name: "second", args: { name: "blue", loopback: false, force: true } }],
    change: { second: { loopback: true } },
    shows: [
      { command: "ip -n red link show lo", made: /,UP/, changed: /,UP/ },
      { command: "ip -n blue link show lo", made: /state DOWN/, changed: /,UP/ },
    ],
    wrong: ["ip -n red link set dev lo down", "ip netns del blue"],
  },
  {
    title: "MacvlanLink",
    on: "namespace",
    given: "ip link add p2 type veth peer name q2 && ip link set p2 up && ip link set q2 up",
    resources: [
      netns,
      macvlan({ mode: "bridge", mtu: 1400, macAddress: "02:00:00:AA:BB:CC", promisc: true, allmulticast: true, txqueuelen: 500, bcqueuelen: 2000, description: "uplink of red" }), // prettier-ignore
      { type: "MacvlanLink", name: "mv1", args: { parent: "eth1", mode: "source", sources: ["02:00:00:00:00:02", "02:00:00:00:00:01"] } }, // prettier-ignore
      { type: "MacvlanLink", name: "mv2", args: { parent: "p2", mode: "passthru", nopromisc: true, up: false } }, // prettier-ignore
    ],
    change: {
      eth0: { mode: "private", mtu: 1300, macAddress: "02:00:00:aa:bb:cd", promisc: false, description: "changed" },
      mv1: { sources: ["02:00:00:00:00:03"] },
      mv2: { up: true },
    },
    shows: [
      { command: "ip -n red -d link show eth0", made: /PROMISC[^]*mtu 1400[^]*02:00:00:aa:bb:cc[^]*mode bridge[^]*alias uplink of red/, changed: /mtu 1300[^]*02:00:00:aa:bb:cd[^]*mode private[^]*alias changed/ }, // prettier-ignore
      { command: "ip -d link show mv1", made: /mode source[^]*02:00:00:00:00:0[12]/, changed: /02:00:00:00:00:03/ },
      { command: "ip -d link show mv2", made: /state DOWN[^]*mode passthru nopromisc/, changed: /,UP/ },
    ],
    wrong: ["ip link del dev mv1", "ip -n red link set dev eth0 type macvlan mode vepa"],
  },
  {
    title: "MacvtapLink",
    on: "namespace",
    resources: [netns, { ...macvlan({ mode: "vepa", mtu: 1400, txqueuelen: 600, description: "of a guest" }), type: "MacvtapLink" }], // prettier-ignore
    change: { eth0: { mode: "bridge", description: "changed" } },
    shows: [
      { command: "ip -n red -d link show eth0", made: /mtu 1400[^]*qlen 600[^]*macvtap mode vepa[^]*alias of a guest/, changed: /macvtap mode bridge[^]*alias changed/ }, // prettier-ignore
      { command: "ls /sys/class/macvtap /dev | cat", made: /^tap\d+$/m, changed: /^tap\d+$/m },
    ],
    wrong: ["ip -n red link set dev eth0 mtu 1300"],
  },
  {
    title: "Address",
    on: "namespace",
    resources: [
      netns,
      macvlan({}),
      address("v4", { address: "192.168.2.2/24", broadcast: "+", label: "eth0:web", scope: "site", validLifetime: 7200, preferredLifetime: 3600, metric: 50, noprefixroute: true }), // prettier-ignore
      address("peer4", { address: "10.0.0.1/32", peer: "10.0.0.2" }),
      address("v6", { address: "2001:DB8:0::2/64", nodad: true, noprefixroute: true, metric: 70, validLifetime: 7200 }),
      address("peer6", { address: "2001:db8:1::1/128", peer: "2001:db8:1::2" }),
    ],
    change: {
      v4: { validLifetime: "forever", preferredLifetime: "forever", metric: 60 },
      v6: { noprefixroute: false },
    },
    shows: [
      { command: "ip -n red -4 addr show dev eth0", made: /192.168.2.2\/24 metric 50 brd 192.168.2.255 scope site[^]*noprefixroute eth0:web[^]*valid_lft (7200|71\d\d)sec/, changed: /metric 60[^]*valid_lft forever/ }, // prettier-ignore
      {
        command: "ip -n red -6 addr show dev eth0",
        made: /2001:db8::2\/64[^]*nodad dynamic noprefixroute/,
        changed: /2001:db8::2\/64/,
      },
      { command: "ip -n red -6 route show dev eth0", made: /2001:db8:1::2/, changed: /2001:db8::\/64/ },
    ],
    wrong: [
      "ip -n red addr del 192.168.2.2/24 dev eth0",
      "ip -n red addr replace 2001:db8::2/64 dev eth0 nodad valid_lft forever preferred_lft forever",
    ],
  },
  {
    title: "Route",
    on: "namespace",
    resources: [
      netns,
      macvlan({}),
      address("v4", { address: "192.168.2.2/24" }),
      address("v6", { address: "2001:db8::2/64", nodad: true }),
      route("default", { via: "192.168.2.1" }),
      route("default6", { via: "2001:db8::1", mtu: 1300, advmss: 1200, prefsrc: "2001:db8::2" }),
      route("full", { dst: "10.1.2.3/16", via: "192.168.2.1", table: 100, metric: 50, protocol: "bgp", scope: "global", prefsrc: "192.168.2.2", tos: 16, mtu: 1400, advmss: 1300 }), // prettier-ignore
      route("onlink", { dst: "10.2.0.0/16", via: "172.16.0.1", onlink: true }),
      route("link", { dst: "10.3.0.1" }),
      { type: "Route", name: "hole", args: { netns: ref("red"), dst: "10.4.0.0/16", type: "blackhole" } },
      { type: "Route", name: "hole6", args: { netns: ref("red"), dst: "2001:db8:4::/48", type: "unreachable" } },
      { type: "Route", name: "many", args: { netns: ref("red"), dst: "10.5.0.0/16", nexthops: [{ via: "192.168.2.9", weight: 2 }, { via: "192.168.2.8", dev: "eth0" }] } }, // prettier-ignore
      { type: "Route", name: "many6", args: { netns: ref("red"), dst: "2001:db8:5::/48", nexthops: [{ via: "2001:db8::8" }, { via: "2001:db8::9" }] } }, // prettier-ignore
    ],
    change: {
      default: { via: "192.168.2.254" },
      full: { mtu: 1200 },
      many: { nexthops: [{ via: "192.168.2.7" }, { via: "192.168.2.8" }] },
    },
    shows: [
      {
        command: "ip -n red route",
        made: /default via 192.168.2.1 dev eth0 proto static/,
        changed: /default via 192.168.2.254/,
      },
      { command: "ip -n red route show table 100", made: /10.1.0.0\/16 tos 0x10 via 192.168.2.1 .*proto bgp.* metric 50 mtu 1400 advmss 1300/, changed: /mtu 1200/ }, // prettier-ignore
      { command: "ip -n red route show 10.5.0.0/16", made: /192.168.2.8[^]*192.168.2.9|192.168.2.9[^]*192.168.2.8/, changed: /192.168.2.7/ }, // prettier-ignore
      {
        command: "ip -n red -6 route",
        made: /default via 2001:db8::1 .*mtu 1300 advmss 1200/,
        changed: /unreachable 2001:db8:4::\/48/,
      },
    ],
    wrong: [
      "ip -n red route del default",
      "ip -n red route replace 10.2.0.0/16 via 172.16.0.9 dev eth0 onlink proto static",
    ],
  },
  ipvlan("l2", { flag: "bridge" }),
  ipvlan("l3", { flag: "private" }),
  ipvlan("l3s", { flag: "vepa" }),
  ipvlan("l2", { flag: "bridge" }, "IpvtapLink"),
  {
    title: "IpvlanLink stacked",
    on: "guest",
    resources: [
      netns,
      macvlan({}),
      { type: "IpvlanLink", name: "ipv0", args: { netns: ref("red"), parent: "eth0", parentNetns: ref("red") }, opts: { dependsOn: ref("eth0") } }, // prettier-ignore
    ],
    change: { eth0: { description: "changed" } },
    shows: [{ command: "ip -n red -d link show", made: /ipv0@eth0/, changed: /alias changed[^]*ipv0@eth0/ }],
    wrong: ["ip -n red link set dev ipv0 promisc on"],
  },
];
