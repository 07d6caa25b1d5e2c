import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Stack, type Changes, type Run } from "../../test/engine/stack";
import { groupsOf, OBJECTS } from "../objects";
import type { Field, Phase, Ready } from "../subject";

interface Options {
  /** Folder under `programs/`. */
  readonly program: string;
  /** Whether it looks at the hosts beforehand. */
  readonly looks?: boolean;
  readonly modules?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** How long one command may take, in milliseconds: 1600 objects are many for a state in a file. */
const LIMIT = 1_800_000;

/** A run that has to end well and to find this many resources in a state. */
async function must(run: Promise<Run>, expected: Partial<Changes>): Promise<void> {
  const { code, stdout, stderr, changes } = await run;
  const wrong = Object.entries(expected).filter(([op, n]) => changes[op as keyof Changes] !== n);
  if (code !== 0 || wrong.length) throw new Error(`${JSON.stringify(changes)}\n${stdout.slice(-3000)}\n${stderr}`);
}

/** The phases of a program of Pulumi, in a new stack. */
export async function stackOf({ places, home }: Field, options: Options): Promise<Ready> {
  const { program, looks, modules } = options;
  const env = { HOME: home, SSH_AUTH_SOCK: "", ...options.env };
  const stack = await Stack.create({ program: `bench/programs/${program}`, modules, env, limit: LIMIT });
  const field = places.map((place, i) => ({ place, groups: groupsOf(i + 1) }));
  writeFileSync(join(stack.project, "field.json"), JSON.stringify(field));
  const all = places.length * OBJECTS;
  const preview = () => must(stack.preview(), { create: all + 1 });
  const again = () => must(stack.up(), { same: all + 1 });
  const modes: Partial<Record<Phase, string>> = { preview: "off", previewOn: "on", again: "off", againOn: "on" };
  return {
    phases: {
      preview,
      up: () => must(stack.up(), { create: all + 1 }),
      again,
      refresh: () => must(stack.refresh(), { same: all + 1 }),
      destroy: () => must(stack.destroy(), { delete: all + 1 }),
      ...(looks ? { previewOn: preview, againOn: again } : {}),
    },
    before: async (phase) => modes[phase] && stack.config({ "netlink:preflight": modes[phase] }),
    close: () => stack.close(),
  };
}
