import { linkCalled, type NetnsLinks, type Link, type Snapshot } from "../ip/snapshot";
import { named, where } from "../ip/wording";
import { readAlias } from "../ownership/mark";
import type { Kind, Standing, World } from "./kind";
import { childrenOf } from "./link/parent";

/** The facts that the world of a host is made of. */
interface HostFacts {
  readonly snapshot: Snapshot;
  /** The kinds of links. */
  readonly kinds: readonly Kind[];
  /** The link that is asked about, if it is there. */
  readonly itself?: Link;
  /** Whether the program makes a link of that name, or may: it is judged there. */
  isDeclared?(netns: unknown, name: unknown): boolean;
  /** Whether a link that is there stays in the program: it is judged there. */
  stays?(link: Link): boolean;
}

/** The name of a child in messages, with its namespace if that is not its parent's. */
const titleIn = ({ netns, process }: NetnsLinks, { ifname }: Link, parentNetns: unknown): string =>
  process !== undefined
    ? `${ifname} in a namespace without a name (process ${process})`
    : netns === (parentNetns ?? "")
      ? ifname
      : `${ifname} ${where(netns || undefined)}`;

/** The world of a host as it is. */
export function hostWorld({ snapshot, kinds, itself, isDeclared, stays }: HostFacts): World {
  const standing = (netns: unknown, link: Link, title = link.ifname): Standing => {
    const kind = kinds.find((one) => one.link && one.link.driver === link.linkinfo?.info_kind);
    const known = { netns, name: link.ifname, mtu: link.mtu, macAddress: link.address, up: link.flags.includes("UP") };
    const values = { ...known, ...kind?.link?.values(link), mark: readAlias(link.ifalias).mark };
    return { title, kind, link, values };
  };
  return {
    snapshot,
    link(netns, name) {
      const link = isDeclared?.(netns, name) ? undefined : linkCalled(snapshot, named(netns), named(name));
      return link && standing(netns, link);
    },
    objectsOn: (netns, name) =>
      childrenOf(snapshot, netns, name)
        .filter(({ link }) => link !== itself && !stays?.(link))
        .map(({ space, link }) => standing(space.netns || undefined, link, titleIn(space, link, netns))),
    replaced: () => undefined,
  };
}
