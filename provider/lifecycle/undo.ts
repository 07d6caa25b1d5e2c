import type { Outcome } from "../host/host";
import type { Observed, Values } from "../kinds/kind";
import { ACTION } from "../ownership/actions";
import { converge } from "./converge";
import { Item } from "./item";
import { remove } from "./remove";
import { Target } from "./target";

/** The objects of a target as they were, one for each item; undefined if there was none. */
export type Before = readonly (Observed<Values> | undefined)[];

/** Takes back what was done to a target, the last item first: what was made goes, what was changed or deleted is again as it was before. */
export async function undo(target: Target, before: Before): Promise<void> {
  let now = await target.read();
  for (const [i, item] of [...target.items.entries()].reverse()) {
    const was = before[i];
    if (was) await restore(item, was, now);
    else await take(target, item, now);
    if (i) now = await target.read();
  }
}

/** An object as it was, which may be another resource's. */
const restore = ({ kind, desired }: Item, { values }: Observed<Values>, now: Outcome) =>
  converge(new Target([new Item(kind, { ...desired, ...values })]), now);

/** Removes an object that was made, unless somebody else has come to its place. */
async function take(target: Target, item: Item, now: Outcome): Promise<void> {
  const made = item.observe(now);
  if (made && ACTION.undoCreate[item.verdict(now)] === "remove") return remove(target, item, made, now);
  // The host took the commands and shows the object in no form that is known: what they made is deleted by its own words, unless those may be of another too.
  if (!made && !item.kind.changes?.toldApartBy)
    await target.apply(item.planned(undefined, { values: item.desired, outputs: {} }, now.snapshot));
  await target.clearNotes(now, [item]);
}
