/** A value as a name, if there is one. */
export const named = (value: unknown): string | undefined => (value === undefined ? undefined : String(value));

/** The place of an object in messages. */
export const where = (netns: unknown): string =>
  netns === undefined ? "on the host" : `in namespace ${String(netns)}`;

/** Facts that a preview reports, and that explain a command that failed. */
export const NOT_ROOT = 'the user is not root: log in as root, or set become: "sudo"';
export const noNetns = (name: unknown): string => `there is no namespace ${String(name)}`;
export const noLink = (name: unknown, netns: unknown, there: readonly string[]): string =>
  `there is no link ${String(name)} ${where(netns)}; there are ${there.join(", ")}`;
