/** Factor by which this process shortens timers of half a minute or more. */
export const FASTER = 8;
const HALF_A_MINUTE = 30_000;
const real = globalThis.setTimeout;

/** Shortens the long timers of this process until the test is over. */
export function hurry(): void {
  const faster = (work: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) =>
    real(work, ms < HALF_A_MINUTE ? ms : ms / FASTER, ...args);
  globalThis.setTimeout = faster as unknown as typeof setTimeout;
}

/** Ends the hurry, after each test. */
export const calm = (): void => void (globalThis.setTimeout = real);
