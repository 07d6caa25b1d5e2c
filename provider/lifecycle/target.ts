import type { Connection } from "../connection";
import { hostAt, type Host, type Outcome } from "../host/host";
import { union, type Needs } from "../host/snapshot";
import type { Command } from "../ip/command";
import type { Read } from "../ip/read";
import type { Machine } from "../ownership/machine";
import { sameStack } from "../ownership/mark";
import { lawNeeds } from "../preview/survey";
import { Fault } from "./fault";
import type { Item } from "./item";

/** Objects of one host that are made, changed or deleted together; one is the special case. */
export class Target {
  readonly host: Host;
  /** The lists of the host that have to be read. */
  readonly needs: Needs;
  /** Whether a command of ours has changed the host, or may have: it was told, and has not answered. */
  mayHaveChanged = false;
  /** The machine that answered last. */
  machine?: Machine;
  /** When it was first told to change. */
  since?: number;

  /** The items in the order in which they are made; `reads` are needed besides. */
  constructor(
    readonly items: readonly Item[],
    reads: readonly Read[] = [],
  ) {
    this.host = hostAt(items[0]!.desired.connection as Connection);
    const needs = ({ kind, desired }: Item): Needs =>
      new Map(kind.namespaces(desired).map((netns) => [netns ?? "", new Set([...kind.reads, ...reads])]));
    this.needs = union(items.map(needs));
  }

  /** Reads the host. */
  read = (): Promise<Outcome> => this.apply([]);

  /** Reads the host with all that the laws of an item need. */
  look = ({ kind, desired }: Item): Promise<Outcome> => this.host.read(union([this.needs, lawNeeds(kind, desired)]));

  /** Reads the host, after finishing deletes that were interrupted. */
  async readSettled(): Promise<Outcome> {
    return (await this.finish(await this.read())).now;
  }

  /** Does what deletes have left undone. Each by itself: what is done already is refused, and what is refused for another reason costs no other. */
  async finish(outcome: Outcome): Promise<{ each: readonly Outcome[]; now: Outcome }> {
    const all = this.items.map(({ title, journal }) => {
      const { undone, file, done } = journal.unfinished(outcome.snapshot);
      if (undone) return { undone, done };
      throw new Fault(`${title}: ${file} on ${this.host.name} holds what pulumi-netlink never writes there: look at it, and remove it`); // prettier-ignore
    });
    const undone = all.flatMap((one) => one.undone);
    const each = await Promise.all(undone.map((command) => this.apply([command])));
    const done = all.filter((one) => one.undone.length).map((one) => one.done);
    return { each, now: undone.length ? await this.apply(done) : outcome };
  }

  /** The host as it was last read, if nothing is in the place of any object, and no note of an interrupted run either. */
  lastRead(): Outcome | undefined {
    const outcome = this.host.lastRead(this.needs);
    if (!outcome) return undefined;
    if (this.items.some((item) => item.observe(outcome) || item.journal.has(outcome.snapshot))) return undefined;
    this.machine = { machineId: outcome.machineId, bootId: outcome.bootId };
    return outcome;
  }

  /** Takes back the notes of objects that are not there, and of what was in them or on them. Where another object is, only the note of ours goes. */
  async clearNotes(outcome: Outcome, items = this.items): Promise<void> {
    const { snapshot } = outcome;
    const commands = items.flatMap((item) => {
      const { journal, desired } = item;
      const noted = journal.owner(snapshot);
      if (noted !== undefined && !sameStack(noted, desired.mark as string)) return [];
      return item.observe(outcome) ? journal.clear(snapshot) : journal.clearAll(snapshot);
    });
    if (commands.length) await this.apply(commands);
  }

  readonly apply = async (commands: readonly Command[]): Promise<Outcome> => {
    const outcome = await this.host.apply(commands, this.needs);
    this.machine = { machineId: outcome.machineId, bootId: outcome.bootId };
    return outcome;
  };
}
