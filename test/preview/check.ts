import * as pulumi from "@pulumi/pulumi";
import * as netlink from "../../provider";
import type { Values } from "../../provider/kinds/kind";
import { lifecycle } from "../../provider/lifecycle/lifecycle";
import { Preflight } from "../../provider/preview/preflight";
import type { Resource } from "../engine/resource";
import { kinds } from "../kinds/cases";

class Component extends pulumi.ComponentResource {
  constructor(name: string, { type }: { type: string }, opts?: pulumi.ComponentResourceOptions) {
    super(type, name, {}, opts);
  }
}
type Class = new (name: string, args: unknown, opts: unknown) => pulumi.Resource;
const classes = { ...netlink, Component } as unknown as Readonly<Record<string, Class>>;

/** The key by which the engine knows a secret. */
const SECRET = "4dabf18193072939515e22adb298388d";

/** Inputs without the wrapping of secrets: the engine gives providers that do not ask for it the values. */
const unwrapped = (inputs: unknown): unknown =>
  JSON.parse(JSON.stringify(inputs), (_, value: Values | null) =>
    typeof value === "object" && value !== null && SECRET in value ? value.value : value,
  );

/** Result of a preview of a program. */
export interface Said {
  /** The failures of each resource, by its name. */
  readonly failures: Readonly<Record<string, readonly string[]>>;
  /** The inputs of each resource, as the state keeps them. */
  readonly inputs: Readonly<Record<string, Values>>;
  readonly warnings: readonly string[];
}

/** Runs a program without an engine: its resources go through their own checks, as the engine sends them there, one after the other; the `state` has the inputs that it had before. */
export async function checkProgram(
  program: readonly Resource[],
  { mode = "off", state = {} }: { mode?: "on" | "off"; state?: Said["inputs"] } = {},
): Promise<Said> {
  const inputsOf: Record<string, Values> = {};
  const failures: Record<string, readonly string[]> = {};
  const warnings: string[] = [];
  const preflight = new Preflight(kinds, (message) => warnings.push(message));
  let last: Promise<unknown> = Promise.resolve();
  const newResource = ({ type, name, inputs: given }: pulumi.runtime.MockResourceArgs) => {
    const inputs = unwrapped(given) as Values;
    const kind = kinds[/netlink:(\w+)$/.exec(type)?.[1] ?? ""];
    const checked = last.then(async () => {
      if (!kind) return inputs;
      const { inputs: values, failures: said } = await lifecycle(kind, preflight).check(
        state[name] ?? {},
        inputs as Values,
      );
      inputsOf[name] = values;
      failures[name] = said.map(({ reason }) => reason);
      return values;
    });
    last = checked;
    return checked.then((state) => ({ id: name, state }));
  };
  await pulumi.runtime.setMocks({ newResource, call: ({ inputs }) => inputs as Values }, "test", "test", false);
  pulumi.runtime.setConfig("netlink:preflight", mode);
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
    // Registered before the next one is declared, so that a clash is reported for the last one.
    await new Promise((resolve) => (made[name]!.urn as pulumi.Output<string>).apply(resolve));
  }
  await last;
  return { failures, inputs: inputsOf, warnings };
}
