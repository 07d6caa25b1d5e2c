import type { z } from "zod";
import type { Command } from "../ip/command";
import type { Read } from "../ip/read";
import type { Link, Snapshot } from "../ip/snapshot";
import type { Found, Observed, Values } from "./object";
import type { Derived, Rule } from "./rule";

export type { Found, Observed, Values } from "./object";
export { rule, type Derived, type Rule } from "./rule";

/** The identity of a kind's objects: what tells them apart on a host. */
export interface IdentityFacet<V> {
  /** Fields that identify an object beside its host: a change of one replaces. */
  readonly key: readonly (keyof V & string)[];
  /** The field that errors about the object as a whole are reported on. */
  readonly field: keyof V & string;
  /** The space of its slots: two links of one name exclude each other, whatever their kinds. */
  readonly space: string;
  /** The keys of its slots, if it occupies other slots than its own key; a veth occupies two names. */
  occupies?(values: V): readonly (readonly unknown[])[];
  /** The object's name in ids and messages, beside its host and namespace. */
  label(values: V): string;
  /** The namespace and the link with which its notes go: its own if it is one. */
  within(values: V): readonly [netns: unknown, link?: unknown];
}

/** The fields that cannot simply change in place. */
export interface ChangesFacet<V> {
  /** Fields that are set at creation only: a change replaces. */
  readonly fixed?: readonly (keyof V & string)[];
  /** Fixed fields that can change all the same when an existing object is taken over. */
  readonly adoptable?: readonly (keyof V & string)[];
  /** Lifetimes: the host shows what is left of them. */
  readonly countsDown?: readonly (keyof V & string)[];
  /** Fields beside its identity that tell the object from others in the same place. */
  readonly toldApartBy?: readonly (keyof V & string)[];
  /** Fields that replace for these two values only. */
  replaces?(olds: Partial<V>, news: V): readonly (keyof V & string)[];
}

/** A network link, as the rest of its host sees it. */
export interface LinkFacet {
  /** The kernel's driver, as in `type KIND`. */
  readonly driver: string;
  /** The driver that takes the frames of the link's parent (rx_handler): a parent has one, and takes no children of another. */
  readonly rxHandler?: string;
  /** Fields that all children of a parent have in common: a change of one changes all. */
  readonly ofParent?: readonly string[];
  /** The attributes of a link of its driver. */
  values(link: Link): Values;
}

/** An object in a world. */
export interface Standing {
  /** Its name in messages: `mv9` of the host, `MacvlanLink a (mv9)` of the program. */
  readonly title: string;
  /** Undefined for a link whose driver no kind has. */
  readonly kind?: Kind;
  /** Its values as far as they are known. */
  readonly values: Values;
  /** Fields that are asked for, and not known yet. */
  readonly unknown?: readonly string[];
  /** The object in the state, if the program declares it. */
  readonly was?: Values;
  /** The link as the host shows it, if it is one of the host. */
  readonly link?: Link;
}

/** An object that the laws of its host are asked about. */
export interface Subject extends Standing {
  readonly kind: Kind;
  /** The object on the host, if it is there. */
  readonly observed?: Observed<Values>;
  /** Whether it is made after the link that it is on. */
  readonly afterItsLink?: boolean;
}

/** A world is what laws are asked of: a host as it is, or as the program declares it. An object that is not known yet is absent, and breaks nothing. */
export interface World {
  /** The host's lists, if it is a host as it is. */
  readonly snapshot?: Snapshot;
  link(netns: unknown, name: unknown): Standing | undefined;
  /** The objects on a link, other than the one that is asked about; of a host only the links, of a program the addresses too. */
  objectsOn(netns: unknown, link: unknown): readonly Standing[];
  /** The link that has this name, and that the program replaces. */
  replaced(netns: unknown, name: unknown): Standing | undefined;
}

/** A law of the kernel. A preview asks it of the program and of the host; a command that failed asks it of the host. */
export interface Constraint {
  /** The fields of the object that it depends on: a change of one may break it. An error is reported on the first one. */
  readonly fields: readonly string[];
  /** The kernel's words for a command that breaks it; without them it is no cause of a failure. */
  readonly words?: RegExp;
  /** A cause of failures only: a preview cannot tell. */
  readonly isCauseOnly?: true;
  /** The kernel does not refuse it, and these values may change objects of others: asked again before a change, if no preview has looked. */
  mayHarmOthers?(values: Values): boolean;
  /** No law but a consequence that a preview warns of. */
  readonly isWarning?: true;
  /** The fact by which an object breaks it. */
  broken(object: Subject, world: World): string | undefined;
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
  /** The fields that name the link that it is on, and that link's namespace. */
  readonly on?: { readonly link: string; readonly netns: string };
  /** Laws of the kernel about its objects. */
  readonly constraints?: readonly Constraint[];
  /** Arguments of other resources that take this one for its name; what they put into it or onto it goes with it. */
  readonly holds?: readonly string[];
  /** Fields that name what the object goes with: while that is replaced they are unknown, and the object is replaced too. */
  readonly goesWith?: readonly (keyof V & string)[];
  /** Resources of a space on the same link that are made before it; `by` is a field that names one wherever it is. */
  readonly dependsOn?: { readonly space: string; readonly by?: keyof V & string };
  /** The object carries no mark of its own: a note in the journal says whose it is. */
  readonly isUnmarked?: true;
  /** Commands that fail either way, and tell by how whether `ip` and the kernel know what is asked for. */
  probes?(values: Values): readonly Command[];
  /** The reads that its laws need besides, each with its namespace. */
  lawReads?(values: V): readonly (readonly [netns: string | undefined, read: Read])[];
  /** The reads that a delete needs besides. */
  deleteReads?(values: V): readonly Read[];
}

/** Whether its objects have a name of their own, which defaults to the resource's. */
export const isNamed = ({ identity }: Pick<Kind, "identity">): boolean => identity.field === "name";
