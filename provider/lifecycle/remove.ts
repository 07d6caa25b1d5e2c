import type { Outcome } from "../host/host";
import type { Command } from "../ip/command";
import type { Snapshot } from "../ip/snapshot";
import type { Observed, Values } from "../kinds/kind";
import { commandRefused } from "./failures";
import { Fault } from "./fault";
import type { Target } from "./target";

/** Deletes the object. */
export async function remove(target: Target, observed: Observed<Values>, { snapshot }: Outcome): Promise<void> {
  const plan = (gone: Observed<Values> | undefined, from: Snapshot): readonly Command[] =>
    target.kind.plan(undefined, gone, from);
  let commands = plan(observed, snapshot);
  const outcome = await (commands.length < 2 && (!target.kind.deleteReads || target.host.isCurrent(snapshot))
    ? target.apply([...commands, ...target.notes.taken(snapshot)])
    : // Everything that goes along or comes back has to be planned on the host as it is now: others delete at the same time.
      target.host.exclusive(target.needs, (now, apply) => {
        commands = plan(target.observe(now), now.snapshot);
        return apply([...target.notes.deleting(commands), ...target.notes.taken(now.snapshot)], target.needs);
      }));
  if (!outcome.refusal) return;
  const { each } = await target.finish(outcome);
  if (target.observe(outcome) || (!each.length && outcome.refusal.command !== commands[0]))
    throw commandRefused(target, outcome);
  // It went in the meantime, as a route does with its address: the commands after the refused one were not run.
  await target.clearNote(outcome);
  const lost = each.filter(({ refusal: r }) => r && !r.command?.words.includes("del") && !/File exists/.test(r.words));
  if (lost.length) throw new Fault(lost.map((said) => commandRefused(target, said).message).join("\n"));
}
