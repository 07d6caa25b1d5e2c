import { linkNamed, linksOf } from "../../ip/snapshot";
import { same } from "../../ip/equality";
import { named, where } from "../../ip/wording";
import { sameStack } from "../../ownership/mark";
import { siblings } from "../constraint";
import type { Constraint, Standing, Subject, World } from "../kind";

/** Masters that take all frames of a link; a VRF does not. */
const TAKERS = /^(bridge|bond|team|openvswitch)$/;

/** The parent of a link. */
export const parentStanding = ({ values: { parentNetns, parent } }: Subject, world: World) =>
  world.link(parentNetns, parent);
/** The driver that takes the frames of its parent. */
export const handler = ({ kind }: Standing) => kind?.link?.rxHandler;

/** A name is one link's in its namespace, and so is another name that a link goes by. */
export const NAME: readonly Constraint[] = [
  {
    fields: ["name"],
    words: /File exists/,
    broken({ values: { netns, name } }, { snapshot }) {
      const links = snapshot ? linksOf(snapshot, named(netns)) : [];
      const other = links.find((link) => link.altnames?.includes(String(name)));
      return other && `${String(name)} is another name of ${other.ifname}`;
    },
  },
  {
    fields: ["name"],
    words: /File exists/,
    isCauseOnly: true,
    broken({ values: { netns, name } }, { snapshot }) {
      const other = snapshot && linkNamed(snapshot, named(netns), String(name));
      return other && `there already is a ${other.linkinfo?.info_kind ?? "physical"} link ${other.ifname} ${where(netns)}`; // prettier-ignore
    },
  },
];

/** No child has a larger MTU than its parent. A value that does not change does not fail: that it drifted is a warning. */
export const mtuOfParent: Constraint = {
  fields: ["mtu"],
  words: /Invalid argument|Numerical result out of range|mtu/,
  broken(object, world) {
    const { values, was, observed } = object;
    const parent = parentStanding(object, world);
    const isUnchanged = observed && was && same(was.mtu, values.mtu);
    return parent && !isUnchanged && Number(values.mtu) > Number(parent.values.mtu)
      ? `${String(values.mtu)} is above the MTU ${String(parent.values.mtu)} of the parent ${parent.title}`
      : undefined;
  },
};

/** A link that does not stand by itself is up only while its parent is. */
export const upWithParent: Constraint = {
  fields: ["up", "looseBinding"],
  words: /Network is down/,
  broken(object, world) {
    const parent = parentStanding(object, world);
    const { up, looseBinding } = object.values;
    return up && !looseBinding && parent?.values.up === false ? `the parent ${parent.title} is down` : undefined;
  },
};

/** Laws of links that take the frames of their parent: one driver does. */
export const RX_HANDLER: readonly Constraint[] = [
  {
    fields: ["parent"],
    words: /Device or resource busy/,
    broken(object, world) {
      const {
        master,
        linkinfo: { info_slave_kind: taker = "" } = {},
        ifname,
      } = parentStanding(object, world)?.link ?? {};
      return master && TAKERS.test(taker) ? `${ifname} is a port of ${taker} ${master}, which takes all its frames` : undefined; // prettier-ignore
    },
  },
  {
    fields: ["parent"],
    words: /Device or resource busy/,
    broken(object, world) {
      const isUnlike = (other: Standing) => handler(other) !== undefined && handler(other) !== handler(object);
      const other = siblings(object, world).find(isUnlike);
      return other && `${String(object.values.parent)} is the parent of ${other.title} too, and one parent takes either macvlan or ipvlan`; // prettier-ignore
    },
  },
];

/** The siblings whose fields a link changes too, since their parent has them in common; each with the field. */
export const siblingsUnlike = (object: Subject, world: World): [field: string, Standing][] =>
  (object.kind.link?.ofParent ?? []).flatMap((field) =>
    siblings(object, world)
      .filter((other) => handler(other) === handler(object))
      .filter(({ values }) => [values, object.values].every((v) => v[field] !== undefined))
      .filter(({ values }) => !same(values[field], object.values[field]))
      .map((other): [string, Standing] => [field, other]),
  );

/** A field that all children of a parent have in common is not changed for links that the stack did not make. */
export const ofParent = (field: string): Constraint => ({
  fields: [field],
  mayHarmOthers: () => true,
  broken(object, world) {
    const isOthers = ({ link, values }: Standing) => !link || !sameStack(named(values.mark), named(object.values.mark));
    const [, other] = siblingsUnlike(object, world).find(([name, one]) => name === field && isOthers(one)) ?? [];
    return other && `is that of the whole parent ${String(object.values.parent)}, and ${other.title}${other.link ? ", made outside this stack," : ""} has another`; // prettier-ignore
  },
});
