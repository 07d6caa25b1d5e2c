/** A value as a name, if there is one. */
export const named = (value: unknown): string | undefined => (value === undefined ? undefined : String(value));

/** The place of an object in messages. */
export const where = (netns: unknown): string =>
  netns === undefined ? "on the host" : `in namespace ${String(netns)}`;
