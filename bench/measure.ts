import type { Fleet } from "./fleet";
import { cpuSeconds, watched } from "./process";
import type { Round } from "./rounds";
import { LEAVES, PHASES, type Field, type Phase, type Subject } from "./subject";

/** One phase of one subject, once. */
export interface Sample {
  readonly subject: string;
  readonly hosts: number;
  readonly rtt: number;
  readonly phase: Phase;
  readonly seconds: number;
  /** Seconds of processors that this process and its children spent on it, both ends of every connection among them. */
  readonly cpu: number;
  /** The most memory that a provider's process had, in MB. */
  readonly memory?: number;
}

type Take = (sample: Sample) => void;

/** As exact as it can be told. */
const toMs = (seconds: number): number => Math.round(seconds * 1000) / 1000;

/** All phases of a subject on hosts that have nothing, and have nothing afterwards. */
async function once(subject: Subject, field: Field, round: Round, fleet: Fleet, take: Take): Promise<void> {
  const { hosts, rtt } = round;
  const ready = await subject.ready(field);
  try {
    for (const phase of PHASES.filter((phase) => round.phases.includes(phase))) {
      const act = ready.phases[phase];
      if (!act) continue;
      await ready.before?.(phase);
      let [seconds, cpu] = [0, 0];
      const memory = await watched(async () => {
        const [start, spent] = [performance.now(), cpuSeconds()];
        await act();
        [seconds, cpu] = [toMs((performance.now() - start) / 1000), toMs(cpuSeconds() - spent)];
      });
      take({ subject: subject.name, hosts, rtt, phase, seconds, cpu, ...(memory ? { memory } : {}) });
      const left = LEAVES[phase];
      if (left && subject.touches !== false) await fleet.rest(hosts, left);
    }
  } finally {
    await ready.close();
  }
}

/** A round: its subjects in turn, each run in another order. */
export async function measure(round: Round, all: readonly Subject[], fleet: Fleet, take: Take, runs: number): Promise<void> {
  const field = await fleet.field(round.hosts, round.rtt);
  const subjects = all.filter(({ name }) => round.subjects.includes(name));
  for (let run = 0; run < (round.runs ?? runs); run++)
    for (let i = 0; i < subjects.length; i++)
      await once(subjects[(run + i) % subjects.length]!, field, round, fleet, take);
} // prettier-ignore
