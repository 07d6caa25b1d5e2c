import { setTimeout as sleep } from "node:timers/promises";
import type { Outcome } from "../host/host";
import { isNote, type Command } from "../ip/command";
import { HELD, isTransient } from "../kinds/causes";
import type { Observed, Values } from "../kinds/kind";
import { assertSame, commandRefused, didNotTake } from "./failures";
import { Fault } from "./fault";
import type { Item } from "./item";
import type { Target } from "./target";

/** The time to wait for a failure that passes by itself, and for a pending object, in milliseconds. */
const PATIENCE = { busy: 3000, pending: 10_000 };

/** An item as it was read, and the commands that it still needs. */
interface Progress {
  readonly item: Item;
  readonly observed: Observed<Values> | undefined;
  readonly commands: readonly Command[];
}

function progressOf(item: Item, outcome: Outcome, was: Values | undefined, isFirst: boolean): Progress {
  const observed = item.observe(outcome, isFirst ? (was ?? item.begun) : item.desired);
  if (observed?.failed) throw new Fault(`${item.title}: ${observed.failed}`);
  const commands = item.plan(observed, outcome, isFirst);
  if (observed && !commands.length) assertSame(item, observed);
  return { item, observed, commands };
}

/**
 * Plans and applies until the host, read again, has every object as it is asked for, and no longer as it `was`; waits for what passes by
 * itself. The result has an object for each item of the target.
 */
export async function converge(
  target: Target,
  before: Outcome,
  was: readonly Values[] = [],
): Promise<readonly Observed<Values>[]> {
  const start = (target.since ??= Date.now());
  let outcome = before;
  let wasThere: readonly boolean[] | undefined;
  let told: readonly Progress[] = [];
  for (let pause = 10; ; pause = Math.min(2 * pause, 200)) {
    const isFirst = outcome === before;
    const all = target.items.map((item, i) => progressOf(item, outcome, was[i], isFirst));
    const isThere = all.map(({ observed }) => observed !== undefined);
    const atFirst = (wasThere ??= isThere);
    const waited = Date.now() - start;
    const commands = all.flatMap((one) => one.commands);
    // An object that is there although none of our commands for it ran was made by somebody else meanwhile, even if it is as asked for.
    const others = all.find((_, i) => isThere[i] && !atFirst[i] && told[i] && hasNotBegun(told[i], outcome));
    const isDone = all.every(({ observed, commands }) => observed && !commands.length && !observed.pending);
    if (isDone && !others) return all.map(({ observed }) => observed!);
    if (outcome.refusal) {
      if (others || !isTransient(outcome.refusal.words) || waited >= PATIENCE.busy)
        throw await refused(target, told, before, outcome, others?.observed);
    } else if (!isFirst) {
      const pending = all.find(({ observed }) => observed?.pending);
      if (pending && waited > PATIENCE.pending)
        throw new Fault(`${pending.item.title}: ${pending.observed?.pending} did not end within ${PATIENCE.pending / 1000} s`); // prettier-ignore
      const failed = all.find((one) => one.commands.length);
      if (failed) throw didNotTake(failed.item, failed.observed, failed.commands);
    }
    if (!isFirst) await sleep(pause);
    outcome = await applyTo(target, commands);
    told = all;
  }
}

/** Whether the host refused the first command of an item, or the note before it. */
function hasNotBegun({ commands }: Progress, { refusal }: Outcome): boolean {
  const first = commands.findIndex((command) => !isNote(command));
  return refusal?.command !== undefined && commands.slice(0, first + 1).includes(refusal.command);
}

/** The error for a refused command; the notes of objects that were not begun are taken back. */
async function refused(
  target: Target,
  told: readonly Progress[],
  before: Outcome,
  outcome: Outcome,
  others?: Observed<Values>,
): Promise<Fault> {
  const unmarked = target.items.filter(({ journal }) => !journal.owner(before.snapshot));
  if (!target.mayHaveChanged) await target.clearNotes(outcome, unmarked);
  const { command } = outcome.refusal ?? {};
  const { item } = told.find(({ commands }) => command && commands.includes(command)) ?? told[0]!;
  // What is out of sight may be the cause.
  const isHeld = item.kind.lawReads && HELD.test(outcome.refusal?.words ?? "");
  const { snapshot } = isHeld ? await target.look(item).catch(() => outcome) : outcome;
  return commandRefused(item, { ...outcome, snapshot }, others);
}

/** Applies commands; a host that refuses the first one is as it was. */
async function applyTo(target: Target, commands: readonly Command[]): Promise<Outcome> {
  const { mayHaveChanged } = target;
  const first = commands.find((command) => !isNote(command));
  target.mayHaveChanged ||= first !== undefined;
  const outcome = await target.apply(commands);
  if ([commands[0], first].includes(outcome.refusal?.command)) target.mayHaveChanged = mayHaveChanged;
  return outcome;
}
