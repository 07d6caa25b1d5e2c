import type { AnyAuthMethod } from "ssh2";

/** A way to log in, and what messages call it. */
export interface AuthMethod {
  readonly title: string;
  /** Public half of the key that it brings. */
  readonly half?: string;
  /** Absent if it cannot be tried. */
  readonly method?: AnyAuthMethod;
  /** Why it turned out that it cannot be tried. */
  readonly trouble?: () => string | undefined;
  /** Whether a way before it has offered its key already; sshd takes few tries. */
  readonly isSpare?: () => boolean;
}
