import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tiedMust } from "../../test/lab/process";
import { commandsOf, groupsOf, type Group } from "../objects";
import type { Subject } from "../subject";

/** Runs `ip -batch` on the host, one for each namespace in the order of the lines. */
function script(groups: readonly Group[]): string {
  const [own, inside]: [string[], Map<string, string[]>] = [[], new Map()];
  for (const line of groups.flatMap((group) => Object.values(commandsOf(group)).flat())) {
    const [, netns, rest] = /^-n (\S+) (.*)$/.exec(line) ?? [];
    if (netns && rest) inside.set(netns, [...(inside.get(netns) ?? []), rest]);
    else own.push(line);
  }
  const batch = (netns: string, lines: string[]) => `ip ${netns} -batch - <<.\n${lines.join("\n")}\n.\n`;
  return `set -e\n${batch("", own)}${[...inside].map(([netns, lines]) => batch(`-n ${netns}`, lines)).join("")}`;
}

const SCRIPTS: Readonly<Record<string, (groups: readonly Group[]) => string>> = {
  connect: () => ":\n",
  up: script,
  destroy: (groups) => `ip -batch - <<.\n${groups.map(({ netns }) => `netns del ${netns}\n`).join("")}.\n`,
};

/** A client each, all at once; the shell that starts them is not this process, which plays the hosts. */
const ALL = `for f in *; do ssh -F "$0" "$f" sh -s < "$f" & all+=($!); done; for pid in "\${all[@]}"; do wait $pid || exit; done`;

/** The real client, one a host, all at once: what the hosts and the way to them cost. */
export const ssh: Subject = {
  name: "ssh",
  about: "what the hosts alone cost: ssh with ip -batch, all hosts at once",
  async ready({ places, home }) {
    const folder = mkdtempSync(join(tmpdir(), "netlink-bench-"));
    const phases = Object.entries(SCRIPTS).map(([phase, text]) => {
      const inputs = join(folder, phase);
      mkdirSync(inputs);
      places.forEach(({ name }, i) => writeFileSync(join(inputs, name), text(groupsOf(i + 1))));
      return [phase, () => tiedMust("bash", ["-c", `cd ${inputs} && ${ALL}`, join(home, ".ssh", "config")])];
    });
    return {
      phases: Object.fromEntries(phases),
      close: async () => rmSync(folder, { recursive: true, force: true }),
    };
  },
};
