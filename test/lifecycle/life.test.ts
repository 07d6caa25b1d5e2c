import assert from "node:assert/strict";
import type { LabHost } from "../lab";
import { network } from "../lab/network";
import type { Resource } from "../engine/resource";
import { lives, type Life } from "./lives";
import { QUICK, Stack, type Changes, type Run } from "../engine/stack";
import { forSuite, labForSuite } from "../suite";

const NONE = { create: 0, update: 0, replace: 0, delete: 0 };
const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);

describe("the whole life of every kind, each on a host of its own, through the engine", () => {
  const lab = labForSuite();
  let stack: Stack;
  let hosts: readonly LabHost[];
  let networks: readonly string[];
  forSuite(async (use) => {
    hosts = await Promise.all(lives.map(({ on }, i) => lab().host(hostName(i), { kind: on })));
    await onEach(({ given = "true" }) => [given]);
    networks = await Promise.all(hosts.map((host) => network((command) => host.run(command))));
    stack = await use(Stack.create({ resources: program(), env: QUICK }));
  });
  const program = (isChanged = false) => lives.flatMap((life, i) => declare(life, i, hosts[i]!, isChanged));
  const onEach = (commands: (life: Life) => readonly string[]) =>
    Promise.all(
      lives.map(async (life, i) => {
        for (const command of commands(life)) assert.equal((await hosts[i]!.run(command)).code, 0, command);
      }),
    );
  const shows = async (which: "made" | "changed") => {
    for (const [i, { title, shows }] of lives.entries())
      for (const { command, [which]: pattern } of shows) {
        const { stdout } = await hosts[i]!.run(command);
        assert.match(stdout, pattern, `${title} ${which}: ${command}\n${stdout}\nis not like ${pattern}`);
      }
  };
  const run = async (which: Promise<Run>, changes: Partial<Changes>) => {
    const { code, stdout, stderr, ...did } = await which;
    assert.equal(code, 0, stdout + stderr);
    assert.deepEqual({ ...did.changes, same: 0 }, { ...NONE, ...changes, same: 0 }, stdout);
  };
  const silent = () => run(stack.up(), {});
  const count = sum(lives.map(({ resources }) => resources.length));
  const changed = sum(lives.map(({ change }) => Object.keys(change).length));

  it("begins as the preview says, and a second up is silent", async () => {
    await run(stack.preview(), { create: count + 1 });
    await run(stack.up(), { create: count + 1 });
    await shows("made");
    await silent();
  });

  it("is seen by a refresh as it is", async () => {
    await run(stack.refresh(), {});
    await silent();
  });

  it("changes in place as the preview says", async () => {
    stack.resources = program(true);
    await run(stack.preview(), { update: changed });
    await run(stack.up(), { update: changed });
    await shows("changed");
    await silent();
  });

  it("is repaired after somebody changed it by hand: a refresh sees every change, and an up takes it back", async () => {
    await onEach(({ wrong }) => wrong);
    const wrong = sum(lives.map((life) => life.wrong.length));
    const { changes, code, stdout } = await stack.refresh();
    assert.deepEqual([code, changes.update + changes.delete], [0, wrong], stdout);
    const mend = await stack.up();
    assert.equal(mend.code, 0, mend.stdout);
    assert.ok(mend.changes.update + mend.changes.create >= wrong, mend.stdout);
    await shows("changed");
    await silent();
  });

  it("ends and leaves the hosts as they were", async () => {
    await run(stack.destroy(), { delete: count + 1 });
    for (const [i, host] of hosts.entries())
      assert.equal(await network((command) => host.run(command)), networks[i], lives[i]!.title);
  });
});

const hostName = (i: number) => `host-${i}`;

/** The resources of a life; their names, also in references, are those of its host besides. */
function declare({ resources, change }: Life, i: number, { connection }: LabHost, isChanged: boolean): Resource[] {
  const own = (name: string) => `${hostName(i)}-${name}`;
  return resources.map(({ name, args, opts, ...rest }) => {
    const all = { name, ...args, ...place(args, connection), ...(isChanged ? change[name] : {}) };
    const named = JSON.parse(JSON.stringify({ args: all, opts }), (key, value: unknown) =>
      key === "$ref" ? own(String(value)) : value,
    ) as Pick<Resource, "args" | "opts">;
    const isNamed = /Link|Namespace/.test(rest.type);
    return { ...rest, name: own(name), ...named, args: isNamed ? named.args : { ...named.args, name: undefined } };
  });
}

/** A resource that names no other lives on the host itself. */
const place = (args: Resource["args"], connection: object) =>
  "dev" in args || ("netns" in args && typeof args.netns === "object") ? {} : { connection };
