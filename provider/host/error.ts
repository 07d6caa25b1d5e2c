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

/** A host that was reached and cannot be used; trying again would not help. */
export class UnsuitableHost extends HostError {}

/** A host that refuses the login, or that is not the known one; trying again would not help. */
export class RefusedLogin extends HostError {}

/** The reason why a login failed, and whether another try would fail too. */
export class LoginFailure extends Error {
  constructor(
    reason: string,
    readonly final = false,
  ) {
    super(reason);
  }
}
