import { ref, type Resource } from "../../engine/resource";

/** Variants of the program: made, changed in place and replaced, in another namespace, only some of it. */
export const VARIANTS = ["made", "changed", "moved", "few"] as const;
export type Variant = (typeof VARIANTS)[number];

type Arguments = Readonly<Record<string, unknown>>;

/** Arguments that differ from those of `made`, by resource; what `few` does not have is left out. */
const CHANGES: Readonly<Record<Variant, Readonly<Record<string, Arguments>>>> = {
  made: {},
  changed: {
    eth0: { mtu: 1300, description: "changed", mode: "private" },
    mv0: { name: "mv1" },
    ipv0: { mtu: 1300 },
    v6: { metric: 50 },
    default: { via: "192.168.2.254" },
    foreign4: { label: "eth1:new" },
    foreign6: { metric: 70 },
    way: { via: "10.9.0.3" },
    hole: { metric: 9 },
  },
  // A route goes with the address that it needs, and an up that does not change it does not see that.
  moved: {
    red: { name: "blue" },
    foreign4: { address: "10.9.0.4/24" },
    way: { via: "10.9.0.9" },
    two: { name: "deux" },
  },
  few: {},
};
const FEW = ["red", "eth0", "v4", "foreign4", "hole", "two", "two-eth0"];

const first: readonly Resource[] = [
  { type: "NetNamespace", name: "red", args: { name: "red" } },
  { type: "MacvlanLink", name: "eth0", args: { netns: ref("red"), parent: "eth1", name: "eth0", mtu: 1400 } },
  { type: "MacvlanLink", name: "mv0", args: { parent: "eth1", name: "mv0" } },
  { type: "Address", name: "v4", args: { dev: ref("eth0"), address: "192.168.2.2/24" } },
  { type: "Address", name: "v6", args: { dev: ref("eth0"), address: "2001:db8::2/64", nodad: true } },
  { type: "Route", name: "default", args: { dev: ref("eth0"), via: "192.168.2.1" }, opts: { dependsOn: [ref("v4")] } },
  { type: "Address", name: "own4", args: { dev: ref("mv0"), address: "10.6.0.1/24" } },
  { type: "Address", name: "foreign4", args: { dev: "eth1", address: "10.9.0.1/24", label: "eth1:old" } },
  { type: "Address", name: "foreign6", args: { dev: "eth1", address: "2001:db8:9::1/64", nodad: true } },
  {
    type: "Route",
    name: "way",
    args: { dev: "eth1", dst: "10.8.0.0/16", via: "10.9.0.2" },
    opts: { dependsOn: [ref("foreign4")] },
  },
  { type: "Route", name: "hole", args: { dst: "10.7.0.0/16", type: "blackhole", table: 100 } },
];
const second: readonly Resource[] = [
  { type: "NetNamespace", name: "two", args: { name: "two" } },
  { type: "MacvlanLink", name: "two-eth0", args: { netns: ref("two"), parent: "eth1", name: "eth0" } },
  { type: "Route", name: "two-way", args: { dev: "eth1", dst: "10.8.0.0/16" } },
];
const guest: readonly Resource[] = [
  ...first.filter(({ name }) => name !== "v6"),
  { type: "IpvlanLink", name: "ipv0", args: { netns: ref("red"), parent: "p2", name: "ipv0", mtu: 1400 } },
  { type: "Address", name: "v6", args: { dev: ref("ipv0"), address: "2001:db8::2/64", nodad: true } },
];

/** Resources on each host, and the command that a guest needs after each boot. */
export const WORLDS = {
  namespace: { hosts: [first, second], given: "true" },
  guest: {
    hosts: [guest],
    given: "modprobe dummy numdummies=0; ip link add p2 address 02:00:00:00:00:02 type dummy && ip link set p2 up",
  },
} as const;

/** The resources of a variant on hosts that are reached so. */
export const declared = (
  kind: keyof typeof WORLDS,
  variant: Variant,
  connections: readonly object[],
): readonly Resource[] =>
  WORLDS[kind].hosts.flatMap((resources, i) =>
    resources
      .filter(({ name }) => variant !== "few" || FEW.includes(name))
      .map(({ args, ...rest }) => {
        const inherits = [args.netns, args.dev].some((place) => typeof place === "object");
        return { ...rest, args: { ...args, ...(inherits ? {} : { connection: connections[i] }), ...CHANGES[variant][rest.name] } }; // prettier-ignore
      }),
  );
