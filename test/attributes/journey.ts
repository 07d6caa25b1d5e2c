import type { HostKind, Lab, LabHost } from "../lab";
import { network } from "../lab/network";
import { read, type Network } from "./seen";
import { QUICK, Stack, type Run } from "../engine/stack";
import type { Shown } from "./subjects";
import { argsAt, declare, prepare, type Row } from "./walk";
import { watch, type Event } from "../lab/watch";

/** One step of all rows: the engine's plan and operations, its state, and the hosts' networks and events. */
export interface Taken {
  readonly preview: Run;
  readonly up: Run;
  readonly again: Run;
  readonly state: Readonly<Record<string, Shown>>;
  readonly hosts: Readonly<Record<HostKind, { readonly network: Network; readonly events: readonly Event[] }>>;
}

const ON = ["namespace", "guest"] as const;
const both = async <T>(work: (on: HostKind) => Promise<T>): Promise<Record<HostKind, T>> => {
  const [namespace, guest] = await Promise.all(ON.map(work));
  return { namespace, guest } as Record<HostKind, T>;
};

/** All rows of a table on their walk, a step at a time, on a host of either kind. */
export class Journey {
  readonly taken: Taken[] = [];

  private constructor(
    private readonly rows: readonly Row[],
    readonly hosts: Readonly<Record<HostKind, LabHost>>,
    private readonly networks: Readonly<Record<HostKind, string>>,
    private readonly stack: Stack,
  ) {}

  static async begin(lab: Lab, rows: readonly Row[]): Promise<Journey> {
    const hosts = await both((kind) => lab.host(kind, { kind }));
    await both((on) => prepare(rows, hosts[on]));
    const networks = await both((on) => network((command) => hosts[on].run(command)));
    return new Journey(rows, hosts, networks, await Stack.create({ resources: [], env: QUICK }));
  }

  /** Every row goes on to its next step. */
  async take(): Promise<void> {
    const { rows, hosts, stack, taken } = this;
    const step = taken.length;
    stack.resources = rows.map((row) => declare(row, step, hosts[row.subject.on]));
    const preview = await stack.preview();
    const ends = await both((on) => watch(hosts[on], ["", "red", "blue", ...this.spaces(on, step)]));
    const up = await stack.up("--continue-on-error");
    const again = await stack.up();
    const seen = await both(async (on) => ({ network: await read(hosts[on]), events: await ends[on]() }));
    const { resources } = (await stack.export()).deployment;
    const state = Object.fromEntries(resources.map(({ urn, outputs }) => [urn.split("::").at(-1), outputs]));
    taken.push({ preview, up, again, state, hosts: seen });
  }

  /** Destroys all of it; returns the lines of the hosts' networks that are then not as before. */
  async destroy(): Promise<string[]> {
    const { code, stdout } = await this.stack.destroy();
    if (code !== 0) throw new Error(stdout);
    const after = await both((on) => network((command) => this.hosts[on].run(command)));
    const lines = (text: string) => text.split("\n");
    return ON.flatMap((on) => {
      const [was, is] = [lines(this.networks[on]), lines(after[on])];
      return [...is.filter((line) => !was.includes(line)), ...was.filter((line) => !is.includes(line))];
    });
  }

  close = (): Promise<void> => this.stack.close();

  /** The rows' own namespaces that stay at this step. */
  private spaces(on: HostKind, step: number): string[] {
    const own = this.rows.filter(({ subject }) => subject.on === on && subject.type === "NetNamespace");
    return own.filter(({ steps }) => steps[step]?.op === "update").map((row) => String(argsAt(row, step).name));
  }
}
