import type { Command } from "../ip/command";
import { differing } from "../ip/equality";
import { linkNamed, linksOf, type Link, type Snapshot } from "../ip/snapshot";
import { named } from "../ip/wording";
import { brokenLaws } from "../kinds/constraint";
import { isSameObject } from "../kinds/identity";
import { type Constraint, type Kind, type Observed, type Values, type World } from "../kinds/kind";
import { hostWorld } from "../kinds/world";
import { readAlias, sameStack } from "../ownership/mark";

/** A resource before anything is done: its host as it is, and the rest of its program. */
export interface Scene {
  /** The resource's name in messages. */
  readonly title: string;
  readonly kind: Kind;
  /** All kinds. */
  readonly kinds: readonly Kind[];
  readonly desired: Values;
  readonly snapshot: Snapshot;
  /** The object on the host, if it is there. */
  readonly observed: Observed<Values> | undefined;
  /** Number of the user on the host; 0 is root. */
  readonly user: number;
  /** The words of `ip` and the kernel to the kind's probes. */
  readonly probed: readonly { readonly command: Command; readonly words: string }[];
  /** Whether what is not there may come from a resource that this one waits for. */
  readonly mayComeLater: boolean;
  /** Whether it waits for no other resource at all, and may be made before all of them. */
  readonly unordered: boolean;
  /** Fields that are asked for, and not known yet. */
  readonly unknown: readonly string[];
  /** The resource in the state. */
  readonly was: Values | undefined;
  /** Whether another resource of the program was in its place, and has left it. */
  readonly vacated: boolean;
  /** Whether the program has a link of that driver and mark; one that nobody knows of yet may be there. */
  declares(driver: string, mark: string): boolean;
  /** Whether the program has a link of that name, or a namespace. */
  hasLink(netns: unknown, name: unknown): boolean;
  hasNetns(name: unknown): boolean;
}

/** Whether a link is one of the stack's own. */
export const isOurs = ({ desired }: Scene, link: Link) => sameStack(readAlias(link.ifalias).mark, named(desired.mark));

const isOfKind = ({ link: facet }: Kind, { linkinfo }: Link) =>
  facet !== undefined && facet.driver === linkinfo?.info_kind;

/** Whether a link is the resource's own by its mark, and is not in the place that the program or the state has: it was renamed or moved by hand. */
export function movedByHand({ kind, desired, was, snapshot }: Scene, link: Link): boolean {
  const { mark } = readAlias(link.ifalias);
  const marks = [desired.mark, was?.mark];
  const isOwn = mark !== undefined && marks.includes(mark) && isOfKind(kind, link);
  return isOwn && ![desired, was ?? desired].some((v) => linkNamed(snapshot, named(v.netns), String(v.name)) === link);
}

/** The link of the resource, if it was renamed or moved by hand. */
export const movedLink = (scene: Scene): Link | undefined =>
  Object.keys(scene.snapshot.netns)
    .flatMap((netns) => linksOf(scene.snapshot, netns))
    .find((link) => movedByHand(scene, link));

/** Whether a link stays in the program: then the program is judged, not the host. Links that leave a program are deleted after all creates. */
export function staysInProgram(scene: Scene, link: Link): boolean {
  const { mark } = readAlias(link.ifalias);
  const goesOn = () => isOurs(scene, link) && scene.declares(link.linkinfo?.info_kind ?? "", String(mark));
  return mark !== undefined && !movedByHand(scene, link) && (mark === scene.was?.mark || goesOn());
}

/** The host as it is, without a look at the program. The link of an interrupted create may have no name of its own yet. */
export function hostFacts({ kind, kinds, desired, observed, snapshot }: Scene) {
  const itself = kind.link && linkNamed(snapshot, named(desired.netns), String(observed?.values.name ?? desired.name));
  return { snapshot, kinds, itself };
}

/**
 * The host as it is, for the laws that it speaks of: what the program declares, or may change before, is judged there.
 */
function worldOf(scene: Scene): World {
  const { kind, mayComeLater, hasLink, hasNetns } = scene;
  const mayChange = (netns: unknown) => !kind.link && (mayComeLater || hasNetns(netns));
  return hostWorld({
    ...hostFacts(scene),
    isDeclared: (netns, name) => mayChange(netns) || hasLink(netns, name),
    stays: (link) => staysInProgram(scene, link),
  });
}

/** The laws of its kind that the resource breaks on its host, of those that are asked. */
export const brokenOf = (scene: Scene, isAsked: (law: Constraint) => boolean, world = worldOf(scene)): string[] => {
  const { desired: values, ...object } = scene;
  return brokenLaws({ ...object, values }, world, isAsked).map(({ field, fact }) => `${field}: ${fact}`);
};

/** Whether the state has the object, in this place. */
export const isInState = ({ kind, was, desired }: Pick<Scene, "kind" | "was" | "desired">): boolean =>
  was !== undefined && isSameObject(kind, was, desired);

/** The fields in which what is there is not as asked for. */
export const changesIn = ({ observed, desired, unknown }: Scene): string[] =>
  differing(desired, observed?.values ?? {})
    .filter((field) => field !== "mark" && !unknown.includes(field))
    .sort();
