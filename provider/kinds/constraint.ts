import { same } from "../ip/equality";
import { LEAST_MTU } from "../ip/values";
import { replacedFields } from "./changes";
import { isSameObject } from "./identity";
import type { Constraint, Kind, Standing, Subject, Values, World } from "./kind";

/** The world of an object while it is not known which link it is on. */
const NO_LINKS = { link: () => undefined, objectsOn: () => [], replaced: () => undefined } satisfies World;

/** The facts by which an object breaks laws of its kind, each with the field that it is reported on. A law is not asked while one of its fields is unknown. */
export const brokenLaws = (
  object: Subject,
  world: World,
  isAsked: (law: Constraint) => boolean,
): { readonly field: string; readonly fact: string }[] => {
  const { kind, unknown = [] } = object;
  const isPlaced = !Object.values(kind.on ?? {}).some((field) => unknown.includes(field));
  const seen = isPlaced ? world : { ...NO_LINKS, snapshot: world.snapshot };
  const isKnown = ({ fields }: Constraint) => !fields.some((field) => unknown.includes(field));
  return (kind.constraints ?? [])
    .filter((law) => isAsked(law) && isKnown(law))
    .flatMap((law) => {
      const fact = law.broken(object, seen);
      return fact === undefined ? [] : [{ field: law.fields[0] ?? "", fact }];
    });
};

/** Whether a preview refuses what breaks the law. */
export const isForbidden = ({ isCauseOnly, isWarning }: Constraint): boolean => !isCauseOnly && !isWarning;

/** The link that an object is on, as its arguments name it. */
export const linkUnder = (
  { on }: Pick<Kind, "on">,
  values: Values,
): { readonly name: unknown; readonly netns: unknown } => ({
  name: on && values[on.link],
  netns: on && values[on.netns],
});

/** The other objects on the parent of a link. */
export const siblings = ({ values: { parentNetns, parent } }: Subject, world: World): readonly Standing[] =>
  world.objectsOn(parentNetns, parent);

/** Two children of one parent, both of this kind, may not have the same values. */
export const uniqueOnParent = (fields: readonly string[], says: (other: string) => string): Constraint => ({
  fields,
  words: /exists/,
  broken(object, world) {
    const isLike = ({ kind, values }: Standing) =>
      kind === object.kind && fields.every((field) => same(values[field], object.values[field]));
    const other = siblings(object, world).find(isLike);
    return other && says(other.title);
  },
});

/** An object goes with its link when that is replaced, and does not come back unless the program gives it the link itself. */
export const staysOnLink = (field: "dev" | "parent"): Constraint => ({
  fields: [field],
  broken({ kind, values: v, was }, world) {
    const netns = field === "parent" ? "parentNetns" : "netns";
    const isMoved =
      kind.changes?.fixed?.includes(field) && !(same(was?.[field], v[field]) && same(was?.[netns], v[netns]));
    if (!was || isMoved || v[field] === undefined || !isSameObject(kind, was, v)) return undefined;
    const link = world.replaced(v[netns], v[field]);
    return (
      link &&
      `${link.title} is replaced and takes this along: pass the link resource, and run \`up\` once before this change`
    );
  },
});

const isIpv6 = ({ family, address }: Values) => family === "inet6" || String(address).includes(":");

/** The links that an object is on: one, or those of its next hops. */
export const linksUnder = ({ values: v }: Subject, world: World): Standing[] =>
  ((Array.isArray(v.nexthops) ? v.nexthops : [v]) as readonly Values[]).flatMap(({ dev }) =>
    dev === undefined ? [] : (world.link(v.netns, dev) ?? []),
  );

/** IPv6 needs a link of at least this MTU. */
export const ipv6Mtu: Constraint = {
  fields: ["dev", "nexthops"],
  words: /Invalid argument|No buffer space|No such device|IPv6 is (disabled|not enabled)/,
  broken(object, world) {
    const isSmall = ({ values }: Standing) => Number(values.mtu) < LEAST_MTU;
    const link = isIpv6(object.values) ? linksUnder(object, world).find(isSmall) : undefined;
    return link && `${link.title} has an MTU of ${String(link.values.mtu)}, and IPv6 needs ${LEAST_MTU}`;
  },
};

/** IPv6 can be switched off on a link. */
export const ipv6Enabled: Constraint = {
  fields: ["dev"],
  words: /Permission denied|IPv6 is disabled/,
  isCauseOnly: true,
  broken: ({ values: { address, dst, dev } }) =>
    `${String(address)} ${String(dst)}`.includes(":")
      ? `IPv6 is disabled on ${String(dev)}: net.ipv6.conf.${String(dev)}.disable_ipv6 is 1`
      : undefined,
};

/** A link that is set down loses its IPv6 addresses; once it is down it takes them again. */
export const ipv6StaysUp: Constraint = {
  fields: ["dev"],
  broken(object, world) {
    const { kind, values, was, afterItsLink } = object;
    const isNew = !was || replacedFields(kind, was, values).length > 0;
    const goesDown = (link: Standing) => link.values.up === false && link.was?.up === true;
    const link = isIpv6(values) && !(isNew && afterItsLink) ? linksUnder(object, world).find(goesDown) : undefined;
    const how = isNew ? ": pass the link resource, and this is made after it" : "";
    return link && `${link.title} is down, and loses its IPv6 addresses${how}`;
  },
};
