import { limitOf, type Aim } from "./aims";
import type { Took } from "./medians";
import { OBJECTS } from "./objects";
import { FAR } from "./rounds";
import { PHASES, type Phase } from "./subject";

type Cell = number | string | undefined;

const text = (cell: Cell): string => (cell === undefined ? "·" : typeof cell === "number" ? cell.toFixed(2) : cell);

/** Rows under a head, in columns. */
export function columns(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const all = [head, ...rows.map((row) => row.map(text))];
  const width = (i: number) => Math.max(...all.map((row) => (row[i] ?? "").length));
  return all
    .map((row) =>
      row.map((cell, i) => (i ? cell.padStart(width(i)) : cell.padEnd(width(i)))).join("  "),
    )
    .join("\n");
} // prettier-ignore

/** What each subject takes for each phase, and how ours does against the limit. */
export function times(took: Took, hosts: number, subjects: readonly string[], unit: string): string {
  const ratio = (phase: Phase) => {
    const [ours, limit] = [took("ours", hosts, phase), limitOf(took, hosts, phase)];
    return ours && limit && ours / limit;
  };
  const rows: Cell[][] = subjects.map((subject) => [subject, ...PHASES.map((phase) => took(subject, hosts, phase))]);
  const far = subjects.filter((subject) => took(subject, hosts, "up", FAR) !== undefined);
  return columns(
    [`${hosts} hosts, ${hosts * OBJECTS} objects: ${unit}`, ...PHASES],
    [
      ...rows,
      ["limit: floor + ssh", ...PHASES.map((phase) => limitOf(took, hosts, phase))],
      ["ours / limit", ...PHASES.map(ratio)],
      ...far.map((subject) => [`${subject}, ${FAR} ms away`, ...PHASES.map((phase) => took(subject, hosts, phase, FAR))]),
    ],
  );
} // prettier-ignore

/** How the time grows with the hosts: milliseconds an object, and for each that is added. */
export function growth(took: Took, sizes: readonly number[]): string {
  const each = (subject: string, hosts: number, phase: Phase): Cell => {
    const seconds = took(subject, hosts, phase);
    return seconds && (seconds * 1000) / (hosts * OBJECTS);
  };
  const slope = (subject: string, i: number, phase: Phase): Cell => {
    const [less, more] = [sizes[i - 1] ?? 0, sizes[i] ?? 0];
    const [from, to] = [i ? took(subject, less, phase) : undefined, took(subject, more, phase)];
    return from && to && ((to - from) * 1000) / ((more - less) * OBJECTS);
  };
  const phases: readonly Phase[] = ["up", "destroy"];
  const rows = sizes.map((hosts, i) => [
    String(hosts),
    ...phases.flatMap((phase) =>
      ["ours", "floor"].flatMap((subject) => [each(subject, hosts, phase), slope(subject, i, phase)]),
    ),
  ]);
  const head = phases.flatMap((phase) => ["ours", "floor"].flatMap((subject) => [`${subject} ${phase}`, "slope"]));
  return columns(["hosts: ms an object", ...head], rows);
}

/** What was aimed at beside what came of it. */
export const aims = (all: readonly Aim[]): string =>
  columns(
    ["aim", "hosts", "is", "at most", ""],
    all.map(({ aim, hosts, is, most, unit, met }) => [
      aim,
      String(hosts),
      `${is.toFixed(unit === "s" ? 2 : 0)} ${unit}`,
      `${most.toFixed(unit === "s" ? 2 : 0)} ${unit}`,
      met ? "met" : `${Math.round((is / most - 1) * 100)} % more`,
    ]),
  );
