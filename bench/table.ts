import { limitOf, type Aim } from "./aims";
import { sizes, took as look, type Took } from "./medians";
import type { Sample } from "./measure";
import { OBJECTS } from "./objects";
import type { Phase } from "./subject";

/** Results of the measurements. */
export interface Results {
  readonly date: string;
  readonly machine: Readonly<Record<string, string>>;
  readonly runs: number;
  readonly skipped: readonly { readonly subject: string; readonly reason: string }[];
  readonly memory: Readonly<Record<string, number>>;
  readonly aims: readonly Aim[];
  readonly samples: readonly Sample[];
}

export type Cell = number | string | undefined;

const text = (cell: Cell): string => (cell === undefined ? "" : typeof cell === "number" ? cell.toFixed(2) : cell);

/** Rows under a head, in Markdown. */
export const table = (head: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  [head, head.map(() => "---"), ...rows.map((row) => row.map(text))].map((row) => `| ${row.join(" | ")} |`).join("\n");

/** Ratio of our time to the limit. */
export function over(took: Took, hosts: number, phase: Phase): number | undefined {
  const [ours, limit] = [took("ours", hosts, phase), limitOf(took, hosts, phase)];
  return ours && limit && ours / limit;
}

/** The numbers of hosts that all of it was measured on. */
export const whole = (samples: readonly Sample[]): number[] =>
  sizes(samples).filter((hosts) => limitOf(look(samples), hosts, "up") !== undefined);

export const size = (hosts: number): string => `${hosts} hosts, ${hosts * OBJECTS} objects`;

/** Number of runs, date and machine of the measurements. */
export const madeOn = ({ date, runs, machine: { cpu, memory, system, kernel, node } }: Results): string =>
  `Medians of ${runs} runs on ${date}: ${cpu}, ${memory}, ${system}, Linux ${kernel}, Node ${node}, hosts and engine on the same machine.`;
