import { linkNamed, linksOf, type Link, type Snapshot } from "../ip/snapshot";
import { named } from "../ip/wording";
import type { Values } from "./kind";
import { isChild } from "./link/parent";

/** The parent that a link asks for, as it is on the host. */
export const parentIn = (snapshot: Snapshot, { parentNetns, parent }: Values): Link | undefined =>
  linkNamed(snapshot, named(parentNetns), String(parent));

/** The children of that parent, macvlan, ipvlan and their kin, in every namespace that was read. */
export function childrenOf(snapshot: Snapshot, desired: Values): Link[] {
  const on = parentIn(snapshot, desired);
  if (!on) return [];
  return Object.keys(snapshot.netns).flatMap((netns) =>
    linksOf(snapshot, netns).filter((link) => isChild(snapshot, netns, link, named(desired.parentNetns) ?? "", on)),
  );
}

/** The other children of a link's parent. */
export function siblingsOf(snapshot: Snapshot, desired: Values): Link[] {
  const itself = linkNamed(snapshot, named(desired.netns), String(desired.name));
  return childrenOf(snapshot, desired).filter((child) => child !== itself);
}
