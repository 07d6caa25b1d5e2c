import { printable } from "../ip/printable";

/** A host that does not answer as a host should, or not at all. */
export class HostError extends Error {
  override readonly name = "HostError";

  constructor(
    readonly host: string,
    reason: string,
    /** Whether commands may have been carried out although no answer came. */
    readonly sent = false,
  ) {
    super(printable(`${host}: ${reason}`));
  }
}

/** A host that was reached and cannot be worked with: no other try would end otherwise. */
export class UnsuitableHost extends HostError {}

/** Why a try to reach a host failed, and whether another would end the same. */
export class LoginFailure extends Error {
  constructor(
    reason: string,
    readonly final = false,
  ) {
    super(reason);
  }
}
