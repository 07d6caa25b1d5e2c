import { note, pack, unpack, type Command } from "../ip/command";
import type { Snapshot } from "../ip/snapshot";
import { identityOf } from "../kinds/identity";
import type { Kind, Observed, Values } from "../kinds/kind";
import { sameStack } from "./mark";
import { placeOwner } from "./owner";

/**
 * What a host keeps of one object, in `/run`: whose it is, from before its birth until it says so itself, and for good where
 * neither it nor its place ever does; and what a delete has to bring back. A run that is cut off in between is found out by it.
 */
export class Notes {
  private readonly mark: string;
  private readonly rest: string;

  constructor(
    private readonly kind: Kind,
    private readonly desired: Values,
  ) {
    this.mark = identityOf(kind, desired).note;
    this.rest = `${this.mark}-rest`;
  }

  /** Whose the object is. */
  owner = ({ notes }: Snapshot): string | undefined => notes?.[this.mark];

  /** Whether anything is kept of it. */
  any = ({ notes }: Snapshot): boolean => notes?.[this.mark] !== undefined || notes?.[this.rest] !== undefined;

  /** Takes back what is kept of an object that is not there, or that says itself whose it is. */
  taken = ({ notes }: Snapshot): Command[] => (notes?.[this.mark] === undefined ? [] : [note(this.mark)]);

  /** A plan that makes or changes the object, with its note; `again` is not the first of a run. */
  around(
    commands: readonly Command[],
    observed: Observed<Values> | undefined,
    snapshot: Snapshot,
    again: boolean,
  ): readonly Command[] {
    const { kind, desired } = this;
    const [mark, noted] = [String(desired.mark), this.owner(snapshot)];
    // Its place says enough, unless another stack has said otherwise.
    if (placeOwner(kind, snapshot, desired) === mark)
      return noted === undefined || sameStack(noted, mark) ? commands : [note(this.mark, mark), ...commands];
    if (observed && !kind.ownedByPlace) return [...commands, ...this.taken(snapshot)];
    if (observed && (again || noted === mark)) return commands;
    return [note(this.mark, mark), ...commands, ...(kind.ownedByPlace ? [] : [note(this.mark)])];
  }

  /** A plan that deletes it, with a note of what it brings back. */
  deleting(commands: readonly Command[]): readonly Command[] {
    const behind = this.kind.deleteReads
      ? commands.slice(1 + commands.findIndex((command) => command.words.includes("del")))
      : [];
    return behind.length ? [note(this.rest, pack(behind)), ...commands, note(this.rest)] : commands;
  }

  /** The commands that an interrupted delete has not run, and the command that clears the note of them. */
  left({ notes }: Snapshot): { undone: readonly Command[]; done: readonly Command[] } {
    return { undone: unpack(notes?.[this.rest]), done: [note(this.rest)] };
  }
}
