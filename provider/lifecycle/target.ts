import type { Connection } from "../connection";
import { hostAt, type Host, type Outcome } from "../host/host";
import type { Needs } from "../host/snapshot";
import { type Command } from "../ip/command";
import type { Read } from "../ip/read";
import { identityOf } from "../kinds/identity";
import type { Kind, Observed, Values } from "../kinds/kind";
import { Notes } from "../ownership/journal";
import type { Machine } from "../ownership/machine";
import { sameStack } from "../ownership/mark";
import { ownerOf } from "../ownership/owner";
import { verdict, type Verdict } from "../ownership/verdict";

/** One object on its host: what is asked for, and the ways to get there. */
export class Target {
  readonly host: Host;
  /** Whether a command of ours has changed the host, or may have: it was told, and has not answered. */
  mayHaveChanged = false;
  /** The machine that answered last. */
  machine?: Machine;
  readonly needs: Needs;
  readonly notes: Notes;
  /** When it was first told to change. */
  since?: number;

  constructor(
    readonly kind: Kind,
    readonly desired: Values,
    around: readonly Read[] = [],
  ) {
    this.host = hostAt(desired.connection as Connection);
    this.notes = new Notes(kind, desired);
    this.needs = new Map(kind.namespaces(desired).map((netns) => [netns ?? "", new Set([...kind.reads, ...around])]));
  }

  /** The object's name in messages. */
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

  /** Reads the host. */
  read = (): Promise<Outcome> => this.apply([]);

  /** Reads the host, after finishing a delete that was interrupted. */
  async readSettled(): Promise<Outcome> {
    return (await this.finish(await this.read())).now;
  }

  /** Does what a delete has left undone. Each by itself: what is done already is refused, and what is refused for another reason costs no other. */
  async finish(outcome: Outcome): Promise<{ each: readonly Outcome[]; now: Outcome }> {
    const { undone, done } = this.notes.left(outcome.snapshot);
    const each = await Promise.all(undone.map((command) => this.apply([command])));
    return { each, now: undone.length ? await this.apply(done) : outcome };
  }

  /** The host as it was last read, if nothing is in the object's place, and no note of an interrupted run either. */
  lastRead(): Outcome | undefined {
    const outcome = this.host.lastRead(this.needs);
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

  /** Whose the object in the resource's place is. `was` is what the state has of it. */
  verdict(outcome: Outcome, was?: Values): Verdict {
    const marks = [this.desired.mark, was?.mark];
    return verdict({ observed: this.observe(outcome), marks, state: was, machine: outcome });
  }

  /** Takes back the note of an object of ours that is not there. */
  async clearNote({ snapshot }: Outcome): Promise<void> {
    if (sameStack(this.notes.owner(snapshot), this.desired.mark as string))
      await this.apply(this.notes.taken(snapshot));
  }

  readonly apply = async (commands: readonly Command[]): Promise<Outcome> => {
    const outcome = await this.host.apply(commands, this.needs);
    this.machine = { machineId: outcome.machineId, bootId: outcome.bootId };
    return outcome;
  };
}
