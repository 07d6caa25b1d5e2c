import { differing } from "../ip/equality";
import { brokenOnHost } from "../kinds/host-laws";
import type { Constraint } from "../kinds/kind";
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
  const observed = item.observe(outcome);
  const changed = differing(observed?.values ?? {}, desired);
  const isAsked = (law: Constraint) => mayHarm(law) && law.fields.some((field) => changed.includes(field));
  const [law] = brokenOnHost({ kind, title, values: desired, observed }, outcome.snapshot, isAsked);
  if (law) throw new Fault(`${title}: ${law.field}: ${law.fact}`);
}
