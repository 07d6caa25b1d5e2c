import type { Took } from "./medians";
import { FAR } from "./rounds";
import type { Phase } from "./subject";

/** An aim, the measured value, and whether the aim was met. */
export interface Aim {
  readonly aim: string;
  readonly hosts: number;
  readonly is: number;
  readonly most: number;
  readonly unit: "s" | "MB";
  readonly met: boolean;
}

/** Seconds of the engine alone and of the hosts alone that a phase of ours is compared with, and how much more it may take. */
interface Bound {
  readonly engine: Phase;
  readonly hosts?: Phase;
  readonly factor: number;
  /** Whether the hosts' time comes on top of what the factor gives. */
  readonly beside?: boolean;
}

const NEAR = { engine: "again", factor: 1.1 } as const;
const BOUNDS: Readonly<Partial<Record<Phase, Bound>>> = {
  preview: { ...NEAR, engine: "preview" },
  previewOn: { ...NEAR, engine: "preview", hosts: "connect", beside: true },
  up: { engine: "up", hosts: "up", factor: 1.15 },
  again: NEAR,
  againOn: { ...NEAR, hosts: "connect", beside: true },
  refresh: { engine: "refresh", hosts: "connect", factor: 1.2 },
  destroy: { engine: "destroy", hosts: "destroy", factor: 1.15 },
};
/** Round trips that may be added if hosts are far away. */
const TRIPS = 12;
/** Factor by which ours has to be faster than each of the others. */
const FASTER = { command: 2, ansible: 3 } as const;
/** Memory of the provider's process, in MB, and on how many hosts. */
const MEMORY = { most: 200, hosts: 200 };

/** The least that a phase can take: the engine's own time and the hosts' own. */
export function limitOf(took: Took, hosts: number, phase: Phase): number | undefined {
  const bound = BOUNDS[phase];
  const engine = bound && took("floor", hosts, bound.engine);
  const own = bound?.hosts ? took("ssh", hosts, bound.hosts) : 0;
  return engine === undefined || own === undefined ? undefined : engine + own;
}

function most(took: Took, hosts: number, phase: Phase): number | undefined {
  const limit = limitOf(took, hosts, phase);
  const { factor, beside, engine } = BOUNDS[phase] ?? { factor: 1, engine: phase };
  const extra = beside ? (factor - 1) * (took("floor", hosts, engine) ?? 0) : (factor - 1) * (limit ?? 0);
  return limit === undefined ? undefined : limit + extra;
}

const inWords = (phase: Phase): string => {
  const { engine, hosts, factor, beside } = BOUNDS[phase]!;
  const floor = `floor's ${engine}`;
  if (!hosts) return `${phase} ≤ ${factor} × ${floor}`;
  return beside ? `${phase} ≤ ${factor} × ${floor} + ${hosts}` : `${phase} ≤ ${factor} × (${floor} + ssh's ${hosts})`;
};

const aim = (text: string, hosts: number, is?: number, most?: number, unit: Aim["unit"] = "s"): Aim[] =>
  is === undefined || most === undefined ? [] : [{ aim: text, hosts, is, most, unit, met: is <= most }];

/** Every aim that something was measured for. */
export function aimsOf(took: Took, sizes: readonly number[], memory: Readonly<Record<number, number>>): Aim[] {
  const each = sizes.flatMap((hosts) => {
    const up = took("ours", hosts, "up");
    const limit = limitOf(took, hosts, "up");
    return [
      ...(Object.keys(BOUNDS) as Phase[]).flatMap((phase) =>
        aim(inWords(phase), hosts, took("ours", hosts, phase), most(took, hosts, phase)),
      ),
      ...aim(
        `up at ${FAR} ms ≤ limit + ${TRIPS} round trips`,
        hosts,
        took("ours", hosts, "up", FAR),
        limit && limit + (TRIPS * FAR) / 1000,
      ),
      ...Object.entries(FASTER).flatMap(([subject, times]) => {
        const other = took(subject, hosts, "up");
        return aim(`up ≤ ${subject} / ${times}`, hosts, up, other && other / times);
      }),
    ];
  });
  return [
    ...each,
    ...aim("memory of the provider", MEMORY.hosts, memory[MEMORY.hosts], MEMORY.most, "MB"),
  ];
} // prettier-ignore
