import { spawn, spawnSync, type ChildProcess, type SpawnOptions } from "node:child_process";

/** Exit code and output of a command. */
export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Input and environment of a program, besides its arguments. */
export interface Given {
  readonly input?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Starts a program that dies with this process, however this process ends. */
export const tied = (command: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess =>
  spawn("setpriv", ["--pdeathsig", "KILL", command, ...args], options);

/** Starts a tied program and waits until it prints READY. */
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

/** The end of a child, which may have come already. */
export const over = (child: ChildProcess): Promise<void> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once("exit", () => resolve()));

/** Ends a process that this one started, and waits for its end. */
export async function end(child: ChildProcess, pid = child.pid): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || pid === undefined) return;
  const gone = over(child);
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself; its parent is about to.
  }
  await gone;
}

function hear(child: ChildProcess, input = ""): Promise<Said> {
  return new Promise((resolve, reject) => {
    const said = { stdout: "", stderr: "" };
    child.stdout?.setEncoding("utf8").on("data", (data) => (said.stdout += data));
    child.stderr?.setEncoding("utf8").on("data", (data) => (said.stderr += data));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? -1, ...said }));
    child.stdin?.on("error", () => undefined).end(input);
  });
}

/** Runs a program to its end. */
export const say = (command: string, args: readonly string[], { input, env }: Given = {}): Promise<Said> =>
  hear(spawn(command, args, { env }), input);

/** Runs a tied program that has to succeed. */
export async function tiedMust(command: string, args: readonly string[], { input, env }: Given = {}): Promise<string> {
  const { code, stdout, stderr } = await hear(tied(command, args, { env }), input);
  if (code !== 0) throw new Error(`${command} ${args.join(" ")}: ${stderr}`);
  return stdout;
}

/** Runs a program that has to succeed. */
export function must(command: string, args: readonly string[], options: SpawnOptions & Given = {}): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: "utf8", ...options });
  if (status !== 0) throw error ?? new Error(`${command} ${args.join(" ")}: ${stderr}`);
  return stdout?.toString() ?? "";
}
