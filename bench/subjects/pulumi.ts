import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Stack, type Run } from "../../test/engine/stack";
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

/** Time limit of one command, in milliseconds: 1600 objects are many for a state in a file. */
const LIMIT = 1_800_000;

/** Fails unless a run succeeds and its summary has these words: the engine is asked for nothing that would cost it time. */
async function must(run: Promise<Run>, said: string): Promise<void> {
  const { code, stdout, stderr } = await run;
  const summary = stdout.split(/^Resources:/m)[1] ?? "";
  if (code !== 0 || !summary.includes(said)) throw new Error(`not ${said}:\n${stdout.slice(-3000)}\n${stderr}`);
}

/** The phases of a program of Pulumi, in a new stack. */
export async function stackOf({ places, home }: Field, options: Options): Promise<Ready> {
  const { program, looks, modules } = options;
  const env = { HOME: home, SSH_AUTH_SOCK: "", ...options.env };
  const stack = await Stack.create({ program: `bench/programs/${program}`, modules, env, limit: LIMIT, events: false });
  const field = places.map((place, i) => ({ place, groups: groupsOf(i + 1) }));
  writeFileSync(join(stack.project, "field.json"), JSON.stringify(field));
  const all = places.length * OBJECTS + 1;
  const preview = () => must(stack.preview(), `+ ${all} to create`);
  const again = () => must(stack.up(), `${all} unchanged`);
  const modes: Partial<Record<Phase, string>> = { preview: "off", previewOn: "on", again: "off", againOn: "on" };
  return {
    phases: {
      preview,
      up: () => must(stack.up(), `+ ${all} created`),
      again,
      refresh: () => must(stack.refresh(), `${all} unchanged`),
      destroy: () => must(stack.destroy(), `- ${all} deleted`),
      ...(looks ? { previewOn: preview, againOn: again } : {}),
    },
    before: async (phase) => modes[phase] && stack.config({ "netlink:preflight": modes[phase] }),
    close: () => stack.close(),
  };
}
