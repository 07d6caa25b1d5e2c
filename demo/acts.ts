import type { HostKind } from "../test/lab";

/** A ping that must pass or must fail. */
export interface Ping {
  readonly from: string;
  readonly to: string;
  readonly passes: boolean;
  readonly why: string;
  /** Needs the neighbours that only the lab has. */
  readonly lab?: boolean;
}

/** An example shown from first preview to last destroy. */
export interface Act {
  readonly title: string;
  readonly example: string;
  readonly kind: HostKind;
  /** Driver that the host's kernel has to have. */
  readonly driver: string;
  readonly namespaces: readonly string[];
  /** A link that is deleted by hand, as `ip -n NETNS link del dev NAME`. */
  readonly victim: readonly [netns: string, name: string];
  pings(subnet: string): readonly Ping[];
}

/** Acts that `npm start` shows. */
export const acts: readonly Act[] = [
  {
    title: "macvlan, mode bridge: two namespaces on one parent",
    example: "quickstart",
    kind: "namespace",
    driver: "macvlan",
    namespaces: ["netlink-red", "netlink-blue"],
    victim: ["netlink-red", "eth0"],
    pings: (subnet) => [
      { from: "netlink-red", to: `${subnet}.3`, passes: true, why: "siblings talk at once" },
      { from: "netlink-blue", to: `${subnet}.2`, passes: true, why: "both ways" },
      {
        from: "netlink-red",
        to: `${subnet}.1`,
        passes: true,
        why: "the gateway is another host on the wire",
        lab: true,
      },
      {
        from: "netlink-red",
        to: `${subnet}.10`,
        passes: false,
        why: "the parent's own address: the kernel keeps them apart",
        lab: true,
      },
    ],
  },
  {
    title: "ipvlan, mode l3: two subnets, no gateway",
    example: "ipvlan-l3",
    kind: "guest",
    driver: "ipvlan",
    namespaces: ["netlink-net1", "netlink-net2"],
    victim: ["netlink-net1", "ipv0"],
    pings: () => [
      { from: "netlink-net1", to: "192.168.26.10", passes: true, why: "the parent routes between its children" },
      { from: "netlink-net2", to: "10.0.1.10", passes: true, why: "both ways" },
    ],
  },
];
