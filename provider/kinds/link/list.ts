import { linkNamed, linksOf, type Link, type Snapshot } from "../../ip/snapshot";
import { unusual } from "../attribute";
import type { Found, Values } from "../kind";
import type { LinkAttribute } from "./attributes";
import { parentOf } from "./parent";

/** A link's parent as a program would give it: beside the link if it is there, else on the host. */
function parentAsked(snapshot: Snapshot, netns: string | undefined, link: Link): Values {
  return link.link !== undefined && linkNamed(snapshot, netns, link.link)
    ? { parent: parentOf(snapshot, { netns, parentNetns: netns }, link), parentNetns: netns }
    : { parent: parentOf(snapshot, { netns }, link) };
}

/** The MTU that a link has if the program gives none. */
const usualMtu = (snapshot: Snapshot, { parent, parentNetns }: Values): number =>
  (parent === undefined ? undefined : linkNamed(snapshot, parentNetns as string, String(parent))?.mtu) ?? 1500;

/** The links of a driver in a namespace, as a program would ask for them. */
export function linksOfDriver(
  snapshot: Snapshot,
  netns: string | undefined,
  driver: string,
  hasParent: boolean,
  attributes: readonly LinkAttribute[],
): Found[] {
  const links = linksOf(snapshot, netns).filter(({ linkinfo }) => linkinfo?.info_kind === driver);
  return links.map((link) => {
    const { mark, ...values } = unusual(attributes, link);
    const own = hasParent ? parentAsked(snapshot, netns, link) : {};
    const usual = usualMtu(snapshot, own);
    const told = Object.entries(values).filter(([field, value]) => field !== "mtu" || value !== usual);
    return {
      values: { netns, name: link.ifname, ...own, ...Object.fromEntries(told) },
      owner: mark as string | undefined,
    };
  });
}
