import { same } from "../ip/equality";
import { contains, UNKNOWN } from "../ip/unknown";
import { LEAST_MTU } from "../ip/values";
import { replacedFields } from "../kinds/changes";
import { isSameObject, slotOf } from "../kinds/identity";
import { type Values } from "../kinds/kind";
import { type Claim, type Declared } from "./claim";

const isRoute = ({ kind }: Declared) => kind.identity.slot === "route";
const isIpv6 = ({ family, address }: Values) => family === "inet6" || String(address).includes(":");
const at = (what: string, { host, netns }: Values, link: unknown) => slotOf(what, host, netns, link);

/** Claims that a link withdraws: up, IPv6, or the link itself. The kernel takes what needs them off the link, and does not put it back. */
export function withdraws({ kind, values: v, was }: Declared): Claim[] {
  const lack = (what: string, said: Claim["said"], of = v): Claim => ({ on: at(what, of, of.name), as: "no", said });
  const down = (other: string) => `up: ${other} needs the link up`;
  const [replaces] = was && !contains(v, UNKNOWN) ? replacedFields(kind, was, v) : [];
  const along = (other: string) =>
    `${replaces}: replaces this link, and ${other} goes with it: give ${other} the link itself, in an \`up\` before`;
  return [
    ...(replaces === undefined ? [] : [lack("stays", along, was)]),
    ...(v.up === false ? [lack("up", down)] : []),
    // A link that is already down takes them.
    ...(v.up === false && was?.up === true ? [lack("stays up", down)] : []),
    ...(Number(v.mtu) < LEAST_MTU ? [lack("ipv6", (other) => `mtu: ${other} needs ${LEAST_MTU} at least, as all IPv6 does`)] : []), // prettier-ignore
  ];
}

/** Claims of a route or an IPv6 address on its links: up, and an MTU that IPv6 works with. */
export function requires(one: Declared): Claim[] {
  const { kind, values: v, was, behind } = one;
  const isNew = !was || replacedFields(kind, was, v).length > 0;
  const hops = (Array.isArray(v.nexthops) ? v.nexthops : [v]) as readonly Values[];
  return hops.flatMap(({ dev }): Claim[] => {
    const want = (what: string, said: Claim["said"]): Claim => ({ on: at(what, v, dev), as: "yes", said });
    const lost = (what: string) => (other: string) => `dev: ${other} is down, and loses its ${what}`;
    const early = (other: string) =>
      `${lost("IPv6 addresses")(other)}: give the link itself, and this is made after it`;
    const small = (other: string) => `dev: ${other} has too small an MTU: IPv6 needs ${LEAST_MTU}`;
    if (dev === undefined) return [];
    if (isRoute(one)) return [want("up", lost("routes")), ...(isIpv6(v) ? [want("ipv6", small)] : [])];
    // Once a link is down the kernel takes IPv6 addresses again; they stay tentative until it is up.
    const stays = isNew && behind ? [] : [want("stays up", isNew ? early : lost("IPv6 addresses"))];
    return isIpv6(v) ? [...stays, want("ipv6", small)] : [];
  });
}

/** Claims of an unchanged object on its link to stay; an object that the engine knows to go along has no state any more then. */
export function requiresToStay({ kind, values: v, was }: Declared): Claim[] {
  const [netns, field] = kind.link ? [v.parentNetns, "parent"] : [v.netns, "dev"];
  const isMoved = kind.link && was && !(same(was.parent, v.parent) && same(was.parentNetns, v.parentNetns));
  if (!was || isMoved || v[field] === undefined || !isSameObject(kind, was, v)) return [];
  const said = (other: string) =>
    `${field}: ${other} is replaced and takes this along: give the link itself, in an \`up\` before`;
  return [{ on: at("stays", { ...v, netns }, v[field]), as: "yes", said }];
}
