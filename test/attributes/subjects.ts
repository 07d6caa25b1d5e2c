import type { HostKind } from "../lab";

/** Arguments of a resource. */
export type Args = Readonly<Record<string, unknown>>;
/** An object as `ip -j -d` shows it. */
export type Shown = Readonly<Record<string, unknown>>;

/** A kind, of one family if it has two: the host of its rows and its arguments without the attribute; `#` is a row's number. */
export interface Subject {
  readonly type: string;
  readonly on: HostKind;
  readonly args: Args;
  /** Commands of `ip` that prepare the host for a row's objects. */
  readonly given: readonly string[];
  /** Events of `ip monitor` after a change in place. */
  readonly events: string;
  /** Fields that have no row, and why. */
  readonly without: Readonly<Record<string, string>>;
}

/** A link to a namespace of its own, with a name, in the words of `ip`. */
export const veth = (name: string, netns = "") => `${netns} link add ${name} type veth peer netns far`;
const OURS = { host: "follows from the connection; fleet.test.ts", mark: "follows from the resource's name" };
const link = (type: string, on: HostKind, without = {}): Subject => ({
  type,
  on,
  args: { name: "l#", parent: "p#" },
  given: [veth("p#")],
  events: "link",
  without: { ...OURS, ...without },
});
/** Such a link that has addresses. */
export const addressed = (dev: string, netns = "") => [
  veth(dev, netns && `-n ${netns}`),
  `${netns && `-n ${netns}`} addr add 10.#.0.1/24 dev ${dev}`,
  `${netns && `-n ${netns}`} addr add 2001:db8:#::1/64 dev ${dev} nodad`,
];
const address = (given: string, without: object): Subject => ({
  type: "Address",
  on: "namespace",
  args: { netns: "red", dev: "d#", address: given },
  given: [veth("d#", "-n red")],
  events: "addr",
  without: { ...OURS, ...without },
});
const route = (dst: string, via: string, without: object): Subject => ({
  type: "Route",
  on: "namespace",
  args: { netns: "red", dev: "d#", dst, via },
  given: addressed("d#", "red"),
  events: "route",
  without: { ...OURS, ...without },
});

/** Subjects of the tests, by name. */
export const subjects: Readonly<Record<string, Subject>> = {
  NetNamespace: { ...link("NetNamespace", "namespace"), args: { name: "n#" }, given: [] },
  MacvlanLink: link("MacvlanLink", "namespace"),
  MacvtapLink: link("MacvtapLink", "namespace"),
  IpvlanLink: link("IpvlanLink", "guest"),
  IpvtapLink: link("IpvtapLink", "guest"),
  VlanLink: {
    ...link("VlanLink", "guest"),
    args: { name: "l#", parent: "p#", vlanId: 5 },
    given: [veth("p#"), "link set p# up"],
  },
  // The driver makes a dummy0 when it is loaded: before anything is looked at.
  DummyLink: { ...link("DummyLink", "guest"), args: { name: "l#" }, given: ["link add q# type dummy"] },
  Address4: address("10.#.0.2/24", { nodad: "IPv6 only" }),
  Address6: address("2001:db8:#::2/64", { broadcast: "IPv4 only", label: "IPv4 only" }),
  Route4: route("10.#.200.0/24", "10.#.0.9", {}),
  Route6: route("2001:db8:#:200::/64", "2001:db8:#::9", { tos: "IPv4 only" }),
};
