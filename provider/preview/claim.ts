import { labelOf } from "../kinds/identity";
import { type Kind, type Values } from "../kinds/kind";

/** A claim of a resource on its host; two resources of one program may not claim the same, unless they agree. */
export interface Claim {
  readonly on: string;
  /** Claims that are the same here agree; one without it agrees with none. */
  readonly as?: string;
  /** The claim that has to give way before this one can; a circle of them never begins. */
  readonly behind?: string;
  /** The message if another resource does not agree, the property first. */
  said(other: string): string;
}

/** A resource as a program declares it. */
export interface Declared {
  /** The resource's id in the program. */
  readonly id: string;
  readonly kind: Kind;
  readonly values: Values;
  /** The resource in the state. */
  readonly was?: Values;
  /** Whether it is made after the link that it is on. */
  readonly behind?: boolean;
}

/** A resource's name in messages. */
export const titleOf = ({ kind, values }: Declared): string =>
  `${kind.type} ${/[^:/]*$/.exec(String(values.mark))?.[0]} (${labelOf(kind, values)})`;
