import { same } from "../ip/equality";
import type { Link } from "../ip/snapshot";
import { parentIn, siblingsOf } from "../kinds/around";
import { immutableDifferences } from "../kinds/changes";
import { ipvlanFamily } from "../kinds/ipvlan";
import { isOurs, staysInProgram, type Scene } from "./scene";

/** Masters that take all frames of a link; a VRF does not. */
const TAKERS = /^(bridge|bond|team|openvswitch)$/;
const driver = ({ linkinfo }: Link) => linkinfo?.info_kind ?? "";

/** Ipvlans of the same parent that a link's mode and flag would change too, each with the field. */
export const siblingsUnlike = ({ kind, desired, snapshot }: Scene, of: (link: Link) => boolean): [string, Link][] =>
  kind.link?.rxHandler !== "ipvlan"
    ? []
    : siblingsOf(snapshot, desired)
        .filter((child) => driver(child).startsWith("ipv") && of(child))
        .flatMap((child) =>
          ipvlanFamily.attributes
            .filter(
              ({ field, driverData, read }) =>
                driverData && desired[field] !== undefined && read(child, desired) !== desired[field],
            )
            .map(({ field }): [string, Link] => [field, child]),
        );

/** Findings about a link on its parent; a parent that the program makes itself is not judged. */
const LINKS: readonly ((on: Link, scene: Scene) => string | undefined)[] = [
  // A value that does not change does not fail; a warning reports the drift.
  (on, { desired: { mtu }, was, observed }) =>
    Number(mtu) > on.mtu && !(observed && was?.mtu === mtu)
      ? `mtu: ${String(mtu)} is above the ${on.mtu} of the parent ${on.ifname}`
      : undefined,
  (on, scene) => {
    const [field, child] = siblingsUnlike(scene, (link) => !isOurs(scene, link))[0] ?? [];
    return child && `${field}: is that of the whole parent ${on.ifname}, and ${child.ifname}, made outside this stack, has another`; // prettier-ignore
  },
];

/** The siblings that do not stay in the program. The link of an interrupted create may have no mark and no name of its own yet. */
const strangers = (scene: Scene): Link[] =>
  siblingsOf(scene.snapshot, { ...scene.desired, name: scene.observed?.values.name ?? scene.desired.name }).filter(
    (child) => !staysInProgram(scene, child),
  );

/** Whether another has its MAC address. */
const macTaken = (on: Link, scene: Scene): string | undefined => {
  const { macAddress: mac, mode } = scene.desired;
  const parents = mode === "passthru" || staysInProgram(scene, on) ? [] : [on];
  const other = [...parents, ...strangers(scene)].find(({ address }) => address === mac);
  return other && mac !== undefined ? `macAddress: ${other.ifname} has it already` : undefined;
};

/** Findings about a new link on its parent. */
const BIRTHS: typeof LINKS = [
  (on) =>
    on.master && TAKERS.test(on.linkinfo?.info_slave_kind ?? "")
      ? `parent: ${on.ifname} is a port of ${on.linkinfo?.info_slave_kind} ${on.master}, which takes all its frames`
      : undefined,
  (on, { kind, desired, snapshot }) =>
    kind.link?.rxHandler === "macvlan" && desired.mode !== "passthru" && snapshot.wireless?.includes(on.ifname)
      ? `parent: ${on.ifname} is wireless, and an access point takes frames of one MAC address only; an IpvlanLink shares it`
      : undefined,
  (on, scene) => {
    const other = strangers(scene).find(
      (child) => driver(child).slice(0, 2) !== scene.kind.link?.rxHandler?.slice(0, 2),
    );
    return other && `parent: ${on.ifname} has the ${driver(other)} link ${other.ifname}, and one parent takes either macvlan or ipvlan`; // prettier-ignore
  },
  (on, scene) => {
    const others = strangers(scene).filter((child) => driver(child).startsWith("macv"));
    const only = others.find(({ linkinfo }) => linkinfo?.info_data?.mode === "passthru");
    if (only) return `parent: ${on.ifname} has the passthru child ${only.ifname}, and that is the only one it takes`;
    return scene.desired.mode === "passthru" && others[0]
      ? `mode: a passthru child is the only one of its parent, and ${on.ifname} has ${others[0].ifname}`
      : undefined;
  },
  macTaken,
];

/** Every finding about a link on its parent. */
export function onParent(scene: Scene): (string | undefined)[] {
  const { kind, desired, snapshot, observed, was, hasLink } = scene;
  const on = hasLink(desired.parentNetns, desired.parent) ? undefined : parentIn(snapshot, desired);
  // The other laws are those of drivers that take the frames of their parent.
  if (on && !kind.link?.rxHandler) return [LINKS[0]!(on, scene)];
  const isBorn = !observed || immutableDifferences(kind, observed.values, desired).length > 0;
  const { macAddress: mac } = desired;
  const moves = !same(was?.macAddress, mac) && !same(observed?.values.macAddress, mac);
  const more = isBorn ? BIRTHS : moves ? [macTaken] : [];
  return on ? [...LINKS, ...more].map((finding) => finding(on, scene)) : [];
}
