import type { Cache } from "./cache";
import { Semaphore } from "./semaphore";

/** A lock that all connections to one machine share: they work one after the other. */
export interface MachineLock {
  readonly semaphore: Semaphore;
  /** The machine as it was read since its last change, and by which host object: over another jump host the same address is another machine. */
  latest?: { readonly seen: Cache; readonly by: object };
}

const locks = new Map<string, MachineLock>();

/** The lock of the machine with this name. */
export function machineLock(name: string): MachineLock {
  const lock = locks.get(name) ?? { semaphore: new Semaphore(1) };
  locks.set(name, lock);
  return lock;
}
