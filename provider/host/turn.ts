import type { Snapshot } from "../ip/snapshot";
import type { Refusal } from "./batch";
import { Gate } from "./gate";
import type { Needs } from "./snapshot";

/** What came of a round trip. */
export interface Outcome {
  /** The host as it is after the commands. */
  readonly snapshot: Snapshot;
  /** The first command that failed; those behind it were not run. */
  readonly refusal?: Refusal;
  readonly machineId: string;
  readonly bootId: string;
  /** Number of the user whose commands these are; 0 is root. */
  readonly user: number;
}

/** What those share who reach one machine in different ways: they come one after the other. */
export interface Turn {
  readonly gate: Gate;
  /** The last that was read of it, what of it, and by whom: behind another jump host the same address is another machine. */
  latest?: { readonly needs: Needs; readonly outcome: Outcome; readonly by: object };
}

const turns = new Map<string, Turn>();

/** The turn at the machine of a name. */
export function turnAt(name: string): Turn {
  const turn = turns.get(name) ?? { gate: new Gate(1) };
  turns.set(name, turn);
  return turn;
}
