import * as pulumi from "@pulumi/pulumi";
import { canonicalIp } from "../ip/address";
import type { Kind } from "../kinds/kind";
import { program, type Declared } from "./declared";
import { LOCATION, RETAINED, type Location, type Located } from "./location";

type Fields = Readonly<Record<string, unknown>>;

/** Whether an address is the one that a field names, unless the program gives one of them as an output: then it may be. */
const mayBe = (address: unknown, by: unknown): boolean =>
  by !== undefined &&
  (typeof address !== "string" ||
    typeof by !== "string" ||
    canonicalIp(address.split("/")[0] ?? "") === canonicalIp(by));

/** The resources that one has to wait for: on its link, or without one in its namespace; what it names may be on any link there. */
function waitedFor(
  { dependsOn }: Pick<Kind, "dependsOn">,
  { connection, netns, dev }: Location,
  args: Fields,
): Declared[] {
  if (!dependsOn) return [];
  return program()
    .resources.filter(
      ({ space, location }) =>
        space === dependsOn.space && location.connection === connection && location.netns === netns,
    )
    .filter(
      ({ location, value }) =>
        dev === undefined || location.dev === dev || mayBe(value, dependsOn.by && args[dependsOn.by]),
    );
}

/** The order of a resource after those declared before it. */
export interface Order {
  readonly dependsOn: readonly Located[];
  /** Goes with them: the link's name as they give it, and their own names if they are not all on that link. */
  readonly inputs: Fields;
}

/**
 * Orders a resource after those that it needs. A route goes with the addresses by which its gateway was reached: the engine sees that by
 * what the route has from them. Those on the route's own link all give the link's name, so that the state names nothing twice.
 */
export function order(kind: Pick<Kind, "dependsOn">, location: Location, args: Fields): Order {
  const found = waitedFor(kind, location, args);
  const dependsOn = found.map(({ resource }) => resource);
  if (!found.length) return { dependsOn, inputs: {} };
  const onSameLink =
    pulumi.Resource.isInstance(location.dev) && found.every((one) => one.location.dev === location.dev);
  return {
    dependsOn,
    inputs: onSameLink
      ? { dev: pulumi.all(dependsOn.map(({ dev }) => dev)).apply(([name]) => name) }
      : { gatewayAddresses: found.map(({ resource, field }) => resource[field]) },
  };
}

/** The container that takes its contents along; one that is only read, or that is retained, stays and takes nothing. */
export const deletedWith = (container: Located | undefined): Located | undefined =>
  container?.[LOCATION] && !container[RETAINED] ? container : undefined;
