import { linkCalled, type Snapshot } from "../ip/snapshot";
import { named } from "../ip/wording";
import { linkUnder } from "./constraint";
import type { Kind, Observed, Values } from "./kind";

/** Puts other names into the field that names an object's link, and into that field of its next hops. */
function rename({ on }: Kind, values: Values, other: (name: string) => string): Values {
  if (!on) return values;
  const put = (v: Values): Values => (v[on.link] === undefined ? v : { ...v, [on.link]: other(String(v[on.link])) });
  const inLists = Object.entries(values).map(([field, value]) =>
    Array.isArray(value) && value.every((one) => Object(one) === one) ? [field, value.map(put)] : [field, value],
  );
  return put(Object.fromEntries(inLists) as Values);
}

/** Values with the names of links that the kernel gives them, for alternative ones; ip-link(8), `altname`. */
export const realNames = (kind: Kind, snapshot: Snapshot, values: Values): Values =>
  rename(kind, values, (name) => linkCalled(snapshot, named(linkUnder(kind, values).netns), name)?.ifname ?? name);

/** Observes an object under the names of links that are asked for. */
export function observe(kind: Kind, snapshot: Snapshot, desired: Values): Observed<Values> | undefined {
  const asked = new Map<string, string>();
  const real = rename(kind, desired, (name) => {
    const { ifname = name } = linkCalled(snapshot, named(linkUnder(kind, desired).netns), name) ?? {};
    asked.set(ifname, name);
    return ifname;
  });
  const observed = kind.observe(snapshot, real);
  return observed && { ...observed, values: rename(kind, observed.values, (name) => asked.get(name) ?? name) };
}
