import * as pulumi from "@pulumi/pulumi";
import type { Where } from "./announce";
import { completed } from "./configuration";

type Fields = Readonly<Record<string, unknown>>;

/** What a resource keeps its place under, for those that are put into it. */
export const LOCATION = Symbol("where");
/** What a resource keeps under, for the same, that it stays on its host when it leaves the program. */
export const RETAINED = Symbol("stays");
/** Where a resource is, and its name, each as the program gave it. */
export type Placed = pulumi.CustomResource &
  Fields & { readonly [LOCATION]?: readonly [...Where, unknown]; readonly [RETAINED]?: boolean };

/** The name that an argument stands for, where the program gave it in so many words. */
export const literalName = (value: unknown) =>
  pulumi.Resource.isInstance(value) ? (value as Placed)[LOCATION]?.[3] : value;
const nameOf = (value: unknown) => (pulumi.Resource.isInstance(value) ? (value as Placed).name : value);
/** The place of an object, where all of it is known so. */
export const placeIn = (fields: Fields): Fields | undefined =>
  Object.values(fields).every((value) => value === undefined || typeof value === "string")
    ? onlyGiven(fields)
    : undefined;

/** The resource that an argument is, if it is one; it has to be of the right sort. */
function holderIn(args: Fields, field: "dev" | "netns" | "parentNetns"): Placed | undefined {
  const value = args[field];
  const [own, sort] = field === "dev" ? ["ifindex", "link"] : ["loopback", "NetNamespace"];
  if (!pulumi.Resource.isInstance(value)) return undefined;
  if (!(own in value)) throw new TypeError(`\`${field}\` takes a ${sort} or its name, not ${value.constructor.name}`);
  return value as Placed;
}

const isHop = (hop: unknown): hop is Fields =>
  typeof hop === "object" && hop !== null && pulumi.Resource.isInstance((hop as Fields).dev);

/** Takes connection and namespace from the resources given as `dev` and `netns`. */
export function locate(args: Fields): { where: Where; holder?: Placed; props: Fields } {
  const { netns, dev, parentNetns, nexthops } = args;
  const inside = holderIn(args, "netns");
  const on = holderIn(args, "dev");
  const holder = on ?? inside;
  // As the program gave it: an output that the host's own namespace leaves empty would be unknown to a preview.
  const inherited = on?.[LOCATION] ? on[LOCATION][1] : on?.netns;
  const where: Where = [args.connection ?? holder?.[LOCATION]?.[0] ?? holder?.connection, netns ?? inherited, dev];
  return {
    where,
    holder,
    props: {
      ...args,
      // What the program said in so many words is said again: the state need not keep where it came from, `dev` tells.
      connection: completed(where[0]),
      netns:
        netns === undefined && typeof literalName(where[1]) === "string" ? literalName(where[1]) : nameOf(where[1]),
      dev: on?.name ?? dev,
      parentNetns: holderIn(args, "parentNetns")?.name ?? parentNetns,
      nexthops: Array.isArray(nexthops) ? nexthops.map((hop: Fields) => (isHop(hop) ? { ...hop, dev: holderIn(hop, "dev")?.name } : hop)) : nexthops, // prettier-ignore
    },
  };
}

/** Without what is not given. */
export const onlyGiven = (values: Fields) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
