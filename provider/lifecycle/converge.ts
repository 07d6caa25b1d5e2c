import { setTimeout as sleep } from "node:timers/promises";
import type { Outcome } from "../host/host";
import { isNote } from "../ip/command";
import { isTransient } from "../kinds/causes";
import type { Observed, Values } from "../kinds/kind";
import { assertSame, commandRefused, didNotTake } from "./failures";
import { Fault } from "./fault";
import type { Target } from "./target";

/** The time to wait for a failure that passes by itself, and for a pending object, in milliseconds. */
const PATIENCE = { busy: 3000, pending: 10_000 };

/** Plans and applies until the host, read again, is as asked for and no longer as it `was`; what passes by itself is waited out. */
export async function converge(target: Target, before: Outcome, was: Values = {}): Promise<Observed<Values>> {
  const start = (target.since ??= Date.now());
  let wasThere: boolean | undefined;
  let outcome = before;
  for (let pause = 10; ; pause = Math.min(2 * pause, 200)) {
    const observed = target.observe(outcome, outcome === before ? was : target.desired);
    wasThere ??= observed !== undefined;
    if (observed?.failed) throw new Fault(`${target.title}: ${observed.failed}`);
    const { snapshot } = outcome;
    const planned = target.kind.plan(target.desired, observed, snapshot);
    const commands = target.notes.around(planned, observed, snapshot, outcome !== before);
    if (observed && !commands.length) assertSame(target, observed);
    if (observed && !commands.length && !observed.pending) return observed;
    const waited = Date.now() - start;
    const again = outcome !== before;
    // An object that is there although none of our commands ran was made by somebody else meanwhile.
    const isOthers = observed && !wasThere && !target.mayHaveChanged;
    if (outcome.refusal && (isOthers || !isTransient(outcome.refusal.words) || waited >= PATIENCE.busy)) {
      if (!target.mayHaveChanged && !target.notes.owner(before.snapshot)) await target.clearNote(outcome);
      throw commandRefused(target, outcome);
    }
    if (again && !outcome.refusal && observed?.pending && waited > PATIENCE.pending)
      throw new Fault(`${target.title}: ${observed.pending} did not end within ${PATIENCE.pending / 1000} s`);
    if (again && !outcome.refusal && commands.length) throw didNotTake(target, observed, commands);
    if (again) await sleep(pause);
    const { mayHaveChanged } = target;
    const first = commands.find((command) => !isNote(command));
    target.mayHaveChanged ||= first !== undefined;
    outcome = await target.apply(commands);
    if ([commands[0], first].includes(outcome.refusal?.command)) target.mayHaveChanged = mayHaveChanged;
  }
}
