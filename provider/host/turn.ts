import type { Snapshot } from "../ip/snapshot";
import type { Refusal } from "./batch";
import { Gate } from "./gate";
import { covers, union, type Needs } from "./snapshot";

/** What came of a round trip. */
export interface Outcome {
  /** The host as it is after the commands. */
  readonly snapshot: Snapshot;
  /** The first command that failed; those behind it were not run. */
  readonly refusal?: Refusal;
  readonly machineId: string;
  readonly bootId: string;
  /** Number of the user whose commands these are; 0 is root. */
  readonly user: number;
}

/** What those share who reach one machine in different ways: they come one after the other. */
export interface Turn {
  readonly gate: Gate;
  /** The last that was read of it, what of it, and by whom: behind another jump host the same address is another machine. */
  latest?: { readonly needs: Needs; readonly outcome: Outcome; readonly by: object };
}

const turns = new Map<string, Turn>();

/** The turn at the machine of a name. */
export function turnAt(name: string): Turn {
  const turn = turns.get(name) ?? { gate: new Gate(1) };
  turns.set(name, turn);
  return turn;
}

/** What a host has shown so far, each namespace as it was last read. */
export class Memory {
  private needs: Needs = new Map();
  private last: Outcome | undefined;

  keep(needs: Needs, outcome: Outcome): void {
    this.needs = new Map([...this.needs, ...needs]);
    const netns = { ...this.last?.snapshot.netns, ...outcome.snapshot.netns };
    this.last = { ...outcome, snapshot: { ...outcome.snapshot, netns } };
  }

  /** What is remembered, where that has all that is needed of namespaces that can be read. */
  recall(needs: Needs): Outcome | undefined {
    const { namespaces = [], netns = {} } = this.last?.snapshot ?? {};
    const isOdd = (name: string) => namespaces.includes(name) && netns[name]?.error !== undefined;
    return covers(this.needs, needs) && ![...needs.keys()].some(isOdd) ? this.last : undefined;
  }

  /** Whatever was asked of these named namespaces before: who comes next need not ask again. The host's own may hold much that is others'. */
  more = (needs: Needs): Needs =>
    union([needs, new Map([...this.needs].filter(([netns]) => netns && needs.has(netns)))]);
}
