import { batchLine, familyOption, netnsWord, type Command } from "../../ip/command";
import { same } from "../../ip/equality";
import { SKIPPED, type Reply, type Section } from "./script";

/** A command that the host refused, with the words of `ip` and the kernel; for an unknown word `ip` does not name the command. */
export interface Refusal {
  readonly command?: Command;
  readonly words: string;
}

/** Whether a section changes the host. */
export const isChange = ({ job }: Section) => job !== undefined;

/** Commands as sections; those that follow each other in one batch of the host go together. */
export function sectionsOf(commands: readonly Command[], job: number): Section[] {
  const sections: (Section & { lines: string[] })[] = [];
  for (const command of commands) {
    const { tool } = command;
    const [netns, options, line] = [netnsWord(command.netns), familyOption(command.family), batchLine(command)];
    const last = sections.at(-1);
    if (last && same([last.tool, last.netns, last.options], [tool, netns, options])) last.lines.push(line);
    else sections.push({ tool, netns, options, job, lines: [line] });
  }
  return sections;
}

/** The first command that failed: `ip -batch` names its line, unless the namespace cannot be entered or a word is none. */
export function refusalOf(
  commands: readonly Command[],
  changes: readonly Section[],
  replies: readonly Reply[],
): Refusal | undefined {
  const at = replies.findIndex(({ code }) => code !== 0 && code !== SKIPPED);
  const stderr = replies[at]?.stderr ?? "";
  if (at < 0) return undefined;
  const before = changes.slice(0, at).reduce((sum, section) => sum + section.lines.length, 0);
  const isFirst = changes[at]?.lines.length === 1 || /network namespace "/.test(stderr);
  const line = Number(/^Command failed -:(\d+)$/m.exec(stderr)?.[1] ?? (isFirst ? 1 : NaN));
  const words = stderr.replace(/^Command failed .*$/m, "").trim();
  return { command: commands[before + line - 1], words: words || `exit code ${replies[at]?.code}` };
}
