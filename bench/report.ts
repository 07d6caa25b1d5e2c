import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { join, resolve } from "node:path";
import prettier from "prettier";
import { aimsOf, limitOf } from "./aims";
import type { Skipped } from "./install";
import { sizes, took as look, type Took } from "./medians";
import { picture } from "./picture";
import type { Sample } from "./measure";
import { FAR } from "./rounds";
import { PHASES } from "./subject";
import { aims, growth, times } from "./table";

const ROOT = resolve(__dirname, "..");

/** What the measurements were made with. */
function machine(): Record<string, string> {
  const debian = /PRETTY_NAME="(.*)"/.exec(readFileSync("/etc/os-release", "utf8"))?.[1] ?? "Linux";
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
  return {
    cpu: `${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown"}`,
    memory,
    system: debian,
    kernel: release().replace(/-.*/, ""),
    node: process.version,
  };
}

/** The medians of a phase beside each other. */
const mediansOf = (took: Took, all: readonly number[], subjects: readonly string[]) =>
  all.flatMap((hosts) =>
    [0, FAR].flatMap((rtt) =>
      PHASES.flatMap((phase) => {
        const of = subjects.map((subject) => [subject, took(subject, hosts, phase, rtt)]);
        const limit = rtt ? undefined : limitOf(took, hosts, phase);
        return of.some(([, seconds]) => seconds !== undefined)
          ? [{ hosts, rtt, phase, ...Object.fromEntries(of), limit }]
          : [];
      }),
    ),
  );

/** All that came of the measurements. */
export function report(given: { samples: readonly Sample[]; skipped: readonly Skipped[]; runs: number }) {
  const { samples, skipped, runs } = given;
  const [took, spent, all] = [look(samples), look(samples, "cpu"), sizes(samples)];
  const subjects = [...new Set(samples.map(({ subject }) => subject))];
  const memory = new Map(
    all.map((hosts) => [
      hosts,
      Math.max(0, ...samples.filter((s) => s.subject === "ours" && s.hosts === hosts).map((s) => s.memory ?? 0)),
    ]),
  );
  const wanted = aimsOf(took, all, memory);
  const full = all.filter((hosts) => took("ssh", hosts, "up") !== undefined);
  const text = [
    ...full.flatMap((hosts) => [
      times(took, hosts, subjects, "seconds"),
      times(spent, hosts, subjects, "seconds of processors"),
    ]),
    growth(took, all),
    `memory of the provider's process: ${[...memory].map(([hosts, mb]) => `${hosts} hosts ${mb} MB`).join(", ")}`,
    aims(wanted),
    ...skipped.map(({ subject, reason }) => `skipped: ${subject}: ${reason}`),
  ].join("\n\n");
  const data = { date: new Date().toISOString().slice(0, 10), machine: machine(), runs, skipped, medians: mediansOf(took, all, subjects), processors: mediansOf(spent, all, subjects), memory: Object.fromEntries(memory), aims: wanted, samples }; // prettier-ignore
  return { text, data };
}

/** Writes it where it is asked for; what was measured in a hurry is not kept otherwise. */
export async function write({ data }: ReturnType<typeof report>, out?: string): Promise<void> {
  const folder = out ?? join(ROOT, "bench", "results");
  mkdirSync(folder, { recursive: true });
  const rounded = JSON.stringify(data, (_, value) => (typeof value === "number" ? Number(value.toFixed(3)) : value));
  writeFileSync(join(folder, "results.json"), await prettier.format(rounded, { parser: "json", printWidth: 120 }));
  const svg = picture(data.samples);
  if (svg) writeFileSync(join(folder, "up.svg"), svg);
}
