import assert from "node:assert/strict";
import { Lab, type LabHost } from "../lab";
import { network } from "../lab/network";
import { lives, type Declared, type Life } from "./lives";
import { Stack } from "./stack";

describe("the whole life of a kind, through the engine", function () {
  let lab: Lab;
  before(async () => void (lab = await Lab.open()));
  after(() => lab?.close());

  for (const life of lives)
    it(`${life.title} on a ${life.on} host`, async () => {
      const host = await lab.host(life.title.toLowerCase().replace(" ", "-"), { kind: life.on });
      await host.run(life.given ?? "true");
      await live(life, host);
      await host.stop();
    });
});

async function live(life: Life, host: LabHost): Promise<void> {
  const before = await network((command) => host.run(command));
  const stack = await Stack.create({ resources: declare(life.resources, host) });
  const count = life.resources.length;
  const shows = async (which: "made" | "changed") => {
    for (const { command, [which]: pattern } of life.shows) {
      const { stdout } = await host.run(command);
      assert.match(stdout, pattern, `${which}: ${command}\n${stdout}\nis not like ${pattern}`);
    }
  };
  const silent = async (what: string) => {
    const { changes, stdout } = await stack.up();
    assert.deepEqual(
      { ...changes, same: 0 },
      { create: 0, update: 0, replace: 0, delete: 0, same: 0 },
      `${what}:\n${stdout}`,
    );
  };
  try {
    assert.equal((await stack.preview()).changes.create, count + 1);
    await succeeds(stack.up());
    await shows("made");
    await silent("a second up is silent");
    await succeeds(stack.refresh());
    await silent("an up after a refresh is silent");

    stack.resources = declare(life.resources, host, life.change);
    const changed = Object.keys(life.change).length;
    const { changes } = await stack.preview();
    assert.deepEqual([changes.update, changes.replace, changes.create], [changed, 0, 0], "preview of a change");
    await succeeds(stack.up());
    await shows("changed");
    await silent("an up after a change is silent");

    for (const command of life.wrong) assert.equal((await host.run(command)).code, 0, command);
    const drift = await succeeds(stack.refresh());
    assert.equal(
      drift.changes.update + drift.changes.delete,
      life.wrong.length,
      `refresh finds what was made wrong:\n${drift.stdout}`,
    );
    const mend = await succeeds(stack.up());
    assert.ok(mend.changes.update + mend.changes.create >= life.wrong.length, `up mends it:\n${mend.stdout}`);
    await shows("changed");
    await silent("an up after mending is silent");

    await succeeds(stack.destroy());
    assert.equal(await network((command) => host.run(command)), before, "the host is as it was");
  } finally {
    await stack.close();
  }
}

const declare = (resources: readonly Declared[], { connection }: LabHost, change: Life["change"] = {}): Declared[] =>
  resources.map(({ args, ...rest }) => ({
    ...rest,
    args: { ...args, ...place(args, connection), ...change[rest.name] },
  }));

/** A resource that names no other lives on the host itself. */
const place = (args: Declared["args"], connection: object) =>
  "dev" in args || ("netns" in args && typeof args.netns === "object") ? {} : { connection };

async function succeeds<R extends { code: number; stdout: string; stderr: string }>(run: Promise<R>): Promise<R> {
  const result = await run;
  assert.equal(result.code, 0, `${result.stdout}\n${result.stderr}`);
  return result;
}
