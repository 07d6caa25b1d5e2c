import { PHASES, type Phase } from "./subject";

/** A part of the measurements: so many hosts, so far away, and who does what on them. */
export interface Round {
  readonly hosts: number;
  /** Round-trip time to each, in milliseconds. */
  readonly rtt: number;
  /** Number of runs; by default that of the command line. */
  readonly runs?: number;
  readonly subjects: readonly string[];
  readonly phases: readonly Phase[];
}

const ALL = ["ours", "floor", "ssh", "ansible", "command"];
const ENDS: readonly Phase[] = ["up", "destroy"];
/** Round-trip time of hosts that are far away, in milliseconds. */
export const FAR = 50;

/** All of it. */
export const ROUNDS: readonly Round[] = [
  { hosts: 10, rtt: 0, subjects: ALL, phases: PHASES },
  { hosts: 10, rtt: FAR, subjects: ["ours", "ssh"], phases: ENDS },
  { hosts: 50, rtt: 0, subjects: ALL, phases: PHASES },
  { hosts: 50, rtt: FAR, subjects: ["ours", "ssh"], phases: ENDS },
  { hosts: 100, rtt: 0, runs: 1, subjects: ["ours", "floor"], phases: ENDS },
  { hosts: 200, rtt: 0, runs: 1, subjects: ["ours", "floor"], phases: ENDS },
];

/** Enough to see that all of it works. */
export const QUICK: readonly Round[] = [
  { hosts: 2, rtt: 0, runs: 1, subjects: ALL, phases: PHASES },
  { hosts: 2, rtt: FAR, runs: 1, subjects: ["ours", "ssh"], phases: ENDS },
];
