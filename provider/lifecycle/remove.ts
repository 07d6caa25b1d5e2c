import type { Outcome } from "../host/host";
import { isDelete, type Command } from "../ip/command";
import type { Snapshot } from "../ip/snapshot";
import type { Observed, Values } from "../kinds/kind";
import { commandRefused } from "./failures";
import { Fault } from "./fault";
import type { Item } from "./item";
import type { Target } from "./target";

/** Deletes the object of an item. */
export async function remove(
  target: Target,
  item: Item,
  observed: Observed<Values>,
  { snapshot }: Outcome,
): Promise<void> {
  const { kind, journal } = item;
  const plan = (gone: Observed<Values> | undefined, from: Snapshot): readonly Command[] =>
    item.planned(undefined, gone, from);
  let commands = plan(observed, snapshot);
  const outcome = await (commands.length < 2 && (!kind.deleteReads || target.host.isCurrent(snapshot))
    ? target.apply([...commands, ...journal.clearAll(snapshot)])
    : // Everything that goes along or comes back has to be planned on the host as it is now: others delete at the same time.
      target.host.exclusive(target.needs, (now, apply) => {
        commands = plan(item.observe(now), now.snapshot);
        return apply([...journal.accompanyDelete(commands), ...journal.clearAll(now.snapshot)], target.needs);
      }));
  if (!outcome.refusal) return;
  const { each } = await target.finish(outcome);
  if (item.observe(outcome) || (!each.length && outcome.refusal.command !== commands[0]))
    throw commandRefused(item, outcome);
  // It went in the meantime, as a route does with its address: the commands after the refused one were not run.
  await target.clearNotes(outcome, [item]);
  const failed = each.filter(
    ({ refusal: r }) => r && !(r.command && isDelete(r.command)) && !/File exists/.test(r.words),
  );
  if (failed.length) throw new Fault(failed.map((said) => commandRefused(item, said).message).join("\n"));
}
