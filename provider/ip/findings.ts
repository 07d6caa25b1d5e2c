import { childrenOf, describe, named, parentIn, rivalOf, where } from "./around";
import { causeOf } from "./causes";
import type { Command } from "./command";
import { same, type Kind, type Observed, type Values } from "./kind";
import { readAlias, sameStack } from "./mark";
import { linksOf, type Link, type Snapshot } from "./snapshot";

/** What a resource is held against before anything is done: its host as it is, and the rest of its program. */
export interface Scene {
  readonly kind: Pick<Kind, "port" | "schema" | "key" | "fixed">;
  readonly desired: Values;
  readonly snapshot: Snapshot;
  /** The object, where the host has it. */
  readonly observed: Observed<Values> | undefined;
  /** Number of the user on the host; 0 is root. */
  readonly user: number;
  /** What `ip` and the kernel said to the kind's probes. */
  readonly probed: readonly { readonly command: Command; readonly words: string }[];
  /** Whether what is not there may come from a resource that this one waits for. */
  readonly late: boolean;
  /** What the state has of the resource. */
  readonly was: Values | undefined;
  /** Whether the program has a link of that name, or a namespace. */
  hasLink(netns: unknown, name: unknown): boolean;
  hasNetns(name: unknown): boolean;
}

type Finding = (scene: Scene) => string | undefined;

/** Masters that take all frames of a link; a VRF does not. */
const TAKERS = /^(bridge|bond|team|openvswitch)$/;
const driver = ({ linkinfo }: Link) => linkinfo?.info_kind ?? "";
const isOurs = ({ desired }: Scene, link: Link) => sameStack(readAlias(link.ifalias).mark, named(desired.mark));

const netnsGone: Finding = ({ desired: v, snapshot, late, hasNetns }) => {
  const isGone = (netns: unknown) =>
    netns !== undefined && !hasNetns(netns) && (!snapshot.namespaces.includes(String(netns)) || snapshot.netns[String(netns)]?.error); // prettier-ignore
  const field = late ? undefined : ["netns", "parentNetns"].find((name) => isGone(v[name]));
  return field && `${field}: there is no namespace ${String(v[field])} on ${String(v.host)}`;
};

const linkGone: Finding = ({ kind, desired: v, snapshot, late, hasLink, hasNetns }) => {
  const [field, netns] = kind.port ? (["parent", v.parentNetns] as const) : (["dev", v.netns] as const);
  const links = linksOf(snapshot, named(netns)).map((link) => link.ifname);
  if (late || v[field] === undefined || hasLink(netns, v[field]) || hasNetns(netns)) return undefined;
  if (links.includes(String(v[field])) || !links.length) return undefined;
  return `${field}: there is no link ${String(v[field])} ${where(netns)}; there are ${links.join(", ")}`;
};

const taken: Finding = ({ kind, observed, was, desired }) => {
  const { adopt, mark } = desired;
  const field = ["name", "address", "dst"].find((name) => name in kind.schema.shape);
  const isStored = was && ["host", ...kind.key].every((name) => same(was[name], desired[name]));
  if (!observed || isStored || observed.owner === mark) return undefined;
  if (observed.conflict) return `${field}: ${observed.conflict}`;
  const by = observed.owner ? `by ${observed.owner}` : "outside this stack";
  return adopt || sameStack(observed.owner, named(mark))
    ? undefined
    : `${field}: exists already and was made ${by}; \`adopt: true\` takes it over`;
};

/** The kernel tells routes apart by fewer fields than their kind does. One that gives way to this is no rival. */
const rival: Finding = ({ kind, desired, observed, snapshot, was }) => {
  const other = "dst" in kind.schema.shape && !observed ? rivalOf(snapshot, desired) : undefined;
  const isOwn = was !== undefined && was.host === desired.host && rivalOf(snapshot, was) === other;
  return !other || isOwn ? undefined : `dst: another route has this metric: ${describe(other)}`;
};

/** What speaks against any resource. */
const ALL: readonly Finding[] = [
  ({ user }) => (user === 0 ? undefined : 'connection: the user is not root: log in as root, or set become: "sudo"'),
  netnsGone,
  linkGone,
  taken,
  rival,
];

/** What speaks against a link on its parent; a parent that the program makes itself is not judged. */
const LINKS: readonly ((on: Link, scene: Scene) => string | undefined)[] = [
  (on, { desired: { mtu } }) =>
    Number(mtu) > on.mtu ? `mtu: ${String(mtu)} is above the ${on.mtu} of the parent ${on.ifname}` : undefined,
];

/** What speaks against making one there. */
const BIRTHS: typeof LINKS = [
  (on) =>
    on.master && TAKERS.test(on.linkinfo?.info_slave_kind ?? "")
      ? `parent: ${on.ifname} is a port of ${on.linkinfo?.info_slave_kind} ${on.master}, which takes all its frames`
      : undefined,
  (on, { kind, desired, snapshot }) =>
    kind.port === "macvlan" && desired.mode !== "passthru" && snapshot.wireless?.includes(on.ifname)
      ? `parent: ${on.ifname} is wireless, and an access point takes frames of one MAC address only; an IpvlanLink shares it`
      : undefined,
  (on, scene) => {
    const other = childrenOf(scene.snapshot, scene.desired).find(
      (child) => /^(mac|ip)v(lan|tap)$/.test(driver(child)) && driver(child).slice(0, 2) !== scene.kind.port?.slice(0, 2) && !isOurs(scene, child), // prettier-ignore
    );
    return other && `parent: ${on.ifname} has the ${driver(other)} link ${other.ifname}, and one parent takes either macvlan or ipvlan`; // prettier-ignore
  },
  (on, scene) => {
    const others = childrenOf(scene.snapshot, scene.desired).filter((child) => driver(child).startsWith("macv") && !isOurs(scene, child)); // prettier-ignore
    const only = others.find(({ linkinfo }) => linkinfo?.info_data?.mode === "passthru");
    if (only) return `parent: ${on.ifname} has the passthru child ${only.ifname}, and that is the only one it takes`;
    return scene.desired.mode === "passthru" && others[0]
      ? `mode: a passthru child is the only one of its parent, and ${on.ifname} has ${others[0].ifname}`
      : undefined;
  },
  (on, scene) => {
    const mac = scene.desired.macAddress;
    const other = [on, ...childrenOf(scene.snapshot, scene.desired)].find(({ address }) => address === mac);
    return other && mac !== undefined && !isOurs(scene, other)
      ? `macAddress: ${other.ifname} has it already`
      : undefined;
  },
];

/** All that speaks against a resource, each by a fact read from its host, the property first. */
export function findingsOf(scene: Scene): string[] {
  const { kind, desired, snapshot, observed, probed, hasLink } = scene;
  const on = hasLink(desired.parentNetns, desired.parent) ? undefined : parentIn(snapshot, desired);
  const isBorn = !observed || kind.fixed.some((field) => !same(observed.values[field], desired[field]));
  const judged = on ? [...LINKS, ...(isBorn ? BIRTHS : [])].map((finding) => finding(on, scene)) : [];
  const unknown = probed.map(({ command, words }) =>
    /Unknown device type|unknown option/.test(words) ? causeOf({ command, words, desired, snapshot }) : undefined,
  );
  return [...ALL.map((finding) => finding(scene)), ...judged, ...unknown].flatMap((said) => said ?? []);
}
