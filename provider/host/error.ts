/** A host that cannot be reached, does not let us in, or does not answer as a host should. */
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
