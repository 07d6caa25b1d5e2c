import { differing } from "../ip/equality";
import { linkNamed } from "../ip/snapshot";
import { named } from "../ip/wording";
import { brokenLaws } from "../kinds/constraint";
import * as kinds from "../kinds/index";
import type { Constraint, Kind } from "../kinds/kind";
import { hostWorld } from "../kinds/world";
import type { Preflight } from "../preview/preflight";
import { Fault } from "./fault";
import type { Item } from "./item";
import type { Target } from "./target";

/** Refuses a change that the kernel would carry out on objects of others too, if no preview of this run has looked. */
export async function assertNoHarm(item: Item, target: Target, preflight: Preflight | undefined): Promise<void> {
  const { kind, title, desired } = item;
  const mayHarm = (law: Constraint) => law.mayHarmOthers?.(desired) === true;
  if (!kind.constraints?.some(mayHarm) || preflight?.hasLookedAt(target.host)) return;
  const outcome = await target.look(item);
  const { snapshot } = outcome;
  const observed = item.observe(outcome);
  const changed = differing(observed?.values ?? {}, desired);
  const isAsked = (law: Constraint) => mayHarm(law) && law.fields.some((field) => changed.includes(field));
  const itself = linkNamed(snapshot, named(desired.netns), named(desired.name));
  const world = hostWorld({ snapshot, kinds: Object.values(kinds) as unknown as Kind[], itself });
  const [law] = brokenLaws({ kind, title, values: desired, observed }, world, isAsked);
  if (law) throw new Fault(`${title}: ${law.field}: ${law.fact}`);
}
