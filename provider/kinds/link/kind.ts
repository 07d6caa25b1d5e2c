import type { z } from "zod";
import { inNetns, type Command } from "../../ip/command";
import { differing } from "../../ip/equality";
import { LINKS, linkNamed, type Link, type Snapshot } from "../../ip/snapshot";
import { readAlias } from "../../ownership/mark";
import { identityOf } from "../identity";
import type { ChangesFacet, Derived, Kind, LinkFacet, Observed, Rule, Values } from "../kind";
import { placed } from "../place";
import { ATTRIBUTES, passingName, type LinkAttribute } from "./attributes";
import { foundLinks } from "./list";
import { parentOf } from "./parent";

const KEY = ["netns", "name"] as const;

/** A link as `ip link add` leaves it. */
const NEWBORN: Link = { ifindex: 0, ifname: "", flags: [], mtu: 0 };

/** Deletes a link. An ipvlan that goes while it takes all multicast would leave its parent taking it for ever. */
export const removal = (netns: string | undefined, { ifname, flags }: Pick<Link, "ifname" | "flags">): Command[] => [
  ...(flags.includes("ALLMULTI") ? [inNetns(netns, "link", "set", "dev", ifname, "allmulticast", "off")] : []),
  inNetns(netns, "link", "del", "dev", ifname),
];

/** Words to set, each list once: some fields share theirs, as two do the alias. */
const once = (lists: readonly (readonly string[])[]): (readonly string[])[] => [
  ...new Map(lists.map((words) => [words.join(" "), words])).values(),
];

const isBorn = ({ atCreation }: LinkAttribute, v: Values) =>
  typeof atCreation === "function" ? atCreation(v) : atCreation;

/** What a link kind adds to the common: its fields, and the attributes its driver knows. */
export interface LinkKind<S extends z.ZodObject> {
  readonly type: string;
  /** The driver, as in `type KIND`. */
  readonly driver: string;
  readonly rxHandler?: LinkFacet["rxHandler"];
  readonly schema: S;
  readonly attributes: readonly LinkAttribute[];
  readonly rules?: readonly Rule<z.output<S>>[];
  readonly derived?: readonly Derived<z.output<S>>[];
  readonly replaces?: ChangesFacet<z.output<S>>["replaces"];
}

/** What the host says of a link. */
export interface LinkOutputs {
  /** Number of the link in its namespace. */
  ifindex: number;
  /** Hardware address. */
  macAddress: string;
  /** Largest packet in bytes. */
  mtu: number;
}

/** What the host says of a link that a program reads frames from. */
export interface TapOutputs extends LinkOutputs {
  /** The device to read and write, such as `/dev/tap7`: its number is the link's `ifindex`. */
  device: string;
}

/** A kind of link on a parent, made from a schema and a table of attributes, as `struct link_util` of iproute2 is. */
export function linkKind<S extends z.ZodObject>(link: LinkKind<S>): Kind<S, LinkOutputs> {
  const attributes = [...link.attributes, ...ATTRIBUTES].filter(({ field }) => field in link.schema.shape);
  const read = (from: Link, asked: Values): Values =>
    Object.fromEntries(
      attributes.map((a) => [a.field, a.unmanagedIfUnset && asked[a.field] === undefined ? undefined : a.read(from)]),
    );
  const set = (v: Values, fields: readonly string[]): Command[] => {
    const changed = attributes.filter((a) => fields.includes(a.field) && a.words(v).length);
    const words = (ofType: boolean) => once(changed.filter((a) => !!a.driverData === ofType).map((a) => a.words(v)));
    const [ofType, plain] = [words(true).map((own) => ["type", link.driver, ...own]), words(false).flat()];
    const sets = plain.length ? [...ofType, plain] : ofType;
    return sets.map((words) => inNetns(v.netns as string, "link", "set", "dev", String(v.name), ...words));
  };
  /** With what follows from the rest where nothing is taken over. */
  const whole = (v: Values): Values => {
    const fresh = { ...v, adopt: false } as z.output<S>;
    return (link.derived ?? []).reduce((all, { field, value }) => ({ ...all, [field]: v[field] ?? value(fresh) }), v);
  };
  const create = (desired: Values, snapshot: Snapshot): Command[] => {
    const v = whole(desired);
    const [netns, from, name] = [v.netns as string | undefined, v.parentNetns as string | undefined, String(v.name)];
    const born = attributes.filter((a) => isBorn(a, v) && v[a.field] !== undefined);
    const words = (ofType: boolean) =>
      once(born.filter((a) => !!a.driverData === ofType).map((a) => a.words(v))).flat();
    const into = netns === from ? [] : ["netns", netns ?? "1"];
    // Kernels before 6.13 look for the new name on the parent's side too, and refuse one that is taken there.
    const [first, left] = [passingName(v), linkNamed(snapshot, netns, passingName(v))];
    const passing = into.length > 0 && linkNamed(snapshot, from, name) !== undefined;
    const add = ["link", "add", "link", String(v.parent), "name", passing ? first : name, ...into, ...words(false)];
    const fresh = { ...read(NEWBORN, v), ...Object.fromEntries(born.map((a) => [a.field, v[a.field]])) };
    return [
      ...(left ? removal(netns, left) : []),
      inNetns(from, ...add, "type", link.driver, ...words(true)),
      ...(passing ? [inNetns(netns, "link", "set", "dev", first, "name", name)] : []),
      ...set(v, differing(v, fresh)),
    ];
  };
  return {
    type: link.type,
    schema: link.schema,
    rules: link.rules ?? [],
    derived: [placed as Derived<z.output<S>>, ...(link.derived ?? [])],
    outputs: { ifindex: true, macAddress: true, mtu: true },
    identity: { key: KEY, field: "name", slot: "link", label: (v: Values) => String(v.name) },
    changes: { fixed: ["parent", "parentNetns"], replaces: link.replaces },
    link: { driver: link.driver, rxHandler: link.rxHandler },
    holds: ["dev", "parent"],
    reads: [LINKS],
    // Without a parent the kernel makes none, and says first if it has no such driver.
    probes: (v) => {
      const late = link.attributes.filter((a) => a.probe && v[a.field] !== undefined).flatMap((a) => a.words(v));
      return [["link", "add", "type", link.driver, ...late]];
    },
    namespaces: (v: Values) => [v.netns as string, v.parentNetns as string],
    observe(snapshot, desired: Values) {
      const netns = desired.netns as string | undefined;
      const { note } = identityOf(this as unknown as Kind, desired);
      // Ours as it was born, where its making was cut off before it had its name; who has the name then is another.
      const born =
        snapshot.notes?.[note] === desired.mark ? linkNamed(snapshot, netns, passingName(desired)) : undefined;
      const found = born ?? linkNamed(snapshot, netns, String(desired.name));
      if (!found) return undefined;
      const driver = found.linkinfo?.info_kind ?? found.linkinfo?.info_slave_kind ?? "physical";
      return {
        values: {
          ...desired,
          ...read(found, desired),
          name: found.ifname,
          parent: parentOf(snapshot, desired, found),
        } as unknown as Partial<z.output<S>>,
        outputs: { ifindex: found.ifindex, macAddress: found.address, mtu: found.mtu },
        owner: readAlias(found.ifalias).mark,
        conflict: driver === link.driver ? undefined : `${found.ifname} is a ${driver} link, not ${link.driver}`,
      } satisfies Observed<z.output<S>>;
    },
    list: (snapshot, netns) => foundLinks(snapshot, netns, link.driver, attributes),
    plan(desired: Values | undefined, observed: Observed<Values> | undefined, snapshot) {
      if (!desired && !observed) return [];
      if (!desired) {
        const { netns, name, allmulticast } = observed?.values ?? {};
        return removal(netns as string, { ifname: String(name), flags: allmulticast ? ["ALLMULTI"] : [] });
      }
      if (!observed || observed.values.name !== desired.name) return create(desired, snapshot);
      return set(desired, differing(desired, observed.values));
    },
  };
}

/** A kind of link that is also a device. */
export function tapKind<S extends z.ZodObject>(link: LinkKind<S>): Kind<S, TapOutputs> {
  const kind = linkKind(link);
  return {
    ...kind,
    outputs: { ...kind.outputs, device: true },
    observe(snapshot, desired) {
      const observed = kind.observe(snapshot, desired);
      return (
        observed && { ...observed, outputs: { ...observed.outputs, device: `/dev/tap${observed.outputs.ifindex}` } }
      );
    },
  };
}
