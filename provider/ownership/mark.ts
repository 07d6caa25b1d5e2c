import { createHash } from "node:crypto";
import type { Kind, Values } from "../kinds/kind";
import { linkNamed, type Snapshot } from "../ip/snapshot";

/** What a mark begins with; it ends a link's alias: `uplink of red pulumi:lab/dev:red-eth0`; IFLA_IFALIAS. */
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

/** Whose an object without an alias of its own is: ours where the link or the namespace that holds it is our stack's. */
export function ownerByPlace(snapshot: Snapshot, netns: string | undefined, dev: string | undefined, mark: string) {
  const places = [
    dev === undefined ? undefined : linkNamed(snapshot, netns, dev),
    netns && linkNamed(snapshot, netns, "lo"),
  ];
  const marks = places.flatMap((link) => (link ? [readAlias(link.ifalias).mark] : []));
  return marks.some((other) => other !== undefined && stackOf(other) === stackOf(mark)) ? mark : undefined;
}

/** The name of the note that tells whose an object is while nothing on the host does. */
export const noteOf = ({ type, key }: Pick<Kind, "type" | "key">, values: Values): string =>
  createHash("sha256")
    .update(JSON.stringify([type, ...key.map((field) => values[field] ?? null)]))
    .digest("hex")
    .slice(0, 16);

/** Whose an object is, as it says itself or a note does; of one whose place alone says so, another stack's note knows better. */
export function ownerOf({ owner }: Pick<Kind, "owner">, { mark }: Values, said?: string, noted?: string) {
  const isOthers = noted !== undefined && !sameStack(noted, mark as string);
  return owner && isOthers ? noted : (said ?? noted);
}

/** Whether two marks are of resources of one stack. */
export const sameStack = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && other !== undefined && stackOf(one) === stackOf(other);
