import { parseArgs } from "node:util";
import { figures } from "./figures";
import { Fleet } from "./fleet";
import { measure, type Sample } from "./measure";
import { QUICK, ROUNDS } from "./rounds";
import { installed } from "./install";
import { report, write } from "./report";
import { SUBJECTS } from "./subjects";

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    runs: { type: "string", default: "3" },
    hosts: { type: "string" },
    only: { type: "string" },
    out: { type: "string" },
  },
});

const says = ({ subject, hosts, rtt, phase, seconds, cpu, memory }: Sample) => [
  `${String(hosts).padStart(4)} hosts`,
  rtt ? `${rtt} ms` : "",
  subject,
  phase,
  `${seconds.toFixed(2)} s, ${cpu.toFixed(2)} s of processors`,
  memory ? `${memory} MB` : "",
];

async function main(): Promise<void> {
  const runs = Number(options.runs);
  if (!(runs >= 1)) throw new Error(`--runs takes a number from 1, not ${options.runs}`);
  const sizes = options.hosts?.split(",").map(Number);
  const rounds = (options.quick ? QUICK : ROUNDS).filter(({ hosts }) => sizes?.includes(hosts) ?? true);
  const chosen = SUBJECTS.filter(({ name }) => options.only?.split(",").includes(name) ?? true);
  const { subjects, skipped, layers } = await installed(chosen, options.quick);
  const fleet = await Fleet.open(layers);
  const samples: Sample[] = [];
  try {
    for (const round of rounds)
      await measure(round, subjects, fleet, (sample) => {
        samples.push(sample);
        console.log(says(sample).filter(Boolean).join("  "));
      }, runs); // prettier-ignore
  } finally {
    await fleet.close();
  }
  const results = report({ samples, skipped, runs });
  console.log(`\n${figures(results)}`);
  const isPart = options.quick || options.hosts !== undefined || options.only !== undefined;
  if (options.out || !isPart) await write(results, options.out);
}

main().then(
  () => process.exit(0),
  (error: Error) => {
    console.error(error.stack ?? error.message);
    process.exit(1);
  },
);
