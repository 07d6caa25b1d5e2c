import type { Command } from "../ip/command";
import type { Snapshot } from "../ip/snapshot";
import { UnsuitableHost } from "./error";
import { refusalOf, type Refusal } from "./shell/batch";
import type { Answer, Reply, Section } from "./shell/script";
import { parseSnapshot, readSections, type Needs } from "./snapshot";

/** The result of a round trip. */
export interface Outcome {
  /** The host as it is after the commands. */
  readonly snapshot: Snapshot;
  /** The first command that failed; those after it were not run. */
  readonly refusal?: Refusal;
  readonly machineId: string;
  readonly bootId: string;
  /** Number of the user that runs the commands; 0 is root. */
  readonly user: number;
}

/** Commands, and the sections that carry them. */
export interface Work {
  readonly commands: readonly Command[];
  readonly changes: readonly Section[];
}

/** One round trip: does all the work, each piece up to its first command that fails, and then reads the host. */
export async function roundTrip(
  host: string,
  exchange: (sections: readonly Section[]) => Promise<Answer>,
  works: readonly Work[],
  needs: Needs,
): Promise<{ outcome: Outcome; refusals: readonly (Refusal | undefined)[] }> {
  const changes = works.flatMap((work) => work.changes);
  const answer = await exchange([...changes, ...readSections(needs)]);
  const replies = [...answer.replies];
  const refusals = works.map((work) => refusalOf(work.commands, work.changes, replies.splice(0, work.changes.length)));
  const { machineId, bootId, user, wireless } = answer;
  const snapshot = { ...parsed(host, needs, replies, changes.length > 0), wireless };
  return { outcome: { snapshot, machineId, bootId, user }, refusals };
}

function parsed(host: string, needs: Needs, replies: readonly Reply[], changed: boolean): Snapshot {
  try {
    return parseSnapshot(needs, replies);
  } catch (error) {
    throw new UnsuitableHost(host, (error as Error).message, changed);
  }
}
