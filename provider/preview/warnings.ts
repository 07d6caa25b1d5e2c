import type { Snapshot } from "../ip/snapshot";
import { named } from "../ip/wording";
import { type Kind, type Observed, type Values } from "../kinds/kind";
import { siblingsUnlike } from "../kinds/link/constraints";
import { parentIn } from "../kinds/link/parent";
import { hostWorld } from "../kinds/world";
import { brokenOf, changesIn, hostFacts, isInState, isOurs, movedLink, type Scene } from "./scene";

/** Why a link's MTU is not the one that was asked for. */
export function drifted(
  { link }: Pick<Kind, "link">,
  desired: Values,
  { values }: Pick<Observed<Values>, "values">,
  snapshot: Snapshot,
): string | undefined {
  const on = parentIn(snapshot, desired);
  if (!link || !on || desired.mtu === undefined || values.mtu === desired.mtu) return undefined;
  const is = `mtu: is ${String(values.mtu)}, not ${String(desired.mtu)}`;
  if (on.mtu < Number(desired.mtu)) return `${is}: the parent ${on.ifname} has ${on.mtu}, and no child has more`;
  if (Number(values.mtu) > Number(desired.mtu) && link.rxHandler !== "ipvlan") return undefined;
  return link.rxHandler === "ipvlan"
    ? `${is}: each change of the parent's sets that of all its ipvlans, and ${on.ifname} has ${on.mtu}`
    : `${is}: a parent whose MTU is lowered takes its children along, and does not raise them again`;
}

/** Warnings about a resource that is not refused. */
const WARNINGS: readonly ((scene: Scene) => string | undefined)[] = [
  // Another than before is the program's own wish.
  ({ kind, desired, observed, snapshot, was }) =>
    observed && was?.mtu === desired.mtu ? drifted(kind, desired, observed, snapshot) : undefined,
  (scene) => {
    const { desired, observed } = scene;
    if (!desired.adopt || !observed || isInState(scene) || observed.owner === desired.mark) return undefined;
    const fields = changesIn(scene);
    return fields.length ? `adopt: changes ${fields.join(", ")} of what is there` : undefined;
  },
  (scene) => {
    const own = scene.observed ? undefined : movedLink(scene);
    return own && `name: ${own.ifname} is the link of this resource, renamed or moved by hand: rename it back, or delete it`; // prettier-ignore
  },
  (scene) => {
    const { kind, title, desired: values } = scene;
    const all = siblingsUnlike({ kind, title, values }, hostWorld(hostFacts(scene))).filter(
      ([, { link }]) => link && isOurs(scene, link),
    );
    const names = [...new Set(all.map(([, other]) => other.title))];
    return all[0] && `${all[0][0]}: is that of the whole parent ${named(scene.desired.parent)}, so that of ${names.join(", ")} changes too`; // prettier-ignore
  },
];

/** Every warning about a resource, the property first. */
export const warningsOf = (scene: Scene): string[] => [
  ...WARNINGS.flatMap((warning) => warning(scene) ?? []),
  ...brokenOf(scene, (law) => law.isWarning === true, hostWorld(hostFacts(scene))),
];
