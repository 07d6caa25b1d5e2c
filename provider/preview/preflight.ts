import { fetchHosts, type Announcement, type AnnouncedHost } from "../announcement";
import type { Connection } from "../connection";
import { HostError, RefusedLogin, UnsuitableHost } from "../host/error";
import { hostAt, type Host } from "../host/host";
import { union, type Needs } from "../host/snapshot";
import { display, type Command } from "../ip/command";
import { knownOf } from "../ip/unknown";
import { identityOf, slotOf } from "../kinds/identity";
import type { Kind, Values } from "../kinds/kind";
import { observe } from "../kinds/real-names";
import { ownerOf } from "../ownership/owner";
import { findingsOf } from "./findings";
import { Notices } from "./notices";
import { Reservations } from "./reservations";
import { isInState, movedLink, type Scene } from "./scene";
import { extend, needsOf, NOTHING, type Survey } from "./survey";
import { warningsOf } from "./warnings";

/** A resource, and how it stands in its program. */
type Declaration = Omit<
  Scene,
  "snapshot" | "observed" | "user" | "kinds" | "probed" | "declares" | "hasLink" | "hasNetns"
>;

/** The result of a look at a resource. */
interface Report {
  /** The reasons to refuse it, in its program and on its host, the property first. */
  readonly failures: readonly string[];
  /** The state has the object, and its host does not. */
  readonly isMissing?: boolean;
}

/** Looks at hosts before anything is done to them, at each once for all that is on it. */
export class Preflight {
  private readonly surveys = new Map<Host, Promise<Survey>>();
  private readonly seen = new Set<Host>();
  /** The program's objects on a host: drivers and marks of links, and slots. */
  private readonly has = new Map<Host, Set<string>>();
  private readonly program = new Reservations();
  readonly notices: Notices;
  private told?: Promise<void>;

  constructor(
    private readonly kinds: Readonly<Record<string, Kind>>,
    warn: (message: string) => unknown,
  ) {
    this.notices = new Notices(warn);
  }

  /** Looks at a resource, in its program and on its host; `stored` is the resource in the state. */
  async check(kind: Kind, values: Values, stored: Values | undefined, announcement: Announcement): Promise<Report> {
    const { clashes, ...standing } = this.program.declare(kind, values, stored, announcement.afterItsLink);
    const { known: desired, unknown } = knownOf(values);
    const needed = ["connection", "host", "mark", "parentNetns", ...kind.identity.key];
    const isKnown = needed.every((field) => values[field] === undefined || desired[field] !== undefined);
    if (clashes.length || announcement.mode === "off" || !isKnown) return { failures: clashes };
    if (announcement.announcer)
      await (this.told ??= fetchHosts(announcement.announcer).then((hosts) => this.begin(hosts)));
    const host = hostAt(desired.connection as Connection);
    const { mayComeLater = false, unordered = false } = announcement;
    const declared = { kind, desired, unknown, mayComeLater, unordered, ...standing };
    return this.judge(host, declared).catch(async (error: unknown) => ({
      failures: await this.unreachable(host, announcement, error),
    }));
  }

  /** Whether the state has another resource of the program in the place of one that goes. */
  isShared = (kind: Kind, gone: Values): boolean => this.program.isShared(kind, gone);

  /** Whether the program has the object for another resource too, by another name of its host. */
  isAnothers = (kind: Kind, mark: string, values: Values): boolean => this.program.isAnothers(kind, mark, values);

  /** Whether a preview of this run has looked at a host. */
  hasLookedAt = (host: Host): boolean => this.seen.has(host);

  private async judge(host: Host, declared: Declaration): Promise<Report> {
    const { kind, desired } = declared;
    const probes = kind.probes?.(desired) ?? [];
    const { snapshot, user, probed } = await this.survey(host, needsOf(kind, desired), probes);
    this.seen.add(host);
    const observed = observe(kind, snapshot, desired);
    const owner = observed && ownerOf(kind, desired, observed, snapshot);
    const scene: Scene = {
      ...{ ...declared, snapshot, user, kinds: Object.values(this.kinds) },
      observed: observed && { ...observed, owner },
      probed: probes.map((command) => ({ command, words: probed.get(display(command)) ?? "" })),
      declares: (driver, mark) => this.mayHave(host, driver, mark),
      hasLink: (netns, name) =>
        this.program.has("link", desired.host, netns, name) || this.announces(host, "link", "", netns, name),
      hasNetns: (name) => this.program.has("netns", desired.host, name) || this.announces(host, "netns", "", name),
    };
    for (const warning of warningsOf(scene))
      await this.notices.once(`${declared.title}: ${warning} (seen on ${host.name})`);
    const failures = findingsOf(scene).map((finding) => `${finding} (seen on ${host.name})`);
    return { failures, isMissing: !observed && isInState(scene) && !movedLink(scene) };
  }

  private mayHave(host: Host, driver: string, mark: string): boolean {
    const all = this.has.get(host);
    return !all || all.has(`${driver} ${mark}`);
  }

  private announces(host: Host, ...place: Parameters<typeof slotOf>): boolean {
    return this.has.get(host)?.has(slotOf(...place)) ?? false;
  }

  /** A host that cannot be reached yet is no fault of a preview, unless that is asked for; one that refuses us, or that is none of ours, is. An `up` goes on with other hosts. */
  private async unreachable(host: Host, { mode, isPreview }: Announcement, error: unknown): Promise<string[]> {
    if (!(error instanceof HostError)) throw error;
    const isFault = error instanceof UnsuitableHost || (error instanceof RefusedLogin && isPreview);
    if (mode === "strict" || isFault) return [`connection: ${error.message}`];
    await this.notices.once(`${error.message}; its resources were NOT checked against it, and \`pulumi up\` fails while it is so`, host); // prettier-ignore
    return [];
  }

  /** Begins to read all hosts of a program, side by side. */
  private begin(hosts: readonly AnnouncedHost[]): void {
    const objectsOf = new Map<Host, { needs: Needs; probes: readonly Command[] }[]>();
    for (const { connection, objects } of hosts) {
      const known = objects.flatMap(([type, place]) => {
        const kind = this.kinds[type];
        return kind && place ? [{ needs: needsOf(kind, place), probes: kind.probes?.({}) ?? [] }] : [];
      });
      const host = hostAt(connection);
      objectsOf.set(host, [...(objectsOf.get(host) ?? []), ...known]);
      const all = objects.flatMap(([type, place, mark]) => [
        `${this.kinds[type]?.link?.driver} ${mark}`,
        ...(this.kinds[type] && place ? identityOf(this.kinds[type], { ...place, host: "" }).slots : []),
      ]);
      this.has.set(host, new Set([...(this.has.get(host) ?? []), ...all]));
    }
    for (const [host, all] of objectsOf) {
      const probes = new Map(all.flatMap((one) => one.probes.map((probe) => [display(probe), probe])));
      this.survey(host, union(all.map((one) => one.needs)), [...probes.values()]).catch(() => undefined);
    }
  }

  /** Reads the lists of a host that were not read yet. */
  private survey(host: Host, needs: Needs, probes: readonly Command[]): Promise<Survey> {
    const next = (this.surveys.get(host) ?? Promise.resolve(NOTHING)).then((seen) => extend(host, seen, needs, probes));
    this.surveys.set(host, next);
    return next;
  }
}
