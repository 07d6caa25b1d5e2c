import type { Values } from "./kind";
import { linkNamed, linksOf, type Link, type Snapshot } from "./snapshot";

const STACKED = ["macvlan", "macvtap", "ipvlan", "ipvtap"];

/** The real device under a link: the kernel puts a macvlan on a macvlan onto the parent of both. */
function lowest(snapshot: Snapshot, netns: string | undefined, link: Link): Link {
  const stacked = STACKED.includes(link.linkinfo?.info_kind ?? "") && link.link !== undefined;
  const lower = stacked ? linkNamed(snapshot, netns, link.link ?? "") : undefined;
  return lower ? lowest(snapshot, netns, lower) : link;
}

/**
 * The parent's index. Of an ipvtap the kernel does not say that its parent is in another namespace: `ip` shows `if3`, or the
 * local link of that index, and nothing where the link itself has it.
 */
const parentIndex = (snapshot: Snapshot, netns: string | undefined, { ifindex, link, link_index }: Link): number => {
  if (link_index !== undefined || link === undefined) return link_index ?? ifindex;
  return linkNamed(snapshot, netns, link)?.ifindex ?? Number(link.replace(/^if/, ""));
};

/** The parent's name. Across namespaces a link tells only its parent's index. */
export function parentOf(snapshot: Snapshot, desired: Values, link: Link): string {
  const netns = desired.parentNetns as string | undefined;
  const index = parentIndex(snapshot, desired.netns as string | undefined, link);
  const wanted = linkNamed(snapshot, netns, String(desired.parent));
  if (wanted && lowest(snapshot, netns, wanted).ifindex === index) return wanted.ifname;
  return linksOf(snapshot, netns).find((other) => other.ifindex === index)?.ifname ?? `if${index}`;
}
