import type { z } from "zod";
import type { Command } from "../ip/command";
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
  /** What only the host knows, such as `ifindex`. */
  readonly outputs: Values;
  /** The mark of the resource that made the object, where there is one. */
  readonly owner?: string;
  /** Why the object cannot be taken over at all. */
  readonly conflict?: string;
  /** What has to pass before the object is usable: duplicate address detection. */
  readonly pending?: string;
  /** Why the object, although there, does not work. */
  readonly failed?: string;
  /** Why the object must not be deleted. */
  readonly keep?: string;
  /** Links inside it that are deleted before it. */
  readonly inside?: readonly Link[];
}

/** An object on a host, as a program would ask for it. */
export interface Found {
  readonly values: Values;
  /** Whose it is, where it carries a mark. */
  readonly owner?: string;
  /** Why it is none for a program: the kernel or another program makes it. */
  readonly left?: string;
}

/** A kind of resource: data and three pure functions. */
export interface Kind<S extends z.ZodObject = z.ZodObject, O = unknown, V = z.output<S>> {
  readonly type: string;
  readonly schema: S;
  readonly rules: readonly Rule<V>[];
  readonly derived: readonly Derived<V>[];
  /** Only carries a type: the outputs that are not arguments. */
  readonly outputs: { readonly [K in keyof O]: true };
  /** Identity beside the host: a change replaces. */
  readonly key: readonly (keyof V & string)[];
  /** What ids and messages call the object beside its host and namespace. */
  label(values: V): string;
  /** Settable at creation only: a change replaces. */
  readonly fixed: readonly (keyof V & string)[];
  /** Of those, what can change all the same where the object is taken over. */
  readonly yields?: readonly (keyof V & string)[];
  /** Fields of which the host may still show what was asked for before: what counts down, and what tells an object from those alike. */
  readonly counts?: readonly (keyof V & string)[];
  /** The reads it needs, in each namespace that `within` names; `undefined` is the host's own. */
  readonly show: readonly Command[];
  within(values: V): readonly (string | undefined)[];
  /** The driver that a link's parent belongs to from then on; it takes no children of another. */
  readonly port?: "macvlan" | "ipvlan";
  /** Commands that fail either way, and tell by how whether `ip` and the kernel know what is asked for. */
  probes?(values: Values): readonly Command[];
  /** The reads that a delete needs besides. */
  around?(values: V): readonly Command[];
  /** Fields that hold what the object goes with: while what they name is replaced they are unknown, and so it is too. */
  readonly follows?: readonly (keyof V & string)[];
  /** Whose an object that carries no mark of its own is, by the place it is in; links and namespaces carry theirs. */
  owner?(snapshot: Snapshot, desired: V): string | undefined;
  /** Fields that replace for these two values only. */
  replaces?(olds: Partial<V>, news: V): readonly (keyof V & string)[];
  observe(snapshot: Snapshot, desired: V): Observed<V> | undefined;
  /** The objects of the kind in a namespace, the host's own where none is named. */
  find(snapshot: Snapshot, netns: string | undefined): readonly Found[];
  /** The commands from what is there to what is asked for; the snapshot tells what is around the object. */
  plan(desired: V | undefined, observed: Observed<V> | undefined, snapshot: Snapshot): readonly Command[];
}
