import { setTimeout as sleep } from "node:timers/promises";
import { HostError } from "../host/error";
import type { Host } from "../host/host";
import { union, unread, type Needs } from "../host/snapshot";
import { display, type Command } from "../ip/command";
import type { Snapshot } from "../ip/snapshot";
import type { Kind, Values } from "../kinds/kind";

/** A survey: the lists of a host that were read so far, and the answers to probes. */
export interface Survey {
  readonly snapshot: Snapshot;
  readonly user: number;
  /** The words of `ip` to each probe. */
  readonly probed: ReadonlyMap<string, string>;
  readonly read: Needs;
}

/** The time that a host may take, in milliseconds. */
const LIMIT = 10_000;
/** The survey before anything is read. */
export const NOTHING: Survey = { snapshot: { namespaces: [], netns: {} }, user: 0, probed: new Map(), read: new Map() };

/** Extends a survey by lists and probes that it lacks. */
export async function extend(host: Host, seen: Survey, needs: Needs, probes: readonly Command[]): Promise<Survey> {
  const missing = unread(seen.read, needs);
  const untried = probes.filter((probe) => !seen.probed.has(display(probe)));
  if (seen !== NOTHING && !missing.size && !untried.length) return seen;
  const asked = [host.read(missing), ...untried.map((probe) => host.apply([probe], new Map()))];
  const [now, ...tried] = await withinLimit(host, Promise.all(asked));
  const { snapshot } = seen === NOTHING ? now! : seen;
  const netns = { ...snapshot.netns };
  for (const [name, lists] of Object.entries(now!.snapshot.netns)) netns[name] = { ...netns[name], ...lists };
  const said = untried.map((probe, i) => [display(probe), tried[i]?.refusal?.words ?? ""] as const);
  return {
    snapshot: { ...snapshot, netns },
    user: now!.user,
    probed: new Map([...seen.probed, ...said]),
    read: union([seen.read, missing]),
  };
}

/** An answer, or the reason why it does not come soon. */
async function withinLimit<T>(host: Host, answer: Promise<T>): Promise<T> {
  answer.catch(() => undefined);
  const timedOut = host.session.begun.then(() => sleep(LIMIT, `no answer within ${LIMIT / 1000} s`, { ref: false }));
  const trouble = Promise.race([host.session.trouble, timedOut]).then((why) => {
    throw new HostError(host.name, why);
  });
  return Promise.race([answer, trouble]);
}

/** The lists that the laws of a kind need besides. */
export const lawNeeds = (kind: Kind, values: Values): Needs =>
  union((kind.lawReads?.(values) ?? []).map(([netns, read]) => new Map([[netns ?? "", new Set([read])]])));

/** The lists that a preview of an object needs. */
export const needsOf = (kind: Kind, values: Values): Needs =>
  union([new Map(kind.namespaces(values).map((netns) => [netns ?? "", new Set(kind.reads)])), lawNeeds(kind, values)]);
