import type { Snapshot } from "../ip/snapshot";
import type { Outcome } from "./round-trip";
import { covers, union, type Needs } from "./snapshot";

/** A cache of a host, each namespace as it was last read. */
export class Cache {
  private needs: Needs = new Map();
  private last: Outcome | undefined;

  /** Keeps what was read, beside what was read before on the same machine since it was booted. */
  store(needs: Needs, outcome: Outcome): this {
    const { machineId, bootId } = this.last ?? {};
    const isSame = machineId === outcome.machineId && bootId === outcome.bootId;
    this.needs = new Map([...(isSame ? this.needs : []), ...needs]);
    const netns = { ...(isSame && this.last?.snapshot.netns), ...outcome.snapshot.netns };
    this.last = { ...outcome, snapshot: { ...outcome.snapshot, netns } };
    return this;
  }

  /** The last read, if it has everything that is needed and the namespaces can be read. */
  lastRead(needs: Needs): Outcome | undefined {
    const { namespaces = [], netns = {} } = this.last?.snapshot ?? {};
    const isOdd = (name: string) => namespaces.includes(name) && netns[name]?.error !== undefined;
    return covers(this.needs, needs) && ![...needs.keys()].some(isOdd) ? this.last : undefined;
  }

  /** Whether all of this is as it was read last. */
  isCurrent = ({ netns }: Snapshot): boolean =>
    Object.entries(netns).every(([name, lists]) => this.last?.snapshot.netns[name] === lists);

  /** Needs, extended by all that was read of the same named namespaces before: the next job need not read them again. The host's own namespace may hold too much for that. */
  extend = (needs: Needs): Needs =>
    union([needs, new Map([...this.needs].filter(([netns]) => netns && needs.has(netns)))]);
}
