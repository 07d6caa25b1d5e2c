import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import * as netlink from "../../provider";
import { lifecycle } from "../../provider/lifecycle/lifecycle";
import { Preflight } from "../../provider/preview/preflight";
import type { Declared } from "../engine/lives";
import { kinds } from "../kinds/cases";
import { FINE, REFUSED } from "./clashes";

/** What the checks say of each resource, by its name. */
type Said = Readonly<Record<string, readonly string[]>>;

class Component extends pulumi.ComponentResource {
  constructor(name: string, { type }: { type: string }, opts?: pulumi.ComponentResourceOptions) {
    super(type, name, {}, opts);
  }
}
type Class = new (name: string, args: unknown, opts: unknown) => pulumi.Resource;
const classes = { ...netlink, Component } as unknown as Readonly<Record<string, Class>>;

/** Runs a program whose resources go through their own checks, as the engine sends them there, one after the other. */
async function run(program: readonly Declared[]): Promise<Said> {
  const said: Record<string, readonly string[]> = {};
  const preflight = new Preflight(kinds, assert.fail);
  let last: Promise<unknown> = Promise.resolve();
  const newResource = ({ type, name, inputs }: pulumi.runtime.MockResourceArgs) => {
    const kind = kinds[/netlink:(\w+)$/.exec(type)?.[1] ?? ""];
    const checked = last.then(async () => {
      if (!kind) return inputs as Record<string, unknown>;
      const { inputs: values, failures } = await lifecycle(kind, preflight).check(
        {},
        inputs as Record<string, unknown>,
      );
      said[name] = failures.map(({ reason }) => reason);
      return values;
    });
    last = checked;
    return checked.then((state) => ({ id: name, state }));
  };
  await pulumi.runtime.setMocks(
    { newResource, call: ({ inputs }) => inputs as Record<string, unknown> },
    "test",
    "test",
    false,
  );
  pulumi.runtime.setConfig("netlink:preflight", "off");
  const made: Record<string, pulumi.Resource> = {};
  const value = (given: unknown): unknown => {
    if (Array.isArray(given)) return given.map(value);
    if (typeof given !== "object" || given === null) return given;
    if (!("$ref" in given)) return Object.fromEntries(Object.entries(given).map(([key, inner]) => [key, value(inner)]));
    const { $ref, output } = given as { $ref: string; output?: string };
    return output ? (made[$ref] as unknown as Record<string, unknown>)[output] : made[$ref];
  };
  for (const { type, name, args, opts = {} } of program) {
    made[name] = new classes[type]!(name, value(args), value(opts));
    // Registered before the next one is declared, so that it is the last of which something is said.
    await new Promise((resolve) => (made[name]!.urn as pulumi.Output<string>).apply(resolve));
  }
  await last;
  return said;
}

describe("resources of one program that exclude each other", () => {
  for (const [title, program, words] of REFUSED)
    it(`${title}: ${words}`, async () => {
      const said = await run(program);
      const { name } = program.at(-1)!;
      assert.ok(
        said[name]?.some((line) => line.startsWith(words)),
        JSON.stringify(said),
      );
    });

  for (const [title, program] of FINE)
    it(`takes ${title}`, async () => {
      const said = await run(program);
      assert.equal(
        Object.keys(said).length,
        new Set(program.filter(({ type }) => kinds[type]).map(({ name }) => name)).size,
      );
      assert.deepEqual(Object.values(said).flat(), []);
    });
});
