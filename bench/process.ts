import { readdirSync, readFileSync } from "node:fs";

const read = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // It has ended.
  }
};
const tasks = (pid: string): string[] => {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
};
const children = (pid: string): string[] =>
  tasks(pid).flatMap((task) => read(`/proc/${pid}/task/${task}/children`).split(" ").filter(Boolean));
const below = (pid: string): string[] => children(pid).flatMap((child) => [child, ...below(child)]);

const isEngine = (pid: string) => read(`/proc/${pid}/comm`).trim() === "pulumi";
const isProvider = (pid: string) => read(`/proc/${pid}/cmdline`).includes("cmd/dynamic-provider/index.js\0");

/** Interval between two readings, in milliseconds. */
const EVERY = 250;

/** Runs an action and returns the most memory that a provider's process below this one had meanwhile, in MB. */
export async function watched(act: () => Promise<unknown>): Promise<number> {
  let most = 0;
  const look = () => {
    for (const pid of children("self").filter(isEngine).flatMap(below).filter(isProvider))
      most = Math.max(most, Number(/VmHWM:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0));
  };
  const timer = setInterval(look, EVERY);
  try {
    await act();
  } finally {
    clearInterval(timer);
  }
  return Math.round(most / 1024);
}

/** Clock ticks a second, as Linux tells them. */
const TICKS = 100;

/** Seconds of processors that this process has spent, and its children that have ended. */
export function cpuSeconds(): number {
  const fields = read("/proc/self/stat")
    .replace(/^.*\) /, "")
    .split(" ")
    .slice(11, 15);
  return fields.reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS;
}
