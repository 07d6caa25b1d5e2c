/** A value as a name, where there is one. */
export const named = (value: unknown): string | undefined => (value === undefined ? undefined : String(value));

/** Where something is, in messages. */
export const where = (netns: unknown): string =>
  netns === undefined ? "on the host" : `in namespace ${String(netns)}`;
