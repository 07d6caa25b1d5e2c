/** A host that does not answer as a host should, or not at all. */
export class HostError extends Error {
  override readonly name = "HostError";

  constructor(
    readonly host: string,
    reason: string,
    /** Whether commands may have been carried out although no answer came. */
    readonly sent = false,
  ) {
    super(`${host}: ${reason}`);
  }
}

/** A host that cannot be reached, or does not let us in. */
export class Unreachable extends HostError {}
