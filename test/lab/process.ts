import { spawn, spawnSync, type ChildProcess, type SpawnOptions } from "node:child_process";

/** What a command said. */
export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a program that dies with this process, however this process ends. */
export const tied = (command: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess =>
  spawn("setpriv", ["--pdeathsig", "KILL", command, ...args], options);

/** Starts a tied program and waits until it says READY. */
export function tiedUntilReady(command: string, args: readonly string[]): Promise<ChildProcess> {
  const child = tied(command, args, { stdio: ["ignore", "pipe", "pipe"] });
  return new Promise((resolve, reject) => {
    let errors = "";
    child.stderr?.on("data", (data) => (errors += data));
    child.stdout?.on("data", (data) => String(data).includes("READY") && resolve(child));
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`${command} ended with ${code}: ${errors}`)));
  });
}

/** Ends a process that this one started, and waits for its end. */
export async function end(child: ChildProcess, pid = child.pid): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || pid === undefined) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  process.kill(pid, "SIGKILL");
  await gone;
}

/** Runs a program to its end. */
export function say(command: string, args: readonly string[], input = ""): Promise<Said> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"] });
    const said = { stdout: "", stderr: "" };
    child.stdout.on("data", (data) => (said.stdout += data));
    child.stderr.on("data", (data) => (said.stderr += data));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? -1, ...said }));
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });
}

/** Runs a program that has to succeed. */
export function must(command: string, args: readonly string[], options: SpawnOptions = {}): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: "utf8", ...options });
  if (status !== 0) throw error ?? new Error(`${command} ${args.join(" ")}: ${stderr}`);
  return stdout?.toString() ?? "";
}
