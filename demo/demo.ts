import { parseArgs } from "node:util";
import { Stack } from "../test/engine/stack";
import { network } from "../test/lab/network";
import { acts, type Act } from "./acts";
import { labStages, ownStages, type Stage } from "./hosts";

const { values: options } = parseArgs({ options: { connection: { type: "string" }, parent: { type: "string" } } });
const count = { passed: 0, failed: 0 };

// On a host of the user's, Ctrl-C ends the tour, but not before what was made there is taken away.
let stopped = false;
if (options.connection) process.on("SIGINT", () => void (stopped = true));

/** Shows one step: a line with its time, and what there is to see. */
async function step(title: string, act: () => Promise<string | void>): Promise<void> {
  if (stopped && title !== "destroy") throw new Error("stopped");
  const start = performance.now();
  const [mark, shown] = await act().then(
    (text) => (count.passed++, ["ok  ", text] as const),
    (error: Error) => (count.failed++, ["FAIL", error.message] as const),
  );
  console.log(`${mark} ${((performance.now() - start) / 1000).toFixed(1).padStart(5)} s  ${title}`);
  if (shown) console.log(shown.trim().replace(/^/gm, "               "));
}

const must = (holds: boolean, otherwise: string) => {
  if (!holds) throw new Error(otherwise);
};

async function pulumi(run: ReturnType<Stack["up"]>, changes: Readonly<Record<string, number>>): Promise<string> {
  const result = await run;
  must(result.code === 0, `${result.stdout}\n${result.stderr}`);
  const wrong = Object.entries(changes).filter(([op, n]) => result.changes[op as "same"] !== n);
  must(!wrong.length, `expected ${JSON.stringify(changes)}, got ${JSON.stringify(result.changes)}\n${result.stdout}`);
  return result.stdout.split(/^Resources:/m)[1]?.split(/^Duration:/m)[0] ?? "";
}

async function traffic(act: Act, stage: Stage): Promise<string> {
  const lines: string[] = [];
  for (const { from, to, passes, why, lab } of act.pings(stage.subnet)) {
    if (lab && !stage.lab) continue;
    const { code, stdout } = await stage.run(`ip netns exec ${from} ping -n -c ${passes ? 3 : 1} -i 0.3 -W 2 ${to}`);
    must((code === 0) === passes, `ping ${from} → ${to} should ${passes ? "pass" : "fail"}:\n${stdout}`);
    lines.push(`${from} → ${to}: ${/time=.*/.exec(stdout)?.[0] ?? "no answer"} (${why})`);
  }
  return lines.join("\n");
}

async function show(act: Act, stage: Stage): Promise<void> {
  const { connection, parent, subnet } = stage;
  const stack = await Stack.create({
    program: `examples/${act.example}`,
    config: { connection: JSON.stringify(connection), parent, subnet },
  });
  const [made, netns, link] = [8, ...act.victim];
  const before = await network(stage.run);
  try {
    await step("preview: what would be made", async () => {
      const result = await stack.preview({ diff: true });
      must(result.code === 0 && result.changes.create === made + 1, result.stdout + result.stderr);
      return result.stdout;
    });
    await step("up", () => pulumi(stack.up(), { create: made + 1 }));
    await step("traffic", () => traffic(act, stage));
    await step("a second up changes nothing", () =>
      pulumi(stack.up(), { create: 0, update: 0, replace: 0, delete: 0 }),
    );
    await stack.config({ mtu: "1400" });
    await step("preview of another MTU: an update in place", async () => {
      const result = await stack.preview({ diff: true });
      must(result.changes.update === 2 && result.changes.replace === 0, result.stdout);
      return result.stdout;
    });
    await step("up: the MTU is changed in place", () => pulumi(stack.up(), { update: 2, replace: 0 }));
    await step(`by hand on the host: ip -n ${netns} link del dev ${link}`, async () => {
      must((await stage.run(`ip -n ${netns} link del dev ${link}`)).code === 0, "the link could not be deleted");
    });
    await step("refresh finds that the link, its address and its route are gone", () =>
      pulumi(stack.refresh(), { delete: 3 }),
    );
    await step("up makes them again", () => pulumi(stack.up(), { create: 3 }));
    await step("traffic", () => traffic(act, stage));
  } finally {
    await step("destroy", () => pulumi(stack.destroy(), { delete: made + 1 }));
    await stack.close();
  }
  await step("the host is as it was: links, addresses, routes, namespaces", async () => {
    const after = await network(stage.run);
    must(after === before, `before:\n${before}\nafter:\n${after}`);
  });
}

async function main(): Promise<void> {
  const stages = options.connection ? await ownStages(options.connection, options.parent) : await labStages();
  try {
    for (const act of acts) {
      console.log(`\n${act.title}`);
      const stage = await stages.stage(act);
      if (stage) await show(act, stage);
      else console.log(`skipped: the host's kernel has no ${act.driver} driver`);
    }
  } finally {
    await stages.close();
  }
  console.log(`\n${count.passed} passed, ${count.failed} failed`);
}

main().then(
  () => process.exit(count.failed ? 1 : 0),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);
