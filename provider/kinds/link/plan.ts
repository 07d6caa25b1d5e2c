import { inNetns, type Command } from "../../ip/command";
import { differing } from "../../ip/equality";
import { linkNamed, type Link, type Snapshot } from "../../ip/snapshot";
import { live } from "../attribute";
import type { Observed, Values } from "../kind";
import { passingName, type LinkAttribute } from "./attributes";

/** A driver's links, as far as commands need to know. */
interface Driver {
  readonly driver: string;
  readonly attributes: readonly LinkAttribute[];
  /** Fills in what follows from other values when a link is made. */
  complete(values: Values): Values;
}

/** A link as `ip link add` leaves it. */
const NEWBORN: Link = { ifindex: 0, ifname: "", flags: [], mtu: 0 };

/** Deletes a link. An ipvlan that goes while it takes all multicast would leave its parent taking it for ever. */
export const removal = (netns: string | undefined, { ifname, flags }: Pick<Link, "ifname" | "flags">): Command[] => [
  ...(flags.includes("ALLMULTI") ? [inNetns(netns, "link", "set", "dev", ifname, "allmulticast", "off")] : []),
  inNetns(netns, "link", "del", "dev", ifname),
];

/** The words of attributes, each list once: some share theirs, as description and mark do. */
const wordLists = (attributes: readonly LinkAttribute[], v: Values, was?: Values): string[][] => {
  const lists = attributes.map((attribute) => [...attribute.words(v, was)]).filter((words) => words.length);
  return [...new Map(lists.map((words) => [words.join(" "), words])).values()];
};

const isAtCreation = ({ atCreation }: LinkAttribute, v: Values) =>
  typeof atCreation === "function" ? atCreation(v) : atCreation;

/** Sets the fields of a link: each list of driver data needs a command of its own, everything else shares one. */
function set({ driver, attributes }: Driver, v: Values, fields: readonly string[], was?: Values): Command[] {
  const changed = attributes.filter(({ field }) => fields.includes(field));
  const [data, plain] = [changed.filter((a) => a.driverData), changed.filter((a) => !a.driverData)];
  const shared = wordLists(plain, v, was).flat();
  const sets = [
    ...wordLists(data, v, was).map((words) => ["type", driver, ...words]),
    ...(shared.length ? [shared] : []),
  ];
  return sets.map((words) => inNetns(v.netns as string, "link", "set", "dev", String(v.name), ...words));
}

/** Makes a link on its parent, or without one in its own namespace. */
function create(of: Driver, desired: Values, snapshot: Snapshot): Command[] {
  const v = of.complete(desired);
  const netns = v.netns as string | undefined;
  const from = v.parent === undefined ? netns : (v.parentNetns as string | undefined);
  const into = netns === from ? [] : ["netns", netns ?? "1"];
  const atCreation = of.attributes.filter((a) => isAtCreation(a, v) && v[a.field] !== undefined);
  const words = (driverData: boolean) =>
    wordLists(
      atCreation.filter((a) => !!a.driverData === driverData),
      v,
    ).flat();
  // Kernels before 6.13 look for the new name on the parent's side too, and refuse one that is taken there.
  const name = String(v.name);
  const [passing, left] = [passingName(v), linkNamed(snapshot, netns, passingName(v))];
  const isTaken = into.length > 0 && linkNamed(snapshot, from, name) !== undefined;
  const onParent = v.parent === undefined ? [] : ["link", String(v.parent)];
  const fresh = {
    ...live(of.attributes, NEWBORN, v),
    ...Object.fromEntries(atCreation.map((a) => [a.field, v[a.field]])),
  };
  return [
    ...(left ? removal(netns, left) : []),
    inNetns(from, "link", "add", ...onParent, "name", isTaken ? passing : name, ...into, ...words(false), "type", of.driver, ...words(true)), // prettier-ignore
    ...(isTaken ? [inNetns(netns, "link", "set", "dev", passing, "name", name)] : []),
    ...set(of, v, differing(v, fresh)),
  ];
}

/** The commands from the link that is there to the one that is asked for. */
export function planLink(
  of: Driver,
  desired: Values | undefined,
  observed: Observed<Values> | undefined,
  snapshot: Snapshot,
): Command[] {
  if (!desired && !observed) return [];
  if (!desired) {
    const { netns, name, allmulticast } = observed?.values ?? {};
    return removal(netns as string, { ifname: String(name), flags: allmulticast ? ["ALLMULTI"] : [] });
  }
  if (!observed || observed.values.name !== desired.name) return create(of, desired, snapshot);
  return set(of, desired, differing(desired, observed.values), observed.values);
}
