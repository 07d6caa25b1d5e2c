import type { Memory } from "./cache";
import { Gate } from "./semaphore";

/** What those share who reach one machine in different ways: they come one after the other. */
export interface Turn {
  readonly gate: Gate;
  /** What was read of it since something was done there, and by whom: behind another jump host the same address is another machine. */
  latest?: { readonly seen: Memory; readonly by: object };
}

const turns = new Map<string, Turn>();

/** The turn at the machine of a name. */
export function turnAt(name: string): Turn {
  const turn = turns.get(name) ?? { gate: new Gate(1) };
  turns.set(name, turn);
  return turn;
}
