import type { Snapshot } from "../ip/snapshot";
import type { Kind, Observed, Values } from "../kinds/kind";
import { whyGone, type Machine } from "../ownership/machine";
import { drifted } from "./warnings";

/** The warnings of a run, each given once. */
export class Notices {
  private readonly given = new Set<unknown>();

  constructor(private readonly warn: (message: string) => unknown) {}

  /** Warns, once of one thing. */
  async once(message: string, of: unknown = message): Promise<void> {
    if (this.given.has(of)) return;
    this.given.add(of);
    await this.warn(message);
  }

  /** Warns why an object is no longer as it was asked for, if its host tells. */
  async drifted(
    title: string,
    kind: Kind,
    desired: Values,
    observed: Observed<Values>,
    snapshot: Snapshot,
  ): Promise<void> {
    const said = drifted(kind, desired, observed, snapshot);
    if (said) await this.once(`${title}: ${said}`);
  }

  /** Warns why an object is gone, once for each host, if its machine tells. */
  async gone(title: string, was: Values, now: Machine): Promise<void> {
    const why = whyGone(was.host, was, now);
    const rest = `${title} is gone, and so is what else was made there and is missing; \`pulumi up\` makes it again`;
    if (why) await this.once(`${why}: ${rest}`, why);
  }
}
