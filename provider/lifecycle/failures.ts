import type { Outcome } from "../host/host";
import { display, type Command } from "../ip/command";
import { differing } from "../ip/equality";
import { causeOf } from "../kinds/causes";
import { immutableDifferences } from "../kinds/changes";
import type { Kind, Observed, Values } from "../kinds/kind";
import { ACTION } from "../ownership/actions";
import { whyGone, type Machine } from "../ownership/machine";
import { foundThere } from "../ownership/owner";
import type { Verdict } from "../ownership/verdict";
import type { Preflight } from "../preview/preflight";
import { Fault } from "./fault";

/** The object that a failure is about. */
interface Failing {
  readonly kind: Kind;
  readonly title: string;
  readonly desired: Values;
}

/** An object in which something differs that no command changes is not the one asked for. */
export function assertSame(
  { title, desired }: Failing,
  { values }: Observed<Values>,
  fields = differing(desired, values),
) {
  const differ = fields.map((field) => `\`${field}\` is ${JSON.stringify(values[field] ?? null)}`);
  if (differ.length) throw new Fault(`${title}: ${differ.join(", ")} on the host, which cannot change in place`);
}

/** The error if the host took every command and the object is still not as asked for. */
export function didNotTake(
  { title, desired }: Failing,
  observed: Observed<Values> | undefined,
  commands: readonly Command[],
) {
  const tried = commands.map(display).join("; ");
  const what = observed ? differing(desired, observed.values).join(", ") : "the whole object";
  return new Fault(
    `${title}: the host accepted every command, but these fields did not change: ${what} (\`${tried}\`)`,
  );
}

/** The error if a command was refused: the host's words, and the cause if the host shows it; `others` is an object that somebody has just made in its place. */
export function commandRefused(
  { kind, title, desired }: Failing,
  { refusal, snapshot }: Outcome,
  others?: Observed<Values>,
): Fault {
  const { command, words = "" } = refusal ?? {};
  const within = command?.netns;
  const netns = within === undefined ? "" : `, namespace ${within}`;
  const what = command ? `\`${display(command)}\`` : "one of several commands";
  const made = others && `it ${foundThere(others)}, a moment ago`;
  const cause = causeOf({ kind, command, words, desired, snapshot }) ?? made;
  const lines = [`${title} on ${String(desired.host)}${netns}: ${what}: ${words}`, cause && `  ${cause}`];
  return new Fault(lines.filter(Boolean).join("\n"));
}

/** Refuses to take over an object that exists and that `adopt` does not ask for, or that cannot become what is asked for. */
export function assertAdoptable(
  subject: Failing,
  observed: Observed<Values>,
  whose: Verdict,
  preflight?: Preflight,
): void {
  const { kind, title, desired } = subject;
  if (observed.owner && preflight?.isAnothers(kind, observed.owner, desired))
    throw new Fault(
      `${title} is that of ${observed.owner} too, by another name of the machine: declare it under one of the two`,
    );
  const action = ACTION.create[whose];
  if (action === "refuse") throw new Fault(`${title} cannot be made: ${observed.conflict}`);
  if (action === "claim" && !desired.adopt)
    throw new Fault(`${title} ${foundThere(observed)}; \`adopt: true\` takes it over`);
  assertSame(subject, observed, immutableDifferences(kind, observed.values, desired));
}

/** Why an object is gone, in brackets, if its machine tells. */
export const because = (was: Values, now: Machine): string => {
  const why = whyGone(was.host, was, now);
  return why ? ` (${why})` : "";
};

/** The error about an object that is somebody else's now. */
export const leftAlone = ({ title }: Failing, fact: string, why: string, refresh: string): Fault =>
  new Fault(`${title} is left alone: ${fact}${why}; \`pulumi refresh\` ${refresh}`);

/** Refuses to delete an object that must stay. */
export function assertDeletable({ title }: Failing, { undeletableBecause: why }: Observed<Values>): void {
  if (why) throw new Fault(`${title} is not deleted: ${why}; \`force: true\` deletes it all the same`);
}
