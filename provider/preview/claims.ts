import { canonicalPrefix, familyOf, isLinkLocal } from "../ip/values";
import { replacedFields } from "../kinds/changes";
import { takenBy } from "../kinds/constraint";
import { identityOf } from "../kinds/identity";
import { type Values } from "../kinds/kind";
import { type Claim, type Declared } from "./claim";
import { requires, requiresToStay, withdraws } from "./demands";

/** A link's parent as one text. */
const parentOf = (v: Values) => JSON.stringify([v.host, v.parentNetns ?? "", v.parent]);

/** The claims of a link on its parent. */
function ofLink({ kind, values: v, was }: Declared): Claim[] {
  if (!kind.link?.rxHandler) return [];
  const on = parentOf(v);
  const shared: Claim[] = [
    {
      on: `driver ${on}`,
      as: kind.link?.rxHandler,
      said: (other) =>
        `parent: ${v.parent} is the parent of ${other} too, and one parent takes either macvlan or ipvlan`,
    },
    {
      on: `room ${on}`,
      as: v.mode === "passthru" ? undefined : "shared",
      said: (other) => `mode: a passthru child is the only one of its parent, and ${v.parent} has ${other} too`,
    },
  ];
  const mac: Claim = {
    on: `mac ${v.macAddress} ${on}`,
    said: (other) => `macAddress: ${other} on ${v.parent} has the same`,
  };
  // A link that is replaced has left its address by then.
  const from = was && !replacedFields(kind, was, v).length ? was.macAddress : undefined;
  // No parent has one twice, so that neither can begin.
  const exchange: Claim = {
    on: `leave ${from} ${on}`,
    as: "left",
    behind: `leave ${v.macAddress} ${on}`,
    said: (other) => `macAddress: is exchanged with that of ${other}, which takes a third one and an \`up\` in between`,
  };
  const whole = (field: string): Claim => ({
    on: `${field} ${on}`,
    as: String(v[field]),
    said: (other) => `${field}: is that of the whole parent ${v.parent}, and ${other} asks for another`,
  });
  if (kind.link?.rxHandler === "ipvlan") return [...shared, whole("mode"), whole("flag")];
  if (v.macAddress === undefined) return shared;
  return from === undefined || from === v.macAddress ? [...shared, mac] : [...shared, mac, exchange];
}

/** The claims of an address on the parent of its link. */
function ofAddress({ values: v }: Declared, link: Declared | undefined): Claim[] {
  const [ip = "", length] = String(v.address).split("/");
  if (!link || isLinkLocal(ip)) return [];
  const on = parentOf(link.values);
  const child = JSON.stringify([v.netns, v.dev]);
  const same: Claim = {
    on: `address ${ip} ${on}`,
    // On one child it can be again, with another peer, and on a macvlan with another length.
    as: link.kind.link?.rxHandler === "ipvlan" && !v.peer ? undefined : child,
    said: (other) => `address: ${other} is on a child of ${link.values.parent} too`,
  };
  const subnet: Claim = {
    on: `subnet ${canonicalPrefix(`${v.peer ?? ip}/${length}`)} ${on}`,
    as: child,
    said: (other) =>
      `address: ${other} has this subnet on another child of ${link.values.parent}, and children in mode l3 route by subnet`,
  };
  const isWhole = Number(length) === (familyOf(ip) === "inet6" ? 128 : 32);
  return link.kind.link?.rxHandler === "ipvlan" && link.values.mode !== "l2" && !isWhole ? [same, subnet] : [same];
}

/** The claims of a resource by the constraints of its own kind. */
const ofConstraints = ({ kind, values }: Declared): Claim[] =>
  (kind.constraints ?? []).map((constraint) => ({
    on: takenBy(kind, constraint, values),
    said: (other) => `${constraint.fields[0]}: ${constraint.says(other)}`,
  }));

/** Every claim of a resource; `link` is the declared one that it is on. */
export function claimsOf(one: Declared, link: Declared | undefined): Claim[] {
  const { kind, values: v } = one;
  const itself = identityOf(kind, v).slots.map((on): Claim => ({
    on,
    said: (other) => `${kind.identity.field}: ${other} is the same one on ${String(v.host)}`,
  }));
  const own = kind.identity.slot === "address" ? ofAddress(one, link) : [];
  return [
    ...itself,
    ...ofConstraints(one),
    ...(kind.link ? [...ofLink(one), ...withdraws(one)] : requires(one)),
    ...requiresToStay(one),
    ...own,
  ];
}
