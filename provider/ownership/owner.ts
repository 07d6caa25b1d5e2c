import { linkNamed, type Snapshot } from "../ip/snapshot";
import { identityOf } from "../kinds/identity";
import type { Kind, Observed, Values } from "../kinds/kind";
import { readAlias, sameStack } from "./mark";

/** The mark that the link or the namespace gives an object that carries none: ours if one of them is of our stack. */
export function placeOwner(
  { ownedByPlace }: Pick<Kind, "ownedByPlace">,
  snapshot: Snapshot,
  { netns, dev, mark }: Values,
): string | undefined {
  if (!ownedByPlace) return undefined;
  const links = [dev, netns && "lo"].flatMap((name) => name ?? []);
  const marks = links.map((name) => readAlias(linkNamed(snapshot, netns as string, String(name))?.ifalias).mark);
  return marks.some((other) => sameStack(other, mark as string)) ? (mark as string) : undefined;
}

/** The mark of the resource that an object belongs to: its own, its place's, or that of its note. A note of another stack goes before the place. */
export function ownerOf(kind: Kind, desired: Values, observed: Observed<Values>, snapshot: Snapshot) {
  const { owner } = observed;
  // A route of several next hops is on no link, whatever link is asked for.
  const dev = "dev" in observed ? observed.dev : desired.dev;
  const noted = snapshot.notes?.[identityOf(kind, desired).note];
  const byPlace = placeOwner(kind, snapshot, { ...desired, dev });
  const isOthers = noted !== undefined && !sameStack(noted, desired.mark as string);
  return kind.ownedByPlace && isOthers ? noted : (owner ?? byPlace ?? noted);
}
