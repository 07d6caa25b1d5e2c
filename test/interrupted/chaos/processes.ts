import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A process of a run of `pulumi`. */
export interface Process {
  readonly pid: number;
  readonly part: "engine" | "provider" | "program";
}

const read = (pid: string, file: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "latin1");
  } catch {
    return ""; // It has ended.
  }
};

const partOf = (words: readonly string[]): Process["part"] =>
  basename(words[0] ?? "") === "pulumi"
    ? "engine"
    : words.some((word) => /dynamic-provider|pulumi-resource/.test(word))
      ? "provider"
      : "program";

/** Processes of a stack, whatever their parent is by now: all have the stack's folder in their environment. */
export const processesOf = (folder: string): Process[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && read(name, "environ").includes(`PULUMI_BACKEND_URL=file://${folder}\0`))
    .filter((pid) => read(pid, "cmdline") !== "")
    .map((pid) => ({ pid: Number(pid), part: partOf(read(pid, "cmdline").split("\0")) }));

/** Sends a signal to some of them. */
export function signal(processes: readonly Process[], name: NodeJS.Signals): void {
  for (const { pid } of processes)
    try {
      process.kill(pid, name);
    } catch {
      // It ended a moment ago.
    }
}

/** Ends all that runs for a stack, also what it starts meanwhile. */
export async function endAll(folder: string): Promise<void> {
  for (let left = processesOf(folder); left.length; left = processesOf(folder)) {
    signal(left, "SIGKILL");
    await sleep(20);
  }
}

/** Takes away what an engine that was killed just then has left empty beside its state: it would never read that state again. */
export function clearAttributes(folder: string): void {
  const states = join(folder, ".pulumi/stacks/test");
  for (const name of readdirSync(states).filter((name) => name.endsWith(".attrs")))
    if (statSync(join(states, name)).size === 0) rmSync(join(states, name));
}
