import { labelOf } from "../kinds/identity";
import { type Kind, type Values } from "../kinds/kind";

/** What a resource takes of its host; two resources of one program may not take the same, unless they agree. */
export interface Claim {
  readonly on: string;
  /** Claims that are the same here agree; one without it agrees with none. */
  readonly as?: string;
  /** The claim that has to give way before this one can; a circle of them never begins. */
  readonly behind?: string;
  /** What is said where another does not agree, the property first. */
  said(other: string): string;
}

/** A resource as a program declares it. */
export interface Declared {
  /** What tells it from every other of the program. */
  readonly id: string;
  readonly kind: Kind;
  readonly values: Values;
  /** What the state has of it. */
  readonly was?: Values;
  /** Whether it comes behind the link that it is on. */
  readonly behind?: boolean;
}

/** What messages call a resource of the program. */
export const titleOf = ({ kind, values }: Declared): string =>
  `${kind.type} ${/[^:/]*$/.exec(String(values.mark))?.[0]} (${labelOf(kind, values)})`;
