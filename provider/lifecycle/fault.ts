import { HostError } from "../host/error";
import { printable } from "../ip/printable";
import type { Values } from "../kinds/kind";

/** An error that the engine shows by its message alone, without the stack of this program. */
export class Fault extends Error {
  constructor(message: string) {
    super(printable(message));
    this.stack = "";
  }

  override toString = (): string => this.message;
}

/** A failure that left something on the host, or may have: the state keeps the object, and the next `up` repairs it. */
export class Incomplete extends Fault {
  /** The reasons that the engine shows and keeps; without them, or without `__provider` in the properties, the resource would be lost. */
  readonly reasons: readonly string[];

  constructor(
    message: string,
    readonly id: string,
    readonly properties: Values,
  ) {
    super(message);
    this.reasons = [this.message];
  }
}

/** Passes an error on in the form the engine shows; bugs keep their stack. */
export const asFault = (error: unknown): unknown => (error instanceof HostError ? new Fault(error.message) : error);
