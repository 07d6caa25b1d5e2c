import { linkCalled, linkNamed, linksOf, spacesOf, type NetnsLinks, type Link, type Snapshot } from "../../ip/snapshot";
import { named } from "../../ip/wording";
import type { Values } from "../kind";

const isStacked = ({ linkinfo }: Link): boolean => /^(mac|ip)v(lan|tap)$/.test(linkinfo?.info_kind ?? "");

/** The real device under a link: the kernel puts a macvlan on a macvlan onto the parent of both. Ipvtaps may seem to be on each other. */
function lowest(snapshot: Snapshot, netns: string | undefined, link: Link): Link {
  const passed = new Set<Link>();
  let at = link;
  for (let lower: Link | undefined = link; lower && !passed.has(lower);) {
    passed.add((at = lower));
    lower = isStacked(at) && at.link !== undefined ? linkNamed(snapshot, netns, at.link) : undefined;
  }
  return at;
}

/**
 * The parent's index. Of an ipvtap the kernel does not say that its parent is in another namespace: `ip` shows `if3`, or the
 * local link of that index, and nothing if the link itself has it.
 */
const parentIndex = (beside: readonly Link[], { ifindex, link, link_index }: Link): number => {
  if (link_index !== undefined || link === undefined) return link_index ?? ifindex;
  return beside.find(({ ifname }) => ifname === link)?.ifindex ?? Number(link.replace(/^if/, ""));
};

/** The parent's name. Across namespaces a link tells only its parent's index. */
export function parentOf(snapshot: Snapshot, desired: Values, link: Link): string {
  const netns = desired.parentNetns as string | undefined;
  const index = parentIndex(linksOf(snapshot, named(desired.netns)), link);
  const wanted = linkNamed(snapshot, netns, String(desired.parent));
  // The kernel puts macvlans and ipvlans onto the real device; other links stay where they are made.
  const real = wanted && (isStacked(link) ? lowest(snapshot, netns, wanted) : wanted);
  if (wanted && real?.ifindex === index) return wanted.ifname;
  // The real device may be in another namespace: then only its index is known.
  if (wanted && real && isStacked(link) && isStacked(real) && parentIndex(linksOf(snapshot, netns), real) === index)
    return wanted.ifname;
  return linksOf(snapshot, netns).find((other) => other.ifindex === index)?.ifname ?? `if${index}`;
}

/** Whether a link can be a child of another by what both show: ipvlans, and passthru, share its address, and no macvlan has a larger MTU. */
function fits({ linkinfo, address, mtu }: Link, parent: Link | undefined): boolean {
  const [driver = "", mode] = [linkinfo?.info_kind, linkinfo?.info_data?.mode];
  const shares = driver.startsWith("ipv") || mode === "passthru";
  return parent !== undefined && (shares ? address === parent.address : mtu <= parent.mtu);
}

/** Whether a link, in whatever namespace, is a child of this one; by its parent's index if nothing else tells. */
function isChild(snapshot: Snapshot, space: NetnsLinks, link: Link, parentNetns: string, parent: Link): boolean {
  if (isStacked(link) && !fits(link, parent)) return false;
  if (space.netns === parentNetns) return link.link === parent.ifname && link.linkinfo?.info_kind !== "veth";
  if (!isStacked(link)) return false;
  if (parentIndex(space.links, link) !== parent.ifindex) return false;
  // An ipvtap shows no more: the link that it names may be beside it all the same.
  if (link.link_index === undefined)
    return (
      link.linkinfo?.info_kind === "ipvtap" &&
      !fits(
        link,
        space.links.find(({ ifname }) => ifname === link.link),
      )
    );
  // All of one `link_netnsid` have their parents in one namespace: it is this one if each of them fits.
  const there = linksOf(snapshot, parentNetns);
  return space.links
    .filter((other) => isStacked(other) && other.link_index && other.link_netnsid === link.link_netnsid)
    .every((other) =>
      fits(
        other,
        there.find(({ ifindex }) => ifindex === other.link_index),
      ),
    );
}

/** The parent that a link asks for, as it is on the host. */
export const parentIn = (snapshot: Snapshot, { parentNetns, parent }: Values): Link | undefined =>
  linkCalled(snapshot, named(parentNetns), named(parent));

/** A link, and all that is on top of it in namespaces that have a name, each as its namespace and name. */
export function withChildren(snapshot: Snapshot, netns: unknown, name: unknown): [netns: unknown, name: unknown][] {
  const all = new Map<string, [unknown, unknown]>();
  const add = (netns: unknown, name: unknown) => {
    const key = JSON.stringify([netns, name]);
    if (all.has(key)) return;
    all.set(key, [netns, name]);
    for (const { space, link } of childrenOf(snapshot, netns, name))
      if (space.netns !== undefined) add(space.netns || undefined, link.ifname);
  };
  add(netns, name);
  return [...all.values()];
}

/** The children of a link in every namespace that was read. In others than the link's only those of drivers that take all frames of their parent are found. */
export function childrenOf(
  snapshot: Snapshot,
  netns: unknown,
  name: unknown,
): { readonly space: NetnsLinks; readonly link: Link }[] {
  const parent = linkCalled(snapshot, named(netns), named(name));
  if (!parent) return [];
  return spacesOf(snapshot).flatMap((space) =>
    space.links
      .filter((link) => isChild(snapshot, space, link, named(netns) ?? "", parent))
      .map((link) => ({ space, link })),
  );
}
