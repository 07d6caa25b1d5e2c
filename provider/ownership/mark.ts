/** The prefix of a mark; a mark ends a link's alias: `uplink of red pulumi:lab/dev:red-eth0`; IFLA_IFALIAS. */
const PREFIX = "pulumi:";

/** Splits a link's alias into the free text and the mark of who made it. */
export function readAlias(alias: string | undefined): { description?: string; mark?: string } {
  const words = alias?.split(" ") ?? [];
  const mark = words.at(-1)?.startsWith(PREFIX) ? words.pop() : undefined;
  return { description: words.length ? words.join(" ") : undefined, mark };
}

/** The alias that carries both. */
export const writeAlias = (description: unknown, mark: unknown): string =>
  [description, mark].filter((part) => part !== undefined).join(" ");

const stackOf = (mark: string | undefined) => mark?.slice(0, mark.lastIndexOf(":"));

/** Whether two marks are of resources of one stack. */
export const sameStack = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && other !== undefined && stackOf(one) === stackOf(other);
