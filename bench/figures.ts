import type { Aim } from "./aims";
import { sizes, took as look } from "./medians";
import type { Sample } from "./measure";
import { OBJECTS } from "./objects";
import { FAR } from "./rounds";
import { PHASES, type Phase } from "./subject";
import { madeOn, over, size, table, whole, type Cell, type Results } from "./table";

/** Time of each subject for each phase, and ours in relation to the limit. */
function times(samples: readonly Sample[], hosts: number): string {
  const [took, spent] = [look(samples), look(samples, "cpu")];
  const subjects = [...new Set(samples.filter((sample) => sample.hosts === hosts).map(({ subject }) => subject))];
  const far = subjects.filter((subject) => took(subject, hosts, "up", FAR) !== undefined);
  const row = (title: string, cell: (phase: Phase) => Cell): Cell[] => [title, ...PHASES.map(cell)];
  return table(
    [`${size(hosts)}: seconds`, ...PHASES],
    [
      ...subjects.map((subject) => row(subject, (phase) => took(subject, hosts, phase))),
      row("ours / limit", (phase) => over(took, hosts, phase)),
      row("ours / limit, by processors", (phase) => over(spent, hosts, phase)),
      ...far.map((subject) => row(`${subject}, ${FAR} ms away`, (phase) => took(subject, hosts, phase, FAR))),
    ],
  );
}

/** Growth of the time with the hosts: milliseconds an object, and for each that is added; and the memory. */
function growth(samples: readonly Sample[], memory: Readonly<Record<string, number>>): string {
  const [took, all] = [look(samples), sizes(samples)];
  const each = (subject: string, hosts: number, phase: Phase): Cell => {
    const seconds = took(subject, hosts, phase);
    return seconds && ((seconds * 1000) / (hosts * OBJECTS)).toFixed(0);
  };
  const slope = (subject: string, i: number, phase: Phase): Cell => {
    const [less, more] = [all[i - 1] ?? 0, all[i] ?? 0];
    const [from, to] = [i ? took(subject, less, phase) : undefined, took(subject, more, phase)];
    return from && to && (((to - from) * 1000) / ((more - less) * OBJECTS)).toFixed(0);
  };
  const columns = (["up", "destroy"] as const).flatMap((phase) => ["ours", "floor"].map((subject) => ({ subject, phase }))); // prettier-ignore
  return table(
    [
      "hosts: ms an object",
      ...columns.flatMap(({ subject, phase }) => [`${subject}, ${phase}`, "slope"]),
      "memory of ours",
    ],
    all.map((hosts, i) => [
      String(hosts),
      ...columns.flatMap(({ subject, phase }) => [each(subject, hosts, phase), slope(subject, i, phase)]),
      memory[hosts] ? `${memory[hosts]} MB` : undefined,
    ]),
  );
}

/** The aims with the measured values beside them. */
const aims = (all: readonly Aim[]): string =>
  table(
    ["aim", "hosts", "is", "at most", ""],
    all.map(({ aim, hosts, is, most, unit, met }) => [
      aim,
      String(hosts),
      `${is.toFixed(unit === "s" ? 2 : 0)} ${unit}`,
      `${most.toFixed(unit === "s" ? 2 : 0)} ${unit}`,
      met ? "met" : `${Math.ceil((is / most - 1) * 100)} % more`,
    ]),
  );

/** Numbers of runs on hosts that were measured less often than the rest. */
function seldom({ samples, runs }: Results): string[] {
  const times = (hosts: number) => samples.filter((s) => s.subject === "ours" && s.hosts === hosts && s.phase === "up" && !s.rtt).length; // prettier-ignore
  const fewer = sizes(samples).filter((hosts) => times(hosts) > 0 && times(hosts) < runs);
  return fewer.length ? [`Runs on ${fewer.map((hosts) => `${hosts} hosts: ${times(hosts)}`).join(", on ")}.`] : [];
}

/** All of it. */
export const figures = (results: Results): string =>
  [
    madeOn(results),
    ...whole(results.samples).map((hosts) => times(results.samples, hosts)),
    growth(results.samples, results.memory),
    ...seldom(results),
    aims(results.aims),
    ...results.skipped.map(({ subject, reason }) => `Skipped: ${subject}: ${reason}.`),
  ].join("\n\n");
