import type { Sample } from "./measure";
import type { Phase } from "./subject";

/** The median of some numbers. */
export function median(numbers: readonly number[]): number | undefined {
  const sorted = [...numbers].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}

/** Median of the seconds that a subject takes for a phase, by hosts and round-trip time; undefined if it was not measured. */
export type Took = (subject: string, hosts: number, phase: Phase, rtt?: number) => number | undefined;

/** Looks medians up: of the clock, or of what the processors spent. */
export const took =
  (samples: readonly Sample[], by: "seconds" | "cpu" = "seconds"): Took =>
  (subject, hosts, phase, rtt = 0) =>
    median(
      samples
        .filter((s) => s.subject === subject && s.hosts === hosts && s.phase === phase && s.rtt === rtt)
        .map((sample) => sample[by]),
    );

/** Each value once, in the order of their size. */
export const sizes = (samples: readonly Sample[]): number[] =>
  [...new Set(samples.map(({ hosts }) => hosts))].sort((a, b) => a - b);
