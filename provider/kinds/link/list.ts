import { linkNamed, linksOf, type Link, type Snapshot } from "../../ip/snapshot";
import { parentIn } from "../around";
import type { Found, Values } from "../kind";
import type { LinkAttribute } from "./attributes";
import { parentOf } from "./parent";

/** Where a link's parent is, as a program would say it: beside the link where it is there, else on the host. */
function parentOn(snapshot: Snapshot, netns: string | undefined, link: Link): { parent: string; parentNetns?: string } {
  return link.link !== undefined && linkNamed(snapshot, netns, link.link)
    ? { parent: parentOf(snapshot, { netns, parentNetns: netns }, link), parentNetns: netns }
    : { parent: parentOf(snapshot, { netns }, link) };
}

/** The links of a driver in a namespace, as a program would ask for them. */
export function foundLinks(
  snapshot: Snapshot,
  netns: string | undefined,
  driver: string,
  attributes: readonly LinkAttribute[],
): Found[] {
  const links = linksOf(snapshot, netns).filter(({ linkinfo }) => linkinfo?.info_kind === driver);
  return links.map((link) => {
    const { mark, ...values } = Object.fromEntries(attributes.map((a) => [a.field, a.read(link)]));
    const own = parentOn(snapshot, netns, link);
    const mtu = parentIn(snapshot, own)?.mtu;
    const usual: Values = { mtu, txqueuelen: driver.endsWith("tap") ? 500 : 1000, bcqueuelen: 1000 };
    const told = Object.entries(values).filter(([field, value]) => usual[field] !== value);
    return {
      values: { netns, name: link.ifname, ...own, ...Object.fromEntries(told) },
      owner: mark as string | undefined,
    };
  });
}
