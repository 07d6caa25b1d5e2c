import { same } from "../ip/equality";
import { linkCalled, linksOf } from "../ip/snapshot";
import { named, noLink, noNetns, NOT_ROOT } from "../ip/wording";
import { causeOf } from "../kinds/causes";
import { immutableDifferences } from "../kinds/changes";
import { isForbidden, linkUnder } from "../kinds/constraint";
import { ACTION } from "../ownership/actions";
import { foundThere } from "../ownership/owner";
import { verdict } from "../ownership/verdict";
import { brokenOf, isInState, type Scene } from "./scene";

type Finding = (scene: Scene) => string | undefined;

/** The finding about a missing container. One that the program makes is there in time for all resources that wait for it. */
function absent(scene: Scene, field: string, isMade: boolean, [how, said]: readonly [string, string]) {
  if (!isMade) return `${field}: ${said}`;
  const early = `${field}: ${String(scene.desired[field])} is made by this program, maybe later than this`;
  return scene.unordered && !(scene.observed && isInState(scene))
    ? `${early}: pass ${how}, or \`dependsOn\``
    : undefined;
}

const netnsGone: Finding = (scene) => {
  const { desired: v, snapshot, mayComeLater, hasNetns } = scene;
  const isGone = (netns: unknown) =>
    netns !== undefined && (!snapshot.namespaces.includes(String(netns)) || snapshot.netns[String(netns)]?.error);
  const fields = mayComeLater ? [] : ["netns", "parentNetns"].filter((name) => isGone(v[name]));
  const said = (field: string) => `${noNetns(v[field])} on ${String(v.host)}`;
  return fields
    .map((field) => absent(scene, field, hasNetns(v[field]), ["the NetNamespace resource", said(field)]))
    .find(Boolean);
};

const linkGone: Finding = (scene) => {
  const { kind, desired: v, snapshot, mayComeLater, hasLink, hasNetns } = scene;
  const { name, netns } = linkUnder(kind, v);
  const links = linksOf(snapshot, named(netns)).map((link) => link.ifname);
  const isMade = hasLink(netns, name);
  if (mayComeLater || name === undefined || (hasNetns(netns) && !isMade)) return undefined;
  if (linkCalled(snapshot, named(netns), named(name)) || !links.length) return undefined;
  return absent(scene, kind.on!.link, isMade, ["the link resource", noLink(name, netns, links)]);
};

/** The object in the resource's place may be another's. */
const alreadyExists: Finding = (scene) => {
  const { kind, observed, desired, unknown, vacated } = scene;
  const whose = verdict({ observed, marks: [desired.mark], isUnmarked: kind.isUnmarked });
  const { field } = kind.identity;
  const action = ACTION.create[whose];
  if (!observed || isInState(scene)) return undefined;
  if (action === "refuse") return `${field}: ${observed.conflict}`;
  const isOfStack = whose === "another resource's";
  if (action !== "claim" || desired.adopt || unknown.includes("adopt") || (vacated && isOfStack)) return undefined;
  const how = isOfStack ? "`aliases` with its old name, or `adopt: true`," : "`adopt: true`";
  return `${field}: ${foundThere(observed)}; ${how} takes it over`;
};

/** An object that is taken over keeps its immutable fields. */
const unlike: Finding = (scene) => {
  const { kind, observed, desired, unknown, vacated } = scene;
  // The resource's own object may be about to be replaced.
  if (!observed || observed.conflict || observed.owner === desired.mark) return undefined;
  if (isInState(scene) || vacated) return undefined;
  const field = immutableDifferences(kind, observed.values, desired).find((name) => !unknown.includes(name));
  return field && `${field}: is ${JSON.stringify(observed.values[field] ?? null)} on the host, which cannot change in place`; // prettier-ignore
};

/** The kernel's laws that the resource breaks on the host as it is, by what is new in it. */
function broken(scene: Scene): string[] {
  const { kind, desired: values, observed } = scene;
  const isBorn = !observed || immutableDifferences(kind, observed.values, values).length > 0;
  const isNew = (field: string) => isBorn || !same(observed.values[field], values[field]);
  return brokenOf(scene, (law) => isForbidden(law) && law.fields.some(isNew));
}

/** Findings about any resource. */
const ALL: readonly Finding[] = [
  ({ user }) => (user === 0 ? undefined : `connection: ${NOT_ROOT}`),
  netnsGone,
  linkGone,
  alreadyExists,
  unlike,
];

/** Every finding about a resource, each with a fact read from its host, the property first. */
export function findingsOf(scene: Scene): string[] {
  const { kind, desired, snapshot, probed } = scene;
  const unknown = probed.map(({ command, words }) =>
    /Unknown device type|unknown option/.test(words) ? causeOf({ kind, command, words, desired, snapshot }) : undefined,
  );
  return [...ALL.map((finding) => finding(scene)), ...broken(scene), ...unknown].flatMap((said) => said ?? []);
}
