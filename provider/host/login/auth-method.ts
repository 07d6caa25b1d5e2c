import type { AnyAuthMethod } from "ssh2";

/** A way to log in, and what messages call it. */
export interface AuthMethod {
  readonly title: string;
  /** Public half of the key that it brings. */
  readonly half?: string;
  /** Absent if it cannot be tried. */
  readonly method?: AnyAuthMethod;
  /** The reason why it could not be tried after all. */
  readonly trouble?: () => string | undefined;
  /** Whether an earlier method has offered the same key; sshd allows few tries. */
  readonly isSpare?: () => boolean;
}
