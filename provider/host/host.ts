import { setTimeout as sleep } from "node:timers/promises";
import type { Connection } from "../connection";
import type { Command } from "../ip/command";
import { textOf } from "../ip/equality";
import type { Snapshot } from "../ip/snapshot";
import { Cache } from "./cache";
import { machineLock, type MachineLock } from "./machine-lock";
import { roundTrip, type Outcome, type Work } from "./round-trip";
import { sectionsOf } from "./shell/batch";
import type { Answer, Section } from "./shell/script";
import { Session } from "./shell/session";
import { union, type Needs } from "./snapshot";

export type { Outcome } from "./round-trip";

interface Job extends Work {
  readonly needs: Needs;
  resolve(outcome: Outcome): void;
  reject(error: unknown): void;
}

/** The time that a round trip waits for work that comes at the same moment, in milliseconds. */
const GATHER = 2;

/** A machine: one connection and one queue; all that waits shares the next round trip. */
export class Host {
  readonly name: string;
  private waiting: Job[] = [];
  private exclusives: { readonly needs: Needs; begin(): void }[] = [];
  busy = false;
  private jobs = 0;
  private readonly lock: MachineLock;
  private cache = new Cache();
  readonly session: Session;

  constructor(connection: Connection) {
    this.session = new Session(connection);
    this.name = this.session.host;
    this.lock = machineLock(this.name);
  }

  /** Runs commands in order, up to the first that fails, and reads the host after them. */
  apply(commands: readonly Command[], needs: Needs): Promise<Outcome> {
    const changes = sectionsOf(commands, this.jobs++);
    return new Promise((resolve, reject) => {
      this.waiting.push({ commands, changes, needs, resolve, reject });
      void this.work();
    });
  }

  /** Work that changes the host as it is now, while nothing else of this process does. */
  async exclusive<T>(needs: Needs, work: (now: Outcome, apply: Host["apply"]) => Promise<T>): Promise<T> {
    if (this.busy) await new Promise<void>((begin) => this.exclusives.push({ needs, begin }));
    this.busy = true;
    const apply: Host["apply"] = (commands, needs) =>
      new Promise((resolve, reject) => {
        // The next exclusive work needs the host as it is after this.
        const all = union([needs, ...this.exclusives.map((next) => next.needs)]);
        const job = { commands, changes: sectionsOf(commands, this.jobs++), needs: all, resolve, reject };
        this.serve([job]).catch(reject);
      });
    try {
      return await this.locked(async () => work(this.latest()?.lastRead(needs) ?? (await apply([], needs)), apply));
    } finally {
      this.next();
    }
  }

  /** Whether nothing has been done there since this was read. */
  isCurrent = (snapshot: Snapshot): boolean => this.latest()?.isCurrent(snapshot) ?? false;

  /** The host as it was last read, if that has what is needed; others may have changed it since. */
  lastRead = (needs: Needs): Outcome | undefined => this.cache.lastRead(needs);

  close = (): Promise<void> => this.session.close();

  /** Reads the host. */
  read = (needs: Needs): Promise<Outcome> => this.apply([], needs);

  /** Logging in is not part of the locked work: a slow login keeps no other connection from the machine. */
  private async locked<T>(work: () => Promise<T>): Promise<T> {
    await this.session.ready();
    return this.lock.semaphore.run(work);
  }

  private async work(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    while (this.waiting.length) {
      // Work that arrives while the connection is opened fails or succeeds with it.
      const ready = Promise.all([this.session.ready(), sleep(GATHER)]);
      await ready.catch(() => undefined);
      const jobs = this.waiting.splice(0);
      await ready
        .then(() => this.locked(() => this.serve(jobs)))
        .catch((error: unknown) => jobs.forEach((job) => job.reject(error)));
    }
    this.next();
  }

  /** Starts the next exclusive work, or else the queue. */
  private next(): void {
    const next = this.exclusives.shift();
    if (next) return next.begin();
    this.busy = false;
    if (this.waiting.length) void this.work();
  }

  private serve(jobs: readonly Job[]): Promise<void> {
    return this.served(jobs).catch((error: unknown) => {
      // Without an answer nobody knows what was done.
      this.cache = new Cache();
      throw error;
    });
  }

  private async served(jobs: readonly Job[]): Promise<void> {
    const asked = union(jobs.map((job) => job.needs));
    const changes = jobs.some((job) => job.changes.length);
    const needs = changes ? this.cache.extend(asked) : asked;
    const seen = (changes ? undefined : this.latest()) ?? new Cache();
    this.lock.latest = undefined;
    const { outcome, refusals } = await roundTrip(this.name, this.exchange, jobs, needs);
    this.lock.latest = { seen: seen.store(needs, outcome), by: this };
    this.cache.store(needs, outcome);
    jobs.forEach((job, i) => job.resolve({ ...outcome, refusal: refusals[i] }));
  }

  /** The host as this connection has read it since the last change. */
  private latest = (): Cache | undefined => (this.lock.latest?.by === this ? this.lock.latest.seen : undefined);

  private exchange = (sections: readonly Section[]): Promise<Answer> => this.session.exchange(sections);
}

const hosts = new Map<string, Host>();

/** The machine behind a connection; the same one each time. */
export function hostAt(connection: Connection): Host {
  const key = textOf(connection);
  const host = hosts.get(key) ?? new Host(connection);
  hosts.set(key, host);
  return host;
}

/** Whether nothing is under way on any host. */
export const isIdle = (): boolean => ![...hosts.values()].some((host) => host.busy);

/** Ends every connection. */
export const closeAll = async (): Promise<void> =>
  void (await Promise.all([...hosts.values()].map((host) => host.close())));
