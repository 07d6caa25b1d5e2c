import type { Outcome } from "../host/host";
import { display, type Command } from "../ip/command";
import { differing } from "../ip/equality";
import { causeOf } from "../kinds/causes";
import { type Observed, type Values } from "../kinds/kind";
import { Fault } from "./fault";
import { type Target } from "./target";

/** An object in which something differs that no command changes is not the one asked for. */
export function assertSame(
  { title, desired }: Target,
  { values }: Observed<Values>,
  fields = differing(desired, values),
) {
  const differ = fields.map((field) => `\`${field}\` is ${JSON.stringify(values[field] ?? null)}`);
  if (differ.length) throw new Fault(`${title}: ${differ.join(", ")} on the host, which cannot change in place`);
}

/** What is said where every command was taken, and the object is still not as asked for. */
export function didNotTake(
  { title, desired }: Target,
  observed: Observed<Values> | undefined,
  commands: readonly Command[],
) {
  const tried = commands.map(display).join("; ");
  const what = observed ? differing(desired, observed.values).join(", ") : "the whole object";
  return new Fault(`${title}: the host took every command, and yet these did not take: ${what} (\`${tried}\`)`);
}

/** What is said where a command was refused: the host's words, and their cause where the host shows it. */
export function commandRefused({ title, host, desired }: Target, { refusal, snapshot }: Outcome): Fault {
  const { command, words = "" } = refusal ?? {};
  const within = command?.netns;
  const netns = within === undefined ? "" : `, namespace ${within}`;
  const what = command ? `\`${display(command)}\`` : "one of several commands";
  const cause = causeOf({ command, words, desired, snapshot });
  const lines = [`${title} on ${host.name}${netns}: ${what}: ${words}`, cause && `  ${cause}`];
  return new Fault(lines.filter(Boolean).join("\n"));
}
