import * as pulumi from "@pulumi/pulumi";
import type { Announcer } from "../announcement";
import type { Values } from "../kinds/kind";
import type { Location, Located } from "./location";

/** A resource that the program has declared. */
export interface Declared {
  /** The space of the slots that it occupies on its host. */
  readonly space: string;
  readonly location: Location;
  /** The field that names it, and the value that the program gave it. */
  readonly field: string;
  readonly value: unknown;
  readonly resource: Located;
}

/** An object as the provider is told of it: its kind, its place if all of it is known, and the mark of a link. */
export interface Told {
  readonly type: string;
  readonly place?: Values;
  readonly mark?: string;
}

/** The resources that a running program has declared so far. */
interface Program {
  readonly resources: Declared[];
  /** Its objects on each host, by the connection as it was given. */
  readonly hosts: Map<unknown, Map<unknown, Told>>;
  /** Serves that list to the provider. */
  announcer?: Promise<Announcer>;
}

const programs = new WeakMap<object, Program>();
const noStack = {};

/** The program that is running; several stacks of one process have one each. */
export function program(): Program {
  const running = pulumi.runtime.getStackResource() ?? noStack;
  const known = programs.get(running) ?? { resources: [], hosts: new Map() };
  programs.set(running, known);
  return known;
}
