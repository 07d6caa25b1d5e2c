import assert from "node:assert/strict";
import type { LabHost } from "../lab";
import { network } from "../lab/network";
import { ref, type Resource } from "./resource";
import { Stack, type Changes, type Run } from "./stack";
import { watch } from "../lab/watch";

const NONE = { create: 0, update: 0, replace: 0, delete: 0 };
/** Numbers of changes, the stack itself aside. */
type Expected = Partial<Changes>;

/** One resource of every sort: those that carry a mark, those in a place that does, and those on a link of others. */
export const resources = ({ connection }: LabHost): readonly Resource[] => [
  { type: "NetNamespace", name: "netns", args: { connection, name: "red" } },
  { type: "MacvlanLink", name: "link", args: { netns: ref("netns"), parent: "eth1", name: "eth0", mtu: 1400, macAddress: "02:00:00:00:00:01" } }, // prettier-ignore
  { type: "Address", name: "ip", args: { dev: ref("link"), address: "10.0.1.2/24" } },
  { type: "Route", name: "way", args: { dev: ref("link"), via: "10.0.1.1" } },
  { type: "MacvtapLink", name: "tap", args: { connection, parent: "eth1", name: "tap0", mtu: 1400, macAddress: "02:00:00:00:00:02" } }, // prettier-ignore
  { type: "Address", name: "host-ip", args: { connection, dev: "eth1", address: "10.0.2.2/24" } },
  { type: "Route", name: "hole", args: { connection, dst: "10.0.3.0/24", type: "blackhole" } },
];

/** The same, made by hand. */
export const BY_HAND = `set -e
  ip netns add red; ip -n red link set lo up
  ip link add link eth1 name eth0 netns red mtu 1400 address 02:00:00:00:00:01 type macvlan mode bridge; ip -n red link set eth0 up
  ip -n red addr add 10.0.1.2/24 dev eth0; ip -n red route add default via 10.0.1.1 proto static
  ip link add link eth1 name tap0 mtu 1400 address 02:00:00:00:00:02 type macvtap mode bridge; ip link set tap0 up
  ip addr add 10.0.2.2/24 dev eth1; ip route add blackhole 10.0.3.0/24 proto static`;

/** Those of a program that have one of these names, each changed as given. */
export const some = (all: readonly Resource[], names: string, change: Partial<Resource> = {}): Resource[] =>
  all.flatMap((one) =>
    names.split(" ").includes(one.name)
      ? [{ ...one, ...change, args: { ...one.args, ...change.args }, opts: { ...one.opts, ...change.opts } }]
      : [],
  );

/** The names of all of them. */
export const ALL = "netns link ip way tap host-ip hole";

/** The same under new names, which take over what is there. */
export const renamed = (all: readonly Resource[]): Resource[] =>
  JSON.parse(JSON.stringify(some(all, ALL, { args: { adopt: true } })), (key, value: unknown) =>
    ["name", "$ref"].includes(key) && ALL.split(" ").includes(String(value)) ? `new-${String(value)}` : value,
  ) as Resource[];

/** A host, and what it is made to hold and to keep. */
export class Ground {
  constructor(readonly host: LabHost) {}

  /** All that the host has; marks and notes aside. */
  dump = async (): Promise<string> =>
    (await network((command) => this.host.run(command))).replace(/( *\\ +alias.*| +)$/gm, "");

  async shows(command: string, ...patterns: readonly RegExp[]): Promise<void> {
    const { stdout } = await this.host.run(command);
    for (const pattern of patterns) assert.match(stdout, pattern);
  }

  /** Watches until the returned function is called: nothing on the host may go away or down; with "nothing" no event may occur. */
  async watchOver(but: "nothing" | "alias" = "nothing"): Promise<() => Promise<void>> {
    const before = await this.dump();
    const { stdout } = await this.host.run("ip netns list | cut -d' ' -f1");
    const end = await watch(this.host, ["", ...stdout.split("\n").filter(Boolean)]);
    return async () => {
      const events = (await end()).filter(({ word }) => but === "nothing" || !["link", "parent"].includes(word));
      assert.deepEqual(events.map(({ line }) => line), []); // prettier-ignore
      assert.equal(await this.dump(), before);
    };
  }

  /** Does what is given, which the host may not notice. */
  async unharmed<T>(work: () => Promise<T>, but?: "nothing" | "alias"): Promise<T> {
    const end = await this.watchOver(but);
    const done = await work();
    await end();
    return done;
  }
}

/** Previews and does what a program asks for: the preview has to be true, and a second up silent. */
export async function up(
  stack: Stack,
  program: readonly Resource[],
  expected: Expected,
  ...args: string[]
): Promise<Run> {
  stack.resources = program;
  const preview = await stack.preview({ args });
  const run = await stack.up(...args);
  assert.equal(run.code, 0, run.stdout);
  const stackItself = (changes: Changes) => ({ ...changes, same: 0, create: changes.create - Number(run.steps.some(({ op, type }) => op === "create" && type === "pulumi:pulumi:Stack")) }); // prettier-ignore
  for (const { changes, stdout } of [preview, run]) assert.deepEqual(stackItself(changes), { ...NONE, same: 0, ...expected }, stdout); // prettier-ignore
  const again = await stack.up(...args.filter((arg) => !/replace/.test(args[args.indexOf(arg) - 1] ?? arg)));
  assert.deepEqual({ ...again.changes, same: 0 }, { ...NONE, same: 0 }, again.stdout);
  return run;
}

/** Asserts that a run fails and its output matches. */
export async function refused(run: Promise<Run>, ...patterns: readonly RegExp[]): Promise<void> {
  const { code, stdout } = await run;
  assert.notEqual(code, 0, stdout);
  for (const pattern of patterns) assert.match(stdout, pattern);
}

/** Asserts that a run succeeds. */
export async function succeeds(run: Promise<Run>): Promise<Run> {
  const done = await run;
  assert.equal(done.code, 0, done.stdout + done.stderr);
  return done;
}
