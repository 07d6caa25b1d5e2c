import type { z } from "zod";
import type { Command } from "../ip/command";
import type { Read } from "../ip/read";
import type { Link, Snapshot } from "../ip/snapshot";

/** Field values of one object, canonical. */
export type Values = Readonly<Record<string, unknown>>;

/** A rule across fields; it is not asked while one of them is unknown or wrong. The message is about the first field. */
export interface Rule<V> {
  readonly fields: readonly (keyof V & string)[];
  readonly message: string;
  ok(values: V): boolean;
}

/** A rule, in a line. */
export const rule = <V>(fields: readonly (keyof V & string)[], message: string, ok: (values: V) => boolean): Rule<V> => ({ fields, message, ok }); // prettier-ignore

/** A value that follows from other fields; it is unknown while one of them is. */
export interface Derived<V> {
  readonly field: keyof V & string;
  readonly from: readonly (keyof V & string)[];
  /** Can be told while something in `from` is still unknown. */
  readonly partly?: boolean;
  value(values: V): unknown;
}

/** An object as it is on the host. */
export interface Observed<V> {
  /**
   * The live value of every field, canonical. Where the kernel's answer only looks different it is the desired one; where a
   * field that was left out leaves the host's value alone, it is absent.
   */
  readonly values: Partial<V>;
  /** Values that only the host knows, such as `ifindex`. */
  readonly outputs: Values;
  /** The mark of the resource that made the object, if it carries one. */
  readonly owner?: string;
  /** The link that it is on, if the arguments do not tell. */
  readonly dev?: string;
  /** Why the object cannot be taken over at all. */
  readonly conflict?: string;
  /** The process that has to end before the object is usable: duplicate address detection. */
  readonly pending?: string;
  /** Why the object, although there, does not work. */
  readonly failed?: string;
  /** Why the object must not be deleted. */
  readonly undeletableBecause?: string;
  /** Links inside it that are deleted before it. */
  readonly contents?: readonly Link[];
}

/** An object on a host, as a program would ask for it. */
export interface Found {
  readonly values: Values;
  /** The mark of its resource, if it carries one. */
  readonly owner?: string;
  /** Why it is none for a program: the kernel or another program makes it. */
  readonly skippedBecause?: string;
}

/** The identity of a kind's objects: what tells them apart on a host. */
export interface IdentityFacet<V> {
  /** Fields that identify an object beside its host: a change of one replaces. */
  readonly key: readonly (keyof V & string)[];
  /** The field that errors about the object as a whole are reported on. */
  readonly field: keyof V & string;
  /** The name space of its slots: two links of one name exclude each other, whatever their kinds. */
  readonly slot: string;
  /** The keys of its slots, if it occupies other slots than its own key; a veth occupies two names. */
  occupies?(values: V): readonly (readonly unknown[])[];
  /** The object's name in ids and messages, beside its host and namespace. */
  label(values: V): string;
}

/** The fields that cannot simply change in place. */
export interface ChangesFacet<V> {
  /** Fields that are set at creation only: a change replaces. */
  readonly fixed?: readonly (keyof V & string)[];
  /** Fixed fields that can change all the same when an existing object is taken over. */
  readonly adoptable?: readonly (keyof V & string)[];
  /** Fields of which the host may still show what was asked for before: lifetimes that count down, and what tells an object from those alike. */
  readonly volatile?: readonly (keyof V & string)[];
  /** Fields that replace for these two values only. */
  replaces?(olds: Partial<V>, news: V): readonly (keyof V & string)[];
}

/** A network link, as the rest of its host sees it. */
export interface LinkFacet {
  /** The kernel's driver, as in `type KIND`. */
  readonly driver: string;
  /** The driver that takes the frames of the link's parent (rx_handler): a parent has one, and takes no children of another. */
  readonly rxHandler?: "macvlan" | "ipvlan";
}

/**
 * A law of the kernel: no two objects of a kind that share what is `beside` may have the same values in `fields`. It is asked in a preview,
 * of the program and of the host, and again when a command fails.
 */
export interface Constraint {
  /** The first one is the field that an error is reported on. */
  readonly fields: readonly string[];
  readonly beside: readonly string[];
  /** The message; `other` is the name of the object that is there. */
  says(other: string): string;
}

/** A kind of resource: data and a few pure functions. Everything that not all kinds have is an optional facet. */
export interface Kind<S extends z.ZodObject = z.ZodObject, O = unknown, V = z.output<S>> {
  readonly type: string;
  readonly schema: S;
  readonly rules: readonly Rule<V>[];
  readonly derived: readonly Derived<V>[];
  /** Only carries a type: the outputs that are not arguments. */
  readonly outputs: { readonly [K in keyof O]: true };
  readonly identity: IdentityFacet<V>;
  /** The reads that it needs, in each namespace that `namespaces` names; `undefined` is the host's own. */
  readonly reads: readonly Read[];
  namespaces(values: V): readonly (string | undefined)[];
  observe(snapshot: Snapshot, desired: V): Observed<V> | undefined;
  /** The objects of the kind in a namespace, or in the host's own if none is named. */
  list(snapshot: Snapshot, netns: string | undefined): readonly Found[];
  /** The commands from what is there to what is asked for; the snapshot tells what is around the object. */
  plan(desired: V | undefined, observed: Observed<V> | undefined, snapshot: Snapshot): readonly Command[];

  readonly changes?: ChangesFacet<V>;
  readonly link?: LinkFacet;
  /** Laws of the kernel that are the kind's own. */
  readonly constraints?: readonly Constraint[];
  /** Arguments of other resources that take this one for its name; what they put into it or onto it goes with it. */
  readonly holds?: readonly string[];
  /** Fields that name what the object goes with: while that is replaced they are unknown, and the object is replaced too. */
  readonly goesWith?: readonly (keyof V & string)[];
  /** Resources of a slot on the same link that are made before it; `by` is a field that names one wherever it is. */
  readonly dependsOn?: { readonly slot: string; readonly by?: keyof V & string };
  /** The object carries no mark of its own: the link or namespace that it is on says whose it is. */
  readonly ownedByPlace?: true;
  /** Commands that fail either way, and tell by how whether `ip` and the kernel know what is asked for. */
  probes?(values: Values): readonly Command[];
  /** The reads that a delete needs besides. */
  deleteReads?(values: V): readonly Read[];
}

/** Whether its objects have a name of their own, which defaults to the resource's. */
export const isNamed = ({ identity }: Pick<Kind, "identity">): boolean => identity.field === "name";
