import type { Cache } from "./cache";
import { Semaphore } from "./semaphore";

/** What those share who reach one machine in different ways: they come one after the other. */
export interface MachineLock {
  readonly semaphore: Semaphore;
  /** What was read of it since something was done there, and by whom: behind another jump host the same address is another machine. */
  latest?: { readonly seen: Cache; readonly by: object };
}

const turns = new Map<string, MachineLock>();

/** The turn at the machine of a name. */
export function machineLock(name: string): MachineLock {
  const turn = turns.get(name) ?? { semaphore: new Semaphore(1) };
  turns.set(name, turn);
  return turn;
}
