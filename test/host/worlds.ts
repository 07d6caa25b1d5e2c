import type { Values } from "../../provider/kinds/kind";

/** A resource of a world. */
export type Thing = readonly [type: string, args: Values];
/** Fields that are texts of their own; the others have one spelling. */
export const SAME = ["name", "netns", "parent", "dev", "description", "label"];
/** Namespaces, and links in each. */
export const SPACES = 20;
const EACH = 10;

/** The i-th text that an argument takes. */
export const the = (accepted: ReadonlyMap<string, readonly string[]>, argument: string, i: number): string => {
  const all = accepted.get(argument) ?? [];
  return all[i % all.length] as string;
};

/** Namespaces, links in them, addresses and routes on those, each with the next text that its arguments take. */
export function worlds(accepted: ReadonlyMap<string, readonly string[]>): Thing[][] {
  const one = (argument: string, i: number) => the(accepted, argument, i);
  const spaces = Array.from({ length: SPACES }, (_, i) => one("NetNamespace name", i));
  const links = Array.from({ length: SPACES * EACH }, (_, i) => ({
    netns: spaces[i % SPACES],
    name: one("MacvlanLink name", i),
    parent: one("MacvlanLink parent", i % SPACES),
    description: one("MacvlanLink description", i),
    ...(i < SPACES ? { macAddress: one("MacvlanLink macAddress", i) } : {}),
  }));
  const on = links.map(({ netns, name: dev }) => ({ netns, dev }));
  const address = (i: number) => ({ ...on[i], address: one("Address address", i), nodad: one("Address address", i).includes(":") }); // prettier-ignore
  const route = (i: number) => ({ ...on[i], dst: one("Route dst", i), table: one("Route table", i), protocol: one("Route protocol", i) }); // prettier-ignore
  return [
    spaces.map((name) => ["NetNamespace", { name }]),
    links.map((args) => ["MacvlanLink", args]),
    links.map((_, i) => ["Address", address(i)]),
    links.map((_, i) => ["Route", route(i)]),
  ];
}
