import type { z } from "zod";
import { inNetns } from "../../ip/command";
import { ADDRESSES, CHILDREN, LINKS, ROUTES } from "../../ip/read";
import { linkNamed } from "../../ip/snapshot";
import { readAlias } from "../../ownership/mark";
import { live, whole } from "../attribute";
import { staysOnLink } from "../constraint";
import { identityOf } from "../identity";
import type { ChangesFacet, Constraint, Derived, Kind, LinkFacet, Observed, Rule, Values } from "../kind";
import { hostOfConnection } from "../place";
import { passingName, type LinkAttribute } from "./attributes";
import { mtuOfParent, NAME, ofParent, RX_HANDLER } from "./constraints";
import { linksOfDriver } from "./list";
import { LOSSES, mayLose } from "./losses";
import { parentOf } from "./parent";
import { planLink } from "./plan";

/** A kind of link: its fields, and the attributes that its driver knows. */
export interface LinkKind<S extends z.ZodObject> {
  readonly type: string;
  /** The kernel's driver, as in `type DRIVER`. */
  readonly driver: string;
  readonly schema: S;
  /** All of them, in the order in which they are set. */
  readonly attributes: readonly LinkAttribute[];
  /** The link is made on no other one. */
  readonly standsAlone?: true;
  readonly rxHandler?: LinkFacet["rxHandler"];
  readonly ofParent?: LinkFacet["ofParent"];
  readonly constraints?: readonly Constraint[];
  readonly rules?: readonly Rule<z.output<S>>[];
  readonly derived?: readonly Derived<z.output<S>>[];
  readonly fixed?: ChangesFacet<z.output<S>>["fixed"];
  readonly replaces?: ChangesFacet<z.output<S>>["replaces"];
}

/** Outputs of every link. */
export interface LinkOutputs {
  /** Number of the link in its namespace. */
  ifindex: number;
  /** Hardware address. */
  macAddress: string;
  /** Largest packet in bytes. */
  mtu: number;
}

/** Outputs of a link that a program reads frames from. */
export interface TapOutputs extends LinkOutputs {
  /** The device to read and write, such as `/dev/tap7`: its number is the link's `ifindex`. */
  device: string;
}

/** A kind of link, made from a schema and a table of attributes, as `struct link_util` of iproute2 is. */
export function linkKind<S extends z.ZodObject>(link: LinkKind<S>): Kind<S, LinkOutputs> {
  const { driver, attributes, standsAlone, rxHandler, derived = [], ofParent: inCommon = [] } = link;
  const complete = (v: Values): Values => {
    // Derived values as for a new link: nothing is taken over when one is made.
    const fresh = { ...v, adopt: false } as z.output<S>;
    return derived.reduce((all, { field, value }) => ({ ...all, [field]: v[field] ?? value(fresh) }), v);
  };
  return {
    type: link.type,
    schema: link.schema,
    rules: link.rules ?? [],
    derived: [hostOfConnection as Derived<z.output<S>>, ...derived],
    outputs: { ifindex: true, macAddress: true, mtu: true },
    identity: {
      ...{ key: ["netns", "name"], field: "name", space: "link" },
      label: (v: Values) => String(v.name),
      within: (v: Values) => [v.netns, v.name],
    },
    changes: {
      fixed: [...(standsAlone ? [] : ["parent", "parentNetns"]), ...(link.fixed ?? [])],
      replaces: link.replaces,
    },
    on: standsAlone ? undefined : { link: "parent", netns: "parentNetns" },
    link: { driver, rxHandler, ofParent: inCommon, values: (shown) => whole(attributes, shown) },
    constraints: [
      ...NAME,
      ...LOSSES,
      ...(standsAlone ? [] : [mtuOfParent, staysOnLink("parent")]),
      ...(rxHandler ? RX_HANDLER : []),
      ...inCommon.map(ofParent),
      ...(link.constraints ?? []),
    ],
    holds: ["dev", "parent"],
    reads: [LINKS],
    lawReads: (v: Values) => [
      ...(rxHandler ? [[undefined, CHILDREN] as const] : []),
      ...(mayLose(v) ? [ADDRESSES, ROUTES].map((read) => [v.netns as string | undefined, read] as const) : []),
    ],
    namespaces: (v: Values) => (standsAlone ? [v.netns as string] : [v.netns as string, v.parentNetns as string]),
    // Without a parent the kernel makes no such link, and an unknown driver is its first complaint. A link that stands alone would be made.
    probes: (v) => {
      const newer = attributes.filter((a) => a.probe && v[a.field] !== undefined).flatMap((a) => a.words(v));
      return standsAlone ? [] : [inNetns(undefined, "link", "add", "type", driver, ...newer)];
    },
    observe(snapshot, desired: Values) {
      const netns = desired.netns as string | undefined;
      const { note } = identityOf(this as unknown as Kind, desired);
      // A create that was cut off may have left our link under its passing name; the link with the asked name is another then.
      const half =
        snapshot.notes?.[note] === desired.mark ? linkNamed(snapshot, netns, passingName(desired)) : undefined;
      const found = half ?? linkNamed(snapshot, netns, String(desired.name));
      if (!found) return undefined;
      const is = found.linkinfo?.info_kind ?? found.linkinfo?.info_slave_kind ?? "physical";
      return {
        values: {
          ...desired,
          ...live(attributes, found, desired),
          name: found.ifname,
          ...(standsAlone ? {} : { parent: parentOf(snapshot, desired, found) }),
        } as unknown as Partial<z.output<S>>,
        outputs: { ifindex: found.ifindex, macAddress: found.address, mtu: found.mtu },
        owner: readAlias(found.ifalias).mark,
        shown: `${is}${standsAlone ? "" : ` on the parent ${parentOf(snapshot, desired, found)}`}`,
        conflict: is === driver ? undefined : `${found.ifname} is a ${is} link, not ${driver}`,
      } satisfies Observed<z.output<S>>;
    },
    list: (snapshot, netns) => linksOfDriver(snapshot, netns, driver, !standsAlone, attributes),
    plan: (desired: Values | undefined, observed: Observed<Values> | undefined, snapshot) =>
      planLink({ driver, attributes, complete }, desired, observed, snapshot),
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
