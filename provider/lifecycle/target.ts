import { setTimeout as sleep } from "node:timers/promises";
import type { Connection } from "../connection";
import { hostAt, type Host, type Outcome } from "../host/host";
import type { Needs } from "../host/snapshot";
import { isNote, type Command } from "../ip/command";
import type { Read } from "../ip/read";
import type { Snapshot } from "../ip/snapshot";
import { isTransient } from "../kinds/causes";
import { identityOf } from "../kinds/identity";
import type { Kind, Observed, Values } from "../kinds/kind";
import { Notes } from "../ownership/journal";
import type { Machine } from "../ownership/machine";
import { sameStack } from "../ownership/mark";
import { ownerOf } from "../ownership/owner";
import { assertSame, commandRefused, didNotTake } from "./failures";
import { Fault } from "./fault";

/** One object on its host: what is asked for, and the ways to get there. */
export class Target {
  readonly host: Host;
  /** Whether a command of ours has changed the host, or may have: it was told, and has not answered. */
  mayHaveChanged = false;
  /** The machine that answered last. */
  machine?: Machine;
  private readonly needs: Needs;
  private readonly notes: Notes;
  /** When it was first told to change. */
  private since?: number;

  constructor(
    readonly kind: Kind,
    readonly desired: Values,
    around: readonly Read[] = [],
  ) {
    this.host = hostAt(desired.connection as Connection);
    this.notes = new Notes(kind, desired);
    this.needs = new Map(kind.namespaces(desired).map((netns) => [netns ?? "", new Set([...kind.reads, ...around])]));
  }

  /** What messages call the object. */
  get title(): string {
    return identityOf(this.kind, this.desired).title;
  }

  /** An id that a person can read: `web-1:red/eth0`. */
  get id(): string {
    return identityOf(this.kind, this.desired).id;
  }

  /** The object's place on the machine itself, whatever that is called. */
  placeOn = ({ machineId, bootId }: Outcome): string =>
    [machineId, bootId, ...identityOf(this.kind, { ...this.desired, host: "" }).slots].join(" ");

  /** The host, read anew. */
  read = (): Promise<Outcome> => this.apply([]);

  /** The host, read anew, once what a delete that was cut off in the middle has left undone is done. */
  async readSettled(): Promise<Outcome> {
    return (await this.finish(await this.read())).now;
  }

  /** Does what a delete has left undone. Each by itself: what is done already is refused, and what is refused for another reason costs no other. */
  private async finish(outcome: Outcome): Promise<{ each: readonly Outcome[]; now: Outcome }> {
    const { undone, done } = this.notes.left(outcome.snapshot);
    const each = await Promise.all(undone.map((command) => this.apply([command])));
    return { each, now: undone.length ? await this.apply(done) : outcome };
  }

  /** The host as it was last read, where nothing is in the object's place there, and no note of it either: that would be of a run that was cut off. */
  lastRead(): Outcome | undefined {
    const outcome = this.host.recall(this.needs);
    if (!outcome || this.observe(outcome) || this.notes.any(outcome.snapshot)) return undefined;
    this.machine = { machineId: outcome.machineId, bootId: outcome.bootId };
    return outcome;
  }

  /** The object in what was read; where nothing on it says whose it is, a note may. What counts down does so from what `was` asked for. */
  observe = ({ snapshot }: Outcome, was: Values = this.desired): Observed<Values> | undefined => {
    const counts = Object.fromEntries((this.kind.changes?.volatile ?? []).map((field) => [field, was[field]]));
    const observed = this.kind.observe(snapshot, { ...this.desired, ...counts });
    return observed && { ...observed, owner: ownerOf(this.kind, this.desired, observed, snapshot) };
  };

  /** Plans and applies until the host, read again, is as asked for and no longer as it `was`; what passes by itself is waited out. */
  async converge(before: Outcome, was: Values = {}): Promise<Observed<Values>> {
    const start = (this.since ??= Date.now());
    let wasThere: boolean | undefined;
    let outcome = before;
    for (let pause = 10; ; pause = Math.min(2 * pause, 200)) {
      const observed = this.observe(outcome, outcome === before ? was : this.desired);
      wasThere ??= observed !== undefined;
      if (observed?.failed) throw new Fault(`${this.title}: ${observed.failed}`);
      const { snapshot } = outcome;
      const planned = this.kind.plan(this.desired, observed, snapshot);
      const commands = this.notes.around(planned, observed, snapshot, outcome !== before);
      if (observed && !commands.length) assertSame(this, observed);
      if (observed && !commands.length && !observed.pending) return observed;
      const waited = Date.now() - start;
      const again = outcome !== before;
      // What stands there although nothing of ours was carried out is somebody else's, made meanwhile.
      const isOthers = observed && !wasThere && !this.mayHaveChanged;
      if (outcome.refusal && (isOthers || !isTransient(outcome.refusal.words) || waited >= PATIENCE.busy)) {
        if (!this.mayHaveChanged && !this.notes.owner(before.snapshot)) await this.clearNote(outcome);
        throw commandRefused(this, outcome);
      }
      if (again && !outcome.refusal && observed?.pending && waited > PATIENCE.pending)
        throw new Fault(`${this.title}: ${observed.pending} did not end within ${PATIENCE.pending / 1000} s`);
      if (again && !outcome.refusal && commands.length) throw didNotTake(this, observed, commands);
      if (again) await sleep(pause);
      const { mayHaveChanged } = this;
      const first = commands.find((command) => !isNote(command));
      this.mayHaveChanged ||= first !== undefined;
      outcome = await this.apply(commands);
      if ([commands[0], first].includes(outcome.refusal?.command)) this.mayHaveChanged = mayHaveChanged;
    }
  }

  /** Deletes the object. */
  async remove(observed: Observed<Values>, { snapshot }: Outcome): Promise<void> {
    const plan = (gone: Observed<Values> | undefined, from: Snapshot): readonly Command[] =>
      this.kind.plan(undefined, gone, from);
    let commands = plan(observed, snapshot);
    const outcome = await (commands.length < 2 && (!this.kind.deleteReads || this.host.isNew(snapshot))
      ? this.apply([...commands, ...this.notes.taken(snapshot)])
      : // What goes along, or comes back, has to be as it is now: others delete at the same time.
        this.host.alone(this.needs, (now, apply) => {
          commands = plan(this.observe(now), now.snapshot);
          return apply([...this.notes.deleting(commands), ...this.notes.taken(now.snapshot)], this.needs);
        }));
    if (!outcome.refusal) return;
    const { each } = await this.finish(outcome);
    if (this.observe(outcome) || (!each.length && outcome.refusal.command !== commands[0]))
      throw commandRefused(this, outcome);
    // It went in the meantime, as a route does with its address: the commands behind the refused one were not run.
    await this.clearNote(outcome);
    const lost = each.filter(
      ({ refusal: r }) => r && !r.command?.words.includes("del") && !/File exists/.test(r.words),
    );
    if (lost.length) throw new Fault(lost.map((said) => commandRefused(this, said).message).join("\n"));
  }

  /** Takes back the note of an object of ours that is not there. */
  async clearNote({ snapshot }: Outcome): Promise<void> {
    if (sameStack(this.notes.owner(snapshot), this.desired.mark as string))
      await this.apply(this.notes.taken(snapshot));
  }

  private apply = async (commands: readonly Command[]): Promise<Outcome> => {
    const outcome = await this.host.apply(commands, this.needs);
    this.machine = { machineId: outcome.machineId, bootId: outcome.bootId };
    return outcome;
  };
}

/** How long a failure that passes by itself is waited out, and how long what is pending, in milliseconds. */
export const PATIENCE = { busy: 3000, pending: 10_000 };
