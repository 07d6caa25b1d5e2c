import assert from "node:assert/strict";
import { Lab } from "../lab";
import type { Resource } from "./resource";
import { Ground } from "./owned";
import { QUICK, Stack, type Changes, type Run } from "./stack";
import { forSuite, labForSuite } from "../suite";

/** One step of a scenario: its program from then on, and what comes of it. */
export interface Step {
  readonly program: readonly Resource[];
  /** Numbers of its resources that the run makes, changes, replaces and deletes. */
  readonly expected?: Partial<Changes>;
  /** Command by hand before the step. */
  readonly given?: string;
  /** The run follows a refresh. */
  readonly refresh?: boolean;
  /** Resources that the run replaces on demand, or the only ones that it may touch. */
  readonly replace?: readonly string[];
  readonly only?: readonly string[];
  /** The host does not notice: nothing changes at all, or nothing but aliases. */
  readonly unharmed?: "nothing" | "alias";
  /** The host's network is then as it was before the step; the numbers and the order of links aside. */
  readonly restored?: true;
  /** Command on the host after the run, and patterns of its output. */
  readonly shows?: readonly [command: string, ...patterns: readonly RegExp[]];
  /** Further checks after the run. */
  after?(look: Look): Promise<void> | void;
}

/** Operations of a run on a resource, in order, and its outputs in the state after that. */
export interface Look {
  ops(name: string): readonly string[];
  outputs(name: string): Promise<Record<string, unknown>>;
}

/** Steps of one program and its host. */
export interface Scenario {
  readonly title: string;
  /** Command that prepares the host. */
  readonly given?: string;
  steps(ground: Ground): readonly Step[];
}

const VERBS = ["create", "update", "replace", "delete"] as const;
const NONE = { create: 0, update: 0, replace: 0, delete: 0 };

/** A scenario on its way: everything in it has a name of its own. */
class Way {
  readonly errors: unknown[] = [];
  readonly steps: readonly Step[];
  private current: readonly Resource[] = [];

  constructor(
    private readonly number: number,
    scenario: Scenario,
    readonly ground: Ground,
    readonly pristine: string,
  ) {
    this.steps = scenario.steps(ground);
  }

  own = (name: string) => `${this.number}-${name}`;

  /** The resources that it declares at a step, under its own names; objects keep the name that the resource would give them. */
  program(step: number): Resource[] {
    this.current = this.steps[step]?.program ?? this.current;
    return this.current.map(({ name, args, opts, ...rest }) => {
      const named = /Link$|^NetNamespace$/.test(rest.type) ? { name, ...args } : args;
      const all = JSON.stringify({ args: named, opts });
      const own = JSON.parse(all, (key, value: unknown) => (key === "$ref" ? this.own(String(value)) : value)) as Pick<Resource, "args" | "opts">; // prettier-ignore
      return { ...rest, ...own, name: this.own(name) };
    });
  }

  /** Counts the run's operations on its resources. */
  changes({ steps }: Run): Partial<Changes> {
    const own = steps.filter(({ name }) => name.startsWith(this.own("")));
    return Object.fromEntries(VERBS.map((verb) => [verb, own.filter(({ op }) => op === verb).length]));
  }

  /** Keeps an error for its own test. */
  async try(work: () => Promise<unknown> | unknown): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.errors.push(error);
    }
  }
}

/** Scenarios that share a stack and go through their steps side by side, each on a host of its own: the preview has to be true, and a second up silent. */
export function saga(title: string, scenarios: readonly Scenario[]): void {
  describe(title, () => {
    const lab = labForSuite();
    let stack: Stack;
    let ways: readonly Way[] = [];
    forSuite(async (use) => {
      ways = await Promise.all(scenarios.map((scenario, i) => begin(lab(), scenario, i)));
      stack = await use(Stack.create({ resources: [], env: QUICK }));
    });
    const count = Math.max(...scenarios.map((scenario) => scenario.steps(NOWHERE).length));
    // Each with a time limit of its own.
    for (let step = 0; step < count; step++) before(() => take(stack, ways, step));
    for (const [i, scenario] of scenarios.entries())
      it(scenario.title, () => {
        const [error] = ways[i]?.errors ?? [];
        if (error) throw error;
      });

    it("nothing is left behind", async () => {
      const { code, stdout } = await stack.destroy();
      assert.equal(code, 0, stdout);
      for (const { ground, pristine } of ways) {
        assert.equal(await ground.dump(), pristine);
        await ground.shows("ls /run/pulumi-netlink 2>&1", /No such file/);
      }
    });
  });
}

/** A ground to count steps on. */
const NOWHERE = { host: { connection: {} } } as Ground;

async function begin(lab: Lab, scenario: Scenario, number: number): Promise<Way> {
  const ground = new Ground(await lab.host(`web-${number}`));
  await byHand(ground, scenario.given);
  const pristine = await ground.dump();
  return new Way(number, scenario, ground, pristine);
}

async function byHand({ host }: Ground, command = "true"): Promise<void> {
  const { code, stderr } = await host.run(command);
  assert.equal(code, 0, `${command}: ${stderr}`);
}

/** The lines of a host's network, without the numbers of links. */
const view = async (ground: Ground): Promise<string[]> =>
  (await ground.dump())
    .replace(/^\d+: /gm, "")
    .split("\n")
    .sort();

/** All scenarios that have such a step take it; nothing happens to the others. */
async function take(stack: Stack, ways: readonly Way[], number: number): Promise<void> {
  const taking = ways.flatMap((way) => (way.steps[number] ? [{ way, step: way.steps[number] }] : []));
  await Promise.all(taking.map(({ way, step }) => way.try(() => byHand(way.ground, step.given))));
  const views = await Promise.all(taking.map(({ way, step }) => (step.restored ? view(way.ground) : undefined)));
  const isOver: Record<number, () => Promise<void>> = {};
  await Promise.all(taking.map(({ way, step }, i) => way.try(async () => { if (step.unharmed) isOver[i] = await way.ground.watchOver(step.unharmed); }))); // prettier-ignore
  if (taking.some(({ step }) => step.refresh)) assert.equal((await stack.refresh()).code, 0);
  stack.resources = ways.flatMap((way) => way.program(number));
  const args: string[] = [];
  for (const { way, step } of taking) {
    for (const name of step.replace ?? []) args.push("--replace", await stack.urn(way.own(name)));
    for (const name of step.only ?? []) args.push("--target", `**::${way.own(name)}`);
  }
  const isWhole = taking.every(({ step }) => !step.only);
  const preview = await stack.preview({ args });
  const run = await stack.up(...args);
  const again = isWhole ? await stack.up() : undefined;
  for (const way of ways.filter((one) => !one.steps[number]))
    for (const one of [preview, run, again])
      if (one) await way.try(() => assert.deepEqual(way.changes(one), NONE, one.stdout));
  for (const [i, { way, step }] of taking.entries()) {
    await way.try(() => isOver[i]?.());
    await way.try(() => {
      assert.equal(run.code, 0, run.stdout);
      for (const one of [preview, run]) assert.deepEqual(way.changes(one), { ...NONE, ...step.expected }, one.stdout);
      if (again) assert.deepEqual(way.changes(again), NONE, again.stdout);
    });
    if (step.restored) await way.try(async () => assert.deepEqual(await view(way.ground), views[i]));
    if (step.shows) await way.try(() => way.ground.shows(...step.shows!));
    const ops = (name: string) => run.steps.filter((one) => one.name === way.own(name)).map(({ op }) => op);
    await way.try(() => step.after?.({ ops, outputs: (name) => stack.outputs(way.own(name)) }));
  }
}
