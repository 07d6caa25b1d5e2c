import { differing } from "../ip/equality";
import { linkNamed } from "../ip/snapshot";
import { named } from "../ip/wording";
import { brokenLaws } from "../kinds/constraint";
import * as kinds from "../kinds/index";
import type { Constraint, Kind, Values } from "../kinds/kind";
import { hostWorld } from "../kinds/world";
import type { Preflight } from "../preview/preflight";
import { Fault } from "./fault";
import type { Item } from "./item";
import type { Target } from "./target";

/** Refuses a change that the kernel would carry out on objects of others too, if no preview of this run has looked; `was` is the object in the state. */
export async function assertNoHarm(
  item: Item,
  target: Target,
  preflight: Preflight | undefined,
  was: Values = {},
): Promise<void> {
  const { kind, title, desired } = item;
  const changed = differing(was, desired);
  const isAsked = (law: Constraint) =>
    law.mayHarmOthers?.(desired) === true && law.fields.some((field) => changed.includes(field));
  if (!kind.constraints?.some(isAsked) || preflight?.hasLookedAt(target.host)) return;
  const outcome = await target.look(item);
  const { snapshot } = outcome;
  const itself = linkNamed(snapshot, named(desired.netns), named(desired.name));
  const world = hostWorld({ snapshot, kinds: Object.values(kinds) as unknown as Kind[], itself });
  const [law] = brokenLaws({ kind, title, values: desired, observed: item.observe(outcome) }, world, isAsked);
  if (law) throw new Fault(`${title}: ${law.field}: ${law.fact}`);
}
