import { linkNamed, linksOf } from "../ip/snapshot";
import { LEAST_MTU } from "../ip/values";
import { named, where } from "../ip/wording";
import { causeOf } from "../kinds/causes";
import { immutableDifferences } from "../kinds/changes";
import { rivalOnHost } from "../kinds/constraint";
import { labelOf } from "../kinds/identity";
import { describe, rivalOf } from "../kinds/route/rival";
import { sameStack } from "../ownership/mark";
import { onParent } from "./on-parent";
import { isInState, type Scene } from "./scene";

type Finding = (scene: Scene) => string | undefined;

/** The finding about a missing container. One that the program makes is there in time for all resources that wait for it. */
function absent(scene: Scene, field: string, isMade: boolean, [how, said]: readonly [string, string]) {
  if (!isMade) return `${field}: ${said}`;
  const early = `${field}: ${String(scene.desired[field])} is made by this program, maybe later than this`;
  return scene.unordered && !isInState(scene) ? `${early}: give ${how}, or \`dependsOn\`` : undefined;
}

const netnsGone: Finding = (scene) => {
  const { desired: v, snapshot, mayComeLater, hasNetns } = scene;
  const isGone = (netns: unknown) =>
    netns !== undefined && (!snapshot.namespaces.includes(String(netns)) || snapshot.netns[String(netns)]?.error);
  const fields = mayComeLater ? [] : ["netns", "parentNetns"].filter((name) => isGone(v[name]));
  const said = (field: string) => `there is no namespace ${String(v[field])} on ${String(v.host)}`;
  return fields
    .map((field) => absent(scene, field, hasNetns(v[field]), ["the NetNamespace itself", said(field)]))
    .find(Boolean);
};

const linkGone: Finding = (scene) => {
  const { kind, desired: v, snapshot, mayComeLater, hasLink, hasNetns } = scene;
  const [field, netns, how] = kind.link
    ? (["parent", v.parentNetns, "the link itself"] as const)
    : (["dev", v.netns, "the link itself"] as const);
  const links = linksOf(snapshot, named(netns)).map((link) => link.ifname);
  const isMade = hasLink(netns, v[field]);
  if (mayComeLater || v[field] === undefined || (hasNetns(netns) && !isMade)) return undefined;
  if (links.includes(String(v[field])) || !links.length) return undefined;
  return absent(scene, field, isMade, [how, `there is no link ${String(v[field])} ${where(netns)}; there are ${links.join(", ")}`]); // prettier-ignore
};

/** A link of somebody else's that does not take the object. */
const unfit: Finding = ({ kind, desired: v, snapshot, observed, mayComeLater, hasLink, hasNetns }) => {
  const mayChange = observed !== undefined || mayComeLater || hasLink(v.netns, v.dev) || hasNetns(v.netns);
  const on = mayChange || v.dev === undefined ? undefined : linkNamed(snapshot, named(v.netns), String(v.dev));
  const isIpv6 = v.family === "inet6" || String(v.address).includes(":");
  if (on && isIpv6 && on.mtu < LEAST_MTU) return `dev: ${on.ifname} has an MTU of ${on.mtu}, and IPv6 needs ${LEAST_MTU}`; // prettier-ignore
  return on && kind.identity.slot === "route" && !on.flags.includes("UP")
    ? `dev: ${on.ifname} is down, and only a link that is up has routes`
    : undefined;
};

/** The kernel takes the address of itself on no other link. */
const notLoopback: Finding = ({ desired: v, snapshot, hasLink }) => {
  if (!/^::1\//.test(String(v.address))) return undefined;
  const on = linkNamed(snapshot, named(v.netns), String(v.dev));
  const takes = on ? on.flags.includes("LOOPBACK") || on.linkinfo?.info_kind === "vrf" : !hasLink(v.netns, v.dev);
  return takes ? undefined : `address: ::1 is for \`lo\`, and ${String(v.dev)} does not take it`;
};

const altname: Finding = ({ kind, desired: v, snapshot }) => {
  const on = linksOf(snapshot, named(v.netns)).find((link) => link.altnames?.includes(String(v.name)));
  return kind.link && on && `name: ${String(v.name)} is another name of ${on.ifname}`;
};

const taken: Finding = (scene) => {
  const { kind, observed, desired, vacated } = scene;
  const { adopt, mark } = desired;
  const { field } = kind.identity;
  if (!observed || isInState(scene)) return undefined;
  if (observed.conflict) return `${field}: ${observed.conflict}`;
  if (observed.owner === mark) return undefined;
  if (adopt || (vacated && sameStack(observed.owner, named(mark)))) return undefined;
  const by = observed.owner ? `by ${observed.owner}` : "outside this stack";
  const how = sameStack(observed.owner, named(mark)) ? "`aliases` with its old name, or `adopt: true`," : "`adopt: true`"; // prettier-ignore
  return `${field}: already exists and was made ${by}; ${how} takes it over`;
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

/** The kernel tells routes apart by fewer fields than their kind does. One that gives way to this is no rival. */
const rival: Finding = ({ kind, desired, observed, snapshot, was }) => {
  const other = kind.identity.slot === "route" && !observed ? rivalOf(snapshot, desired) : undefined;
  const isOwn = was !== undefined && was.host === desired.host && rivalOf(snapshot, was) === other;
  return !other || isOwn ? undefined : `dst: another route has this metric: ${describe(other)}`;
};

/** A law of its own kind that an object on the host stands for; those of the program are judged by what it declares. */
const broken: Finding = ({ kind, desired, observed, snapshot }) => {
  if (observed) return undefined;
  for (const constraint of kind.constraints ?? []) {
    const rival = rivalOnHost(kind, constraint, snapshot, desired);
    if (rival && !sameStack(rival.owner, named(desired.mark)))
      return `${constraint.fields[0]}: ${constraint.says(labelOf(kind, rival.values))}`;
  }
  return undefined;
};

/** Findings about any resource. */
const ALL: readonly Finding[] = [
  ({ user }) => (user === 0 ? undefined : 'connection: the user is not root: log in as root, or set become: "sudo"'),
  netnsGone,
  linkGone,
  unfit,
  notLoopback,
  altname,
  taken,
  unlike,
  rival,
  broken,
];

/** Every finding about a resource, each with a fact read from its host, the property first. */
export function findingsOf(scene: Scene): string[] {
  const { desired, snapshot, probed } = scene;
  const unknown = probed.map(({ command, words }) =>
    /Unknown device type|unknown option/.test(words) ? causeOf({ command, words, desired, snapshot }) : undefined,
  );
  return [...ALL.map((finding) => finding(scene)), ...onParent(scene), ...unknown].flatMap((said) => said ?? []);
}
