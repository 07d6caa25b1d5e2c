import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { join, resolve } from "node:path";
import prettier from "prettier";
import { aimsOf, limitOf } from "./aims";
import { brief } from "./brief";
import { figures } from "./figures";
import { sizes, took as look, type Took } from "./medians";
import { picture } from "./picture";
import { FAR } from "./rounds";
import { PHASES } from "./subject";
import type { Results } from "./table";

const ROOT = resolve(__dirname, "..");

/** Hardware and software that the measurements were made with. */
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
export function report({ samples, skipped, runs }: Pick<Results, "samples" | "skipped" | "runs">): Results {
  const [took, spent, all] = [look(samples), look(samples, "cpu"), sizes(samples)];
  const subjects = [...new Set(samples.map(({ subject }) => subject))];
  const most = (hosts: number) =>
    Math.max(0, ...samples.filter((s) => s.subject === "ours" && s.hosts === hosts).map((s) => s.memory ?? 0));
  const memory = Object.fromEntries(all.map((hosts) => [hosts, most(hosts)]));
  const medians = { medians: mediansOf(took, all, subjects), processors: mediansOf(spent, all, subjects) };
  const date = new Date().toISOString().slice(0, 10);
  return { date, machine: machine(), runs, skipped, ...medians, memory, aims: aimsOf(took, all, memory), samples };
}

/** The pages that show figures, and those that they show. */
export const PAGES: Readonly<Record<string, (results: Results) => string>> = {
  "README.md": brief,
  "bench/README.md": figures,
};

/** A page with these figures, between its marks. */
export const shown = (page: string, figures: string): string =>
  page.replace(
    /(<!-- figures -->\n\n)[^]*(\n\n<!-- end of figures -->)/,
    (_, start: string, end: string) => start + figures + end,
  );

/** Writes the results to `out`, or by default to `bench/results` and the pages; a part of the measurements goes to `out` only. */
export async function write(results: Results, out?: string): Promise<void> {
  const folder = out ?? join(ROOT, "bench", "results");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "results.json"), await prettier.format(JSON.stringify(results), { parser: "json", printWidth: 120 })); // prettier-ignore
  const svg = picture(results.samples);
  if (svg) writeFileSync(join(folder, "up.svg"), svg);
  if (out) return;
  for (const [name, of] of Object.entries(PAGES)) {
    const page = join(ROOT, name);
    writeFileSync(page, shown(readFileSync(page, "utf8"), of(results)));
  }
}
