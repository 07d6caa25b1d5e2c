import type { Link } from "../ip/snapshot";

/** Field values of one object, canonical. */
export type Values = Readonly<Record<string, unknown>>;

/** An object as it is on the host. */
export interface Observed<V> {
  /**
   * The live value of every field, canonical. If the kernel's answer only looks different it is the desired one; if a
   * field that was left out leaves the host's value alone, it is absent.
   */
  readonly values: Partial<V>;
  /** Values that only the host knows, such as `ifindex`. */
  readonly outputs: Values;
  /** The mark of the resource that made the object, if it carries one. */
  readonly owner?: string;
  /** The program that made the object, if its values tell that it was none of ours: `a DHCP client`. */
  readonly madeBy?: string;
  /** The object in the words of `ip`, for messages. */
  readonly shown?: string;
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
