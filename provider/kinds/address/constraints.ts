import { SCOPES } from "../../ip/names";
import { canonicalPrefix, familyOf, isLinkLocal } from "../../ip/address";
import { spelling } from "../../ip/values";
import { ipv6Enabled, ipv6Mtu, ipv6StaysUp, staysOnLink } from "../constraint";
import type { Constraint, Standing, Subject, Values, World } from "../kind";

const ipOf = ({ address }: Values) => String(address).split("/")[0] ?? "";
const subnetOf = ({ address, peer }: Values) =>
  canonicalPrefix(`${String(peer ?? ipOf({ address }))}/${String(address).split("/")[1]}`);
const isSameLink = (one: Values, other: Values) => one.netns === other.netns && one.dev === other.dev;
const linkOf = ({ values: { netns, dev } }: Subject, world: World) => world.link(netns, dev);

/** The addresses on all children of the parent that this one's link has, if that takes all frames of its parent. */
function onParent(object: Subject, world: World): readonly Standing[] {
  const link = linkOf(object, world);
  if (!link?.kind?.link?.rxHandler || isLinkLocal(ipOf(object.values))) return [];
  const children = world.objectsOn(link.values.parentNetns, link.values.parent);
  return children
    .flatMap(({ values: { netns, name } }) => world.objectsOn(netns, name))
    .filter(({ kind }) => kind === object.kind);
}

/** The laws of addresses. */
export const constraints: readonly Constraint[] = [
  {
    fields: ["address", "dev"],
    broken({ values: { address, netns, dev } }, world) {
      const link = world.link(netns, dev);
      const takes = link?.link?.flags.includes("LOOPBACK") || link?.link?.linkinfo?.info_kind === "vrf";
      return link && !takes && /^::1\//.test(String(address))
        ? `::1 is for \`lo\`, and ${link.title} does not take it`
        : undefined;
    },
  },
  ipv6Mtu,
  ipv6Enabled,
  ipv6StaysUp,
  staysOnLink("dev"),
  {
    fields: ["address", "peer"],
    broken(object, world) {
      const isIpvlan = linkOf(object, world)?.kind?.link?.rxHandler === "ipvlan";
      // One child can have it again with another peer, and a macvlan with another length.
      const agrees = ({ values: v }: Standing) =>
        isSameLink(v, object.values) && !(isIpvlan && !(v.peer && object.values.peer));
      const isIt = ({ values }: Standing) => ipOf(values) === ipOf(object.values);
      const other = onParent(object, world).find((one) => isIt(one) && !agrees(one));
      return other && `${other.title} is on a child of ${String(linkOf(object, world)?.values.parent)} too`;
    },
  },
  {
    fields: ["address", "peer"],
    broken(object, world) {
      const link = linkOf(object, world);
      const [ip = "", length] = String(object.values.address).split("/");
      const isWhole = Number(length) === (familyOf(ip) === "inet6" ? 128 : 32);
      if (link?.kind?.link?.rxHandler !== "ipvlan" || link.values.mode === "l2" || isWhole) return undefined;
      const isIt = ({ values }: Standing) =>
        subnetOf(values) === subnetOf(object.values) && !isSameLink(values, object.values);
      const other = onParent(object, world).find(isIt);
      return other && `${other.title} has this subnet on another child of ${String(link.values.parent)}, and children in mode l3 route by subnet`; // prettier-ignore
    },
  },
  {
    fields: ["scope", "address"],
    words: /Invalid scope|Invalid argument/,
    isCauseOnly: true,
    broken({ values: { netns, dev, address, scope = "global" } }, { snapshot }) {
      const infos = snapshot?.netns[String(netns ?? "")]?.addresses?.find(({ ifname }) => ifname === dev)?.addr_info;
      const subnet = canonicalPrefix(String(address));
      const other = infos?.find(
        (info) =>
          canonicalPrefix(`${info.local}/${info.prefixlen}`) === subnet && spelling(SCOPES)(info.scope) !== scope,
      );
      return other && `${other.local} of the same subnet has the scope ${spelling(SCOPES)(other.scope)}, and a subnet has one`; // prettier-ignore
    },
  },
];
