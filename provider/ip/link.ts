import { createHash } from "node:crypto";
import type { z } from "zod";
import { inNetns, type Command } from "./command";
import { place, placed } from "./connection";
import { differing, type Derived, type Kind, type Observed, type Rule, type Values } from "./kind";
import { readAlias, writeAlias } from "./mark";
import { LINKS, linkNamed, linksOf, type Link, type Snapshot } from "./snapshot";
import { flag, ifname, integer, mac, netnsName, text, uint32 } from "./values";

/** One attribute of a link: how `ip link` sets it and where `ip -j -d link show` tells it. */
export interface LinkAttribute {
  readonly field: string;
  /** Goes behind `type KIND` rather than before it. */
  readonly ofType?: boolean;
  /** Set by `ip link add` itself rather than by an `ip link set` behind it. */
  readonly born?: boolean;
  /** Left alone where it is not asked for. */
  readonly free?: boolean;
  /** The words that set it. */
  words(values: Values): readonly string[];
  read(link: Link): unknown;
}

/** Data of the link's driver; IFLA_INFO_DATA. */
export const infoData = (link: Link): Values => link.linkinfo?.info_data ?? {};

/** Fields of every link on a parent; ip-link(8). */
export const linkFields = {
  ...place,
  /** Namespace the link lives in, a `NetNamespace` or a name; the host's own where left out. */
  netns: netnsName.optional(),
  /** Name of the link; the resource's own name where left out. */
  name: ifname,
  /** Link it is made on, such as `eth1`; IFLA_LINK. */
  parent: ifname,
  /** Namespace the parent lives in; the host's own where left out. */
  parentNetns: netnsName.optional(),
  /** Largest packet in bytes, at most the parent's; the parent's where left out; IFLA_MTU. */
  mtu: integer(68, 65535, "an MTU in bytes").optional(),
  /** Administrative state; true where left out; IFF_UP. */
  up: flag.default(true),
  /** Receive every frame; false where left out; IFF_PROMISC. */
  promisc: flag.default(false),
  /** Receive every multicast frame; false where left out; IFF_ALLMULTI. */
  allmulticast: flag.default(false),
  /** Length of the transmit queue in packets; IFLA_TXQLEN. */
  txqueuelen: uint32("a number of packets").optional(),
  /** Free text, kept on the host in the link's alias; IFLA_IFALIAS. */
  description: text(100).optional(),
};

/** The hardware address of links that have one of their own. */
export const macField = {
  /** Hardware address; where left out a stable `02:…` made from the host, namespace and name; IFLA_ADDRESS. */
  macAddress: mac.optional(),
};

/** Ten hexadecimal digits that are the same for the same link for ever. */
const digest = ({ host, netns, name }: Values): string =>
  createHash("sha256")
    .update(JSON.stringify([host, netns ?? "", name]))
    .digest("hex")
    .slice(0, 10);

/** A locally administered address that is the same for the same link for ever. */
export const derivedMac = (v: Values): string => ["02", ...(digest(v).match(/../g) ?? [])].join(":");

/** The name that a link is born with where its own is taken on the parent's side. */
const passingName = (v: Values): string => `nl-${digest(v)}`;

const onOff = (field: string, ifFlag: string): LinkAttribute => ({
  field,
  words: (v) => [field, v[field] ? "on" : "off"],
  read: (link) => link.flags.includes(ifFlag),
});
const alias = (v: Values) => ["alias", writeAlias(v.description, v.mark)];

/** What every link has, in the order in which it is set. */
const ATTRIBUTES: readonly LinkAttribute[] = [
  {
    field: "macAddress",
    born: true,
    free: true,
    words: (v) => ["address", String(v.macAddress)],
    read: (link) => link.address,
  },
  { field: "mtu", born: true, free: true, words: (v) => ["mtu", String(v.mtu)], read: (link) => link.mtu },
  {
    field: "txqueuelen",
    born: true,
    free: true,
    words: (v) => ["txqueuelen", String(v.txqueuelen)],
    read: (link) => link.txqlen,
  },
  { field: "description", words: alias, read: (link) => readAlias(link.ifalias).description },
  { field: "mark", words: alias, read: (link) => readAlias(link.ifalias).mark },
  onOff("promisc", "PROMISC"),
  onOff("allmulticast", "ALLMULTI"),
  { field: "up", words: (v) => [v.up ? "up" : "down"], read: (link) => link.flags.includes("UP") },
];

const STACKED = ["macvlan", "macvtap", "ipvlan", "ipvtap"];

/** The real device under a link: the kernel puts a macvlan on a macvlan onto the parent of both. */
function lowest(snapshot: Snapshot, netns: string | undefined, link: Link): Link {
  const stacked = STACKED.includes(link.linkinfo?.info_kind ?? "") && link.link !== undefined;
  const lower = stacked ? linkNamed(snapshot, netns, link.link ?? "") : undefined;
  return lower ? lowest(snapshot, netns, lower) : link;
}

/** The parent's name. Across namespaces a link tells only its parent's index. */
function parentOf(snapshot: Snapshot, desired: Values, link: Link): string {
  const netns = desired.parentNetns as string | undefined;
  const near = desired.netns === netns && linkNamed(snapshot, netns, link.link ?? "");
  const index = near ? near.ifindex : link.link_index;
  const wanted = linkNamed(snapshot, netns, String(desired.parent));
  if (wanted && lowest(snapshot, netns, wanted).ifindex === index) return wanted.ifname;
  return linksOf(snapshot, netns).find((other) => other.ifindex === index)?.ifname ?? `if${index}`;
}

/** A link as `ip link add` leaves it. */
const NEWBORN: Link = { ifindex: 0, ifname: "", flags: [], mtu: 0 };

/** Deletes a link. An ipvlan that goes while it takes all multicast would leave its parent taking it for ever. */
export const removal = (netns: string | undefined, { ifname, flags }: Pick<Link, "ifname" | "flags">): Command[] => [
  ...(flags.includes("ALLMULTI") ? [inNetns(netns, "link", "set", "dev", ifname, "allmulticast", "off")] : []),
  inNetns(netns, "link", "del", "dev", ifname),
];

/** What a link kind adds to the common: its fields, and the attributes its driver knows. */
interface LinkKind<S extends z.ZodObject> {
  readonly type: string;
  /** The driver, as in `type KIND`. */
  readonly driver: string;
  readonly schema: S;
  readonly attributes: readonly LinkAttribute[];
  readonly rules?: readonly Rule<z.output<S>>[];
  readonly derived?: readonly Derived<z.output<S>>[];
  readonly replaces?: Kind<S>["replaces"];
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

/** A kind of link on a parent, made from a schema and a table of attributes, as `struct link_util` of iproute2 is. */
export function linkKind<S extends z.ZodObject>(link: LinkKind<S>): Kind<S, LinkOutputs> {
  const attributes = [...link.attributes, ...ATTRIBUTES].filter(({ field }) => field in link.schema.shape);
  const read = (from: Link, asked: Values): Values =>
    Object.fromEntries(
      attributes.map((a) => [a.field, a.free && asked[a.field] === undefined ? undefined : a.read(from)]),
    );
  const set = (v: Values, fields: readonly string[]): Command[] => {
    const changed = attributes.filter((a) => fields.includes(a.field) && a.words(v).length);
    const ofType = changed.filter((a) => a.ofType).map((a) => ["type", link.driver, ...a.words(v)]);
    // Two fields share the alias, which is set once.
    const plain = new Map(changed.filter((a) => !a.ofType).map((a) => [a.words(v).join(" "), a.words(v)]));
    const sets = plain.size ? [...ofType, [...plain.values()].flat()] : ofType;
    return sets.map((words) => inNetns(v.netns as string, "link", "set", "dev", String(v.name), ...words));
  };
  const create = (v: Values, snapshot: Snapshot): Command[] => {
    const [netns, from, name] = [v.netns as string | undefined, v.parentNetns as string | undefined, String(v.name)];
    const born = attributes.filter((a) => a.born && v[a.field] !== undefined);
    const words = (ofType: boolean) => born.filter((a) => !!a.ofType === ofType).flatMap((a) => a.words(v));
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
    key: ["netns", "name"],
    label: (v: Values) => String(v.name),
    fixed: ["parent", "parentNetns"],
    show: [LINKS],
    within: (v: Values) => [v.netns as string, v.parentNetns as string],
    replaces: link.replaces,
    observe(snapshot, desired: Values) {
      const found = linkNamed(snapshot, desired.netns as string | undefined, String(desired.name));
      if (!found) return undefined;
      const driver = found.linkinfo?.info_kind ?? found.linkinfo?.info_slave_kind ?? "physical";
      const taken = desired.adopt ? { mark: desired.mark } : {};
      return {
        values: {
          ...desired,
          ...read(found, desired),
          ...taken,
          parent: parentOf(snapshot, desired, found),
        } as unknown as Partial<z.output<S>>,
        outputs: { ifindex: found.ifindex, macAddress: found.address, mtu: found.mtu },
        owner: readAlias(found.ifalias).mark,
        conflict: driver === link.driver ? undefined : `${found.ifname} is a ${driver} link, not ${link.driver}`,
      } satisfies Observed<z.output<S>>;
    },
    plan(desired: Values | undefined, observed: Observed<Values> | undefined, snapshot) {
      if (!desired && !observed) return [];
      if (!desired) {
        const { netns, name, allmulticast } = observed?.values ?? {};
        return removal(netns as string, { ifname: String(name), flags: allmulticast ? ["ALLMULTI"] : [] });
      }
      if (!observed) return create(desired, snapshot);
      return set(desired, differing(desired, observed.values));
    },
  };
}
