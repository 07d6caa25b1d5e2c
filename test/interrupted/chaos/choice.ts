import { effort } from "../../effort";
import { FATES, type Fate } from "./fates";
import { VARIANTS, type Variant } from "./worlds";

/** Seed of all choices: the same seed chooses the same again. */
export const SEED = Number(process.env.CHAOS_SEED ?? effort(1, Math.floor(Math.random() * 1e6)));

const RUNS = Number(process.env.CHAOS_RUNS ?? effort(4, 60));
/** Number of rounds on each sort of host; guests take their time. */
export const ROUNDS = { namespace: RUNS, guest: Math.ceil(RUNS / 6) } as const;

/** The variant that the stack declares; with `nothing` it is destroyed. */
export type State = Variant | "nothing";

/** One run that is hit, and what follows. */
export interface Round {
  readonly from: State;
  readonly to: State;
  readonly fate: Fate;
  /** Hits when a share of the usual time has passed, or of the usual bytes. */
  readonly after: "time" | "bytes";
  readonly share: number;
  /** Number of the host that is hit, if the fate is one of a host. */
  readonly host: number;
}

/** Numbers from 0 to 1 that follow from a seed and nothing else; mulberry32. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The state after a round; every third round ends with nothing more often than not. */
const stateAfter = (number: number): State => {
  const next = random(SEED * 1009 + number * 2 + 1);
  if (number % 3 === 0 && (number === 0 || next() < 0.6)) return "nothing";
  return VARIANTS[Math.floor(next() * VARIANTS.length)]!;
};

/** A round by its number: each can be played alone. */
export function roundOf(number: number, hosts: number): Round {
  const next = random(SEED * 1009 + number * 2);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
  return {
    from: stateAfter(number - 1),
    to: stateAfter(number),
    fate: pick(Object.keys(FATES) as Fate[]),
    after: pick(["time", "bytes", "bytes"]),
    share: next(),
    host: Math.floor(next() * hosts),
  };
}

/** A round in words. */
export const describeRound = ({ from, to, fate, after, share }: Round): string =>
  `${to === "nothing" ? "destroy" : "up"} from ${from} to ${to}; ${fate} at ${Math.round(100 * share)} % of the ${after}`;
