import { isDelete, isSafe, note, pack, unpack, type Command } from "../ip/command";
import type { Snapshot } from "../ip/snapshot";
import { identityOf, notesIn } from "../kinds/identity";
import type { Kind, Observed, Values } from "../kinds/kind";
import { withChildren } from "../kinds/link/parent";

/** The command that clears a note, unless it has another word by then. */
const cleared = (name: string, notes: NonNullable<Snapshot["notes"]>): Command =>
  isSafe(notes[name] ?? "") && !name.endsWith("-rest") ? note(name, "-", notes[name]) : note(name);

/**
 * The journal holds a host's notes of one object, in `/run`: its owner, from before it is made until it carries a mark itself (for good
 * if it cannot), and the commands by which a delete restores what the kernel takes along. Notes reveal a run that was cut off.
 */
export class Journal {
  /** The name of the note with its owner, and of the note with the commands that a delete has not run yet. */
  private readonly mark: string;
  private readonly unrun: string;

  constructor(
    private readonly kind: Kind,
    private readonly desired: Values,
  ) {
    this.mark = identityOf(kind, desired).note;
    this.unrun = `${this.mark}-rest`;
  }

  /** The mark of the object's owner. */
  owner = ({ notes }: Snapshot): string | undefined => notes?.[this.mark];

  /** Whether there is a note of it. */
  has = ({ notes }: Snapshot): boolean => notes?.[this.mark] !== undefined || notes?.[this.unrun] !== undefined;

  /** Removes the note of an object, if there is one: it is gone, or another is in its place. */
  clear = ({ notes = {} }: Snapshot): Command[] => (notes[this.mark] === undefined ? [] : [cleared(this.mark, notes)]);

  /** Removes the notes of an object that is gone, and of all that was in it or on it. */
  clearAll({ notes = {}, ...snapshot }: Snapshot): Command[] {
    const { kind, desired } = this;
    const [netns, link] = kind.identity.within(desired);
    const places = !kind.holds ? [] : link === undefined ? [[netns]] : withChildren(snapshot, netns, link);
    const within = places.map(([netns, link]) => notesIn(netns, link));
    const isGone = (name: string) => name === this.mark || within.some((beginning) => name.startsWith(beginning));
    return Object.keys(notes).filter(isGone).map((name) => cleared(name, notes)); // prettier-ignore
  }

  /** A plan that makes or changes the object, with its note; `isFirst` is the first plan of a run. */
  accompany(
    commands: readonly Command[],
    observed: Observed<Values> | undefined,
    snapshot: Snapshot,
    isFirst: boolean,
  ): readonly Command[] {
    const noted = this.owner(snapshot);
    const mark = String(this.desired.mark);
    const keep = note(this.mark, mark, noted !== undefined && isSafe(noted) ? noted : undefined);
    if (this.kind.isUnmarked) return noted === mark || (observed && !isFirst) ? commands : [keep, ...commands];
    const clear = note(this.mark);
    if (observed) return noted === undefined ? commands : [...commands, clear];
    return [keep, ...commands, clear];
  }

  /** A plan that deletes it, with a note of what it brings back. */
  accompanyDelete(commands: readonly Command[]): readonly Command[] {
    const restoring = this.kind.deleteReads
      ? commands.slice(1 + commands.findIndex((command) => isDelete(command)))
      : [];
    return restoring.length ? [note(this.unrun, pack(restoring)), ...commands, note(this.unrun)] : commands;
  }

  /** The commands that an interrupted delete has not run, undefined if the note holds anything else; its file, and the command that clears it. */
  unfinished({ notes }: Snapshot): { undone?: readonly Command[]; file: string; done: Command } {
    const file = `/run/pulumi-netlink/${this.unrun}`;
    return { undone: unpack(notes?.[this.unrun] ?? "[]"), file, done: note(this.unrun) };
  }
}
