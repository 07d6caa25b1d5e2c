import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { hostAt, type Host, type Outcome } from "../../provider/host/host";
import { display } from "../../provider/ip/command";
import type { Snapshot } from "../../provider/ip/snapshot";
import type { Resource } from "../engine/resource";
import type { HostKind } from "../lab";
import type { Said } from "./check";

/** A golden case of a preview: a host, a program, and the report on the program's last resource. */
export interface Golden {
  /** Commands that bring a host there; recording runs them on a real one. */
  readonly given: readonly string[];
  /** The sort of host; by default a namespace host. */
  readonly kind?: HostKind;
  /** Resources without a connection: they are on that host. */
  readonly program: readonly Resource[];
  /** Output of `ip -N -j -d` then, without what no kind reads. */
  readonly snapshot?: Snapshot;
  /** The words of `ip` to each probe. */
  readonly probed?: Readonly<Record<string, string>>;
  /** Why the resource is refused, or what is warned of it. */
  readonly says?: string;
  readonly warns?: string;
}

/** Every golden case, by the law or finding that it is about. */
export const goldens = (): [name: string, file: string, it: Golden][] =>
  readdirSync(__dirname)
    .filter((name) => statSync(join(__dirname, name)).isDirectory())
    .flatMap((about) => readdirSync(join(__dirname, about)).map((name) => join(about, name)))
    .map((path) => {
      const file = join(__dirname, path);
      return [path.replace(".json", ""), file, JSON.parse(readFileSync(file, "utf8")) as Golden];
    });

/** A program on a host. */
export const on = (program: readonly Resource[], connection: object): Resource[] =>
  program.map((one) => ({ ...one, args: { connection, ...one.args } }));

/** Asserts that the preview reports exactly the case's words for the last resource, and nothing else. */
export function proveSaid({ program, says, warns }: Golden, { failures, warnings }: Said): void {
  assert.deepEqual(failures[program.at(-1)!.name], says === undefined ? [] : [says]);
  assert.deepEqual(warnings, warns === undefined ? [] : [warns]);
}

type Fake = { -readonly [K in keyof Host]: unknown };
const never = new Promise<never>(() => undefined);

/** A connection to a host that is as a golden case has it. */
export function fakeHost({ snapshot = { namespaces: [], netns: {} }, probed = {} }: Golden, port: number): object {
  const connection = { name: "web-1", host: "192.0.2.10", port };
  const outcome: Outcome = { snapshot, machineId: "m", bootId: "b", user: 0 };
  const host = hostAt(connection) as unknown as Fake;
  host.session = { begun: never, trouble: never, close: () => Promise.resolve() };
  host.read = () => Promise.resolve(outcome);
  host.apply = ([command]: Parameters<Host["apply"]>[0]) =>
    Promise.resolve({ ...outcome, refusal: { command, words: probed[command ? display(command) : ""] ?? "" } });
  return connection;
}
