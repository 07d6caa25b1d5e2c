import type { Values } from "./kind";
import { linkNamed, linksOf, type Link, type Snapshot } from "./snapshot";

const STACKED = ["macvlan", "macvtap", "ipvlan", "ipvtap"];

/** The real device under a link: the kernel puts a macvlan on a macvlan onto the parent of both. */
function lowest(snapshot: Snapshot, netns: string | undefined, link: Link): Link {
  const stacked = STACKED.includes(link.linkinfo?.info_kind ?? "") && link.link !== undefined;
  const lower = stacked ? linkNamed(snapshot, netns, link.link ?? "") : undefined;
  return lower ? lowest(snapshot, netns, lower) : link;
}

/** The parent's name. Across namespaces a link tells only its parent's index. */
export function parentOf(snapshot: Snapshot, desired: Values, link: Link): string {
  const netns = desired.parentNetns as string | undefined;
  const near = desired.netns === netns && linkNamed(snapshot, netns, link.link ?? "");
  const index = near ? near.ifindex : link.link_index;
  const wanted = linkNamed(snapshot, netns, String(desired.parent));
  if (wanted && lowest(snapshot, netns, wanted).ifindex === index) return wanted.ifname;
  return linksOf(snapshot, netns).find((other) => other.ifindex === index)?.ifname ?? `if${index}`;
}
