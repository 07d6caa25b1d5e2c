import { spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { serveProgram } from "./inline";
import type { Resource } from "./resource";

const ROOT = resolve(__dirname, "..", "..");
/** Default time limit of one command, in milliseconds. */
const LIMIT = 800_000;
/** An environment in which the state is saved at the end of a run only, which is half of the time; no run of such a stack is to be killed. */
export const QUICK = { PULUMI_EXPERIMENTAL: "1", PULUMI_SKIP_CHECKPOINTS: "1" };
/** The commands that run the program. */
const RUNS_PROGRAM = ["preview", "up"];

/** Numbers of resources that a run made, changed, replaced, deleted or left as they were, the stack itself among them. */
export type Changes = Readonly<Record<"create" | "update" | "replace" | "delete" | "same", number>>;

/** One operation of a run on a resource. */
export interface Step {
  readonly op: string;
  readonly name: string;
  readonly type: string;
  /** The properties that differ, as the provider reports. */
  readonly diffs: readonly string[];
}

/** Result of a run of `pulumi`. */
export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly changes: Changes;
  readonly steps: readonly Step[];
  /** Whole seconds that the step of each resource took, by its name, also if it failed. */
  readonly seconds: Readonly<Record<string, number>>;
}

interface Options {
  /** Resources for the program of the tests. */
  readonly resources?: readonly Resource[];
  /** Folder of a program of its own, from the root of the project, which the language host runs; `resources` run inline otherwise. */
  readonly program?: string;
  readonly config?: Readonly<Record<string, string>>;
  /** Name of the stack; by default `test`. */
  readonly name?: string;
  /** A `node_modules` other than the project's. */
  readonly modules?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Time limit of one command, in milliseconds. */
  readonly limit?: number;
  /** Whether the engine's events are kept, which costs it time; without them a run knows no changes and no steps. */
  readonly events?: boolean;
}

interface About {
  readonly metadata: { readonly urn: string };
}
interface Event {
  timestamp: number;
  resOutputsEvent?: About;
  resOpFailedEvent?: About;
  summaryEvent?: { resourceChanges: Record<string, number> };
  resourcePreEvent?: { metadata: { op: string; urn: string; type: string; diffs?: string[] } };
  diagnosticEvent?: { severity: string; message: string };
}

/** Folders with an initialised stack, by its name and program. */
const templates = new Map<string, string>();
/** Folders of the open stacks, removed when this process ends, also if it is interrupted. */
const open = new Set<string>();
process.once("exit", () => open.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A Pulumi stack in a folder of its own, driven by the real command; the state is a file beside it. */
export class Stack {
  readonly folder = mkdtempSync(join(tmpdir(), "netlink-stack-"));
  readonly project = join(this.folder, "project");
  private readonly env: NodeJS.ProcessEnv;
  private readonly limit: number;
  private readonly events: boolean;
  /** Whether the program runs in a process that is there already, or in one of its own, which can be killed. */
  inline: boolean;
  private readonly name: string;

  private constructor(bin: string, { program, name = "test", modules, env, limit = LIMIT, events = true }: Options) {
    this.name = name;
    [this.limit, this.events, this.inline] = [limit, events, program === undefined];
    const from = join(ROOT, program ?? "test/engine/program");
    cpSync(from, this.project, { recursive: true, filter: (path) => !/node_modules|Pulumi\..+\.yaml/.test(path) });
    symlinkSync(modules ?? join(ROOT, "node_modules"), join(this.project, "node_modules"));
    if (!existsSync(join(this.project, "Pulumi.yaml")))
      writeFileSync(join(this.project, "Pulumi.yaml"), "name: test\nruntime: nodejs\n");
    this.env = {
      ...process.env,
      PATH: [bin, process.env.PATH].join(delimiter),
      ...(this.inline ? { NODE_OPTIONS: `--require ${join(__dirname, "later.cjs")}` } : {}),
      PULUMI_HOME: join(this.folder, "home"),
      PULUMI_BACKEND_URL: `file://${this.folder}`,
      PULUMI_STACK: name,
      PULUMI_CONFIG_PASSPHRASE: "test",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_NODEJS_TRANSPILE_ONLY: "true",
      PULUMI_DEBUG_COMMANDS: "true",
      // The engine ends before its garbage would matter: a sixth less for a run.
      GOGC: "off",
      GOMEMLIMIT: "1GiB",
      ...env,
    };
    mkdirSync(join(this.folder, "home"));
    open.add(this.folder);
  }

  /** A new stack with nothing in it. */
  static async create(options: Options): Promise<Stack> {
    const { engine } = (await import("../../setup/engine.mjs" as string)) as { engine(): { bin: string } | undefined };
    const bin = engine()?.bin;
    if (!bin) throw new Error("there is no Pulumi engine: `node setup/setup.mjs` gets one");
    const stack = new Stack(bin, options);
    if (options.resources) stack.resources = options.resources;
    await stack.init(options);
    await stack.config(options.config ?? {});
    return stack;
  }

  /** Initialises the stack, or copies what that has made of another: `stack init` works out a key for the passphrase, which takes its time. */
  private async init({ program }: Options): Promise<void> {
    const { name } = this;
    const files = [".pulumi", join("project", `Pulumi.${name}.yaml`)];
    const copy = (from: string, to: string) =>
      files.forEach((file) => cpSync(join(from, file), join(to, file), { recursive: true }));
    const key = JSON.stringify([name, program]);
    const template = templates.get(key);
    if (template) return copy(template, this.folder);
    await this.pulumi(["stack", "init", name]);
    const made = mkdtempSync(join(tmpdir(), "netlink-stack-"));
    open.add(made);
    copy(this.folder, made);
    templates.set(key, made);
  }

  /** The resources that the next run declares. */
  set resources(resources: readonly Resource[]) {
    writeFileSync(join(this.project, "resources.json"), JSON.stringify(resources));
  }

  /** Sets configuration of the stack; a key with a dot is a path. */
  async config(values: Readonly<Record<string, string>>, ...args: string[]): Promise<void> {
    for (const [key, value] of Object.entries(values))
      await this.pulumi(["config", "set", ...(key.includes(".") ? ["--path"] : []), ...args, key, value]);
  }

  preview = ({ diff = false, args = [] as string[] } = {}): Promise<Run> =>
    this.run("preview", [...(diff ? ["--diff"] : []), ...args]);
  up = (...args: string[]): Promise<Run> => this.run("up", ["--yes", "--skip-preview", ...args]);
  refresh = (...args: string[]): Promise<Run> => this.run("refresh", ["--yes", "--skip-preview", ...args]);
  destroy = (...args: string[]): Promise<Run> => this.run("destroy", ["--yes", "--skip-preview", ...args]);

  /** Takes away the lock of a run that was killed. */
  cancel = () => this.pulumi(["cancel", "--yes"]);

  /** The state, as `pulumi stack export` gives it. */
  async export(): Promise<{
    deployment: {
      resources: {
        urn: string;
        id?: string;
        type: string;
        inputs: Record<string, unknown>;
        outputs: Record<string, unknown>;
      }[];
    };
  }> {
    return JSON.parse((await this.pulumi(["stack", "export"])).stdout);
  }

  /** The URN that the state has of a resource. */
  async urn(name: string): Promise<string> {
    return this.stored().find(({ urn }) => urn.endsWith(`::${name}`))?.urn ?? "";
  }

  /** Takes a resource, and what depends on it, out of the state. */
  forget = async (name: string) =>
    this.pulumi(["state", "delete", await this.urn(name), "--yes", "--target-dependents"]);

  /** The outputs that the state has of a resource. */
  async outputs(name: string): Promise<Record<string, unknown>> {
    return this.stored().find(({ urn }) => urn.endsWith(`::${name}`))?.outputs ?? {};
  }

  /** The resources in the state's file, which costs no process. */
  private stored(): { readonly urn: string; readonly outputs?: Record<string, unknown> }[] {
    const states = join(this.folder, ".pulumi", "stacks");
    const [file = ""] = readdirSync(states, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(`${this.name}.json`)); // prettier-ignore
    const { checkpoint } = JSON.parse(readFileSync(join(states, file), "utf8"));
    return checkpoint.latest?.resources ?? [];
  }

  /** Removes all that the stack has on this machine. */
  async close(): Promise<void> {
    rmSync(this.folder, { recursive: true, force: true });
    open.delete(this.folder);
  }

  private async run(command: string, args: readonly string[]): Promise<Run> {
    const log = join(this.folder, "events");
    rmSync(log, { force: true });
    const served = this.inline && RUNS_PROGRAM.includes(command) ? await serveProgram(this.project) : undefined;
    const result = await this.pulumi([
      command,
      ...(this.events ? ["--event-log", log] : []),
      ...(served?.args ?? []),
      ...args,
    ]);
    served?.end(result.code === 0);
    // An engine that was killed leaves its last line as it is.
    const lines = (existsSync(log) ? readFileSync(log, "utf8") : "").split("\n").slice(0, -1);
    const events = lines.map((line) => JSON.parse(line) as Event);
    const counts = events.find((event) => event.summaryEvent)?.summaryEvent?.resourceChanges ?? {};
    const steps = events.flatMap(({ resourcePreEvent: event }) =>
      event
        ? {
            op: event.metadata.op,
            name: event.metadata.urn.split("::").at(-1) ?? "",
            type: event.metadata.type,
            diffs: event.metadata.diffs ?? [],
          }
        : [],
    );
    const begun = new Map<string, number>();
    const seconds: Record<string, number> = {};
    for (const { timestamp, resourcePreEvent: begins, ...ends } of events) {
      const urn = (begins ?? ends.resOutputsEvent ?? ends.resOpFailedEvent)?.metadata.urn ?? "";
      if (begins) begun.set(urn, timestamp);
      else seconds[urn.split("::").at(-1) ?? ""] = timestamp - (begun.get(urn) ?? NaN);
    }
    return { ...result, steps, seconds, changes: { create: 0, update: 0, replace: 0, delete: 0, same: 0, ...counts } };
  }

  private pulumi(args: readonly string[]): Promise<Pick<Run, "code" | "stdout" | "stderr">> {
    return new Promise((done, failed) => {
      const child = spawn("pulumi", [...args, "--non-interactive", "--color", "never"], {
        cwd: this.project,
        env: this.env,
      });
      const said = { stdout: "", stderr: "" };
      child.stdout.on("data", (data) => (said.stdout += data));
      child.stderr.on("data", (data) => (said.stderr += data));
      const limit = setTimeout(() => child.kill("SIGKILL"), this.limit);
      child.on("error", failed);
      child.on("close", (code) => {
        clearTimeout(limit);
        done({ code: code ?? -1, ...said });
      });
    });
  }
}
