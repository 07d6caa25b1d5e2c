import { same } from "../../ip/equality";
import { replacedFields } from "../changes";
import { siblings } from "../constraint";
import type { Constraint, Standing, Subject, World } from "../kind";
import { handler, parentStanding } from "./constraints";

const macvlans = (object: Subject, world: World) =>
  siblings(object, world).filter((other) => handler(other) === "macvlan");

/** The address that a link gives up when it changes in place. */
const leaves = ({ kind, values: v, was }: Standing) =>
  kind && was && !same(was.macAddress, v.macAddress) && !replacedFields(kind, was, v).length ? was.macAddress : undefined; // prettier-ignore

/** The links that wait for each other's address: none of them can begin. */
function exchange(object: Subject, world: World): Standing[] {
  const others = macvlans(object, world).filter(({ unknown }) => !unknown?.includes("macAddress"));
  const first = leaves(object);
  const circle: Standing[] = [];
  for (let next = object.values.macAddress; first !== undefined && next !== first;) {
    const other = others.find((one) => leaves(one) === next && !circle.includes(one));
    if (!other) return [];
    circle.push(other);
    next = other.values.macAddress;
  }
  return circle;
}

/** Laws of links with a MAC address of their own. */
export const OWN_MAC: readonly Constraint[] = [
  {
    fields: ["parent", "mode"],
    broken(object, world) {
      const on = parentStanding(object, world)?.link?.ifname;
      return on !== undefined && object.values.mode !== "passthru" && world.snapshot?.wireless?.includes(on)
        ? `${on} is wireless, and an access point takes frames of one MAC address only; an IpvlanLink shares it`
        : undefined;
    },
  },
  {
    fields: ["mode"],
    words: /Invalid argument|Device or resource busy/,
    broken(object, world) {
      const isAlone = ({ values }: Standing) => values.mode === "passthru";
      const others = macvlans(object, world);
      const other = isAlone(object) ? others[0] : others.find(isAlone);
      return other && `a passthru child is the only one of its parent, and ${String(object.values.parent)} has ${other.title} too`; // prettier-ignore
    },
  },
  {
    fields: ["macAddress", "mode"],
    words: /Address already in use/,
    broken(object, world) {
      const { macAddress, mode, parent } = object.values;
      const on = mode === "passthru" ? undefined : parentStanding(object, world);
      const other = [...(on ? [on] : []), ...macvlans(object, world)].find(
        ({ values }) => macAddress !== undefined && values.macAddress === macAddress,
      );
      const whose = other === on ? `the parent ${other?.title}` : `${other?.title} on ${String(parent)}`;
      return other && `${String(macAddress)} is that of ${whose} too`;
    },
  },
  {
    fields: ["macAddress", "mode"],
    isWarning: true,
    broken(object, world) {
      const { macAddress, mode } = object.values;
      const on = mode === "passthru" && macAddress !== undefined ? parentStanding(object, world)?.link : undefined;
      return on && on.address !== macAddress
        ? `becomes that of the parent ${on.ifname} too, until the link is deleted`
        : undefined;
    },
  },
  {
    fields: ["macAddress"],
    broken(object, world) {
      const all = exchange(object, world).map(({ title }) => title);
      return all.length
        ? `is exchanged with that of ${all.join(" and ")}, and links cannot exchange addresses in one \`up\`: give one of them another address first`
        : undefined;
    },
  },
];
