import assert from "node:assert/strict";
import type { LabHost } from "../lab";
import { network } from "../lab/network";
import type { Resource } from "../engine/resource";
import { rows as links, type Row } from "./foreign";
import { rows as routes } from "./foreign-routes";
import { Stack, type Run } from "../engine/stack";
import { forSuite, labForSuite } from "../suite";

const rows = [...routes, ...links].map(
  (row, i) => JSON.parse(JSON.stringify(row).replaceAll("#", String(i + 100))) as Row,
);
const STAGES = ["made", "again", "changed", "refreshed", "dropped", "destroyed"] as const;
type Stage = (typeof STAGES)[number];

describe("what somebody else made beside ours stays, through the engine", () => {
  const lab = labForSuite();
  let host: LabHost;
  let stack: Stack;
  let given: ReadonlySet<string>;
  const theirs = new Map<Row, readonly string[]>();
  const said = new Map<Row, string>();
  const runs = {} as Record<Stage, Run>;
  const dumps = {} as Record<Stage, ReadonlySet<string>>;

  /** Lines of all that the host has, each with its namespace; what the kernel makes of the rest aside. */
  async function lines(): Promise<ReadonlySet<string>> {
    let netns = "";
    const text = await network((command) => host.run(command));
    const all = text.split("\n").map((line) => line.replace(/ (secondary|linkdown|promiscuity \d+)/g, "").trim());
    for (const [i, line] of all.entries()) all[i] = `${(netns = /^namespace.*/.exec(line)?.[0] ?? netns)}: ${line}`;
    return new Set(all.filter((line) => !/proto kernel|^namespace \S*: namespace/.test(line)));
  }
  const ip = (line: string) => `${line.startsWith("sysctl") ? "" : "ip "}${line}`;
  async function by(commands: readonly string[] = []): Promise<void> {
    const { code, stderr } = await host.run(["set -e", ...commands.map(ip)].join("\n"));
    assert.equal(code, 0, stderr);
  }
  const declare = (row: Row, change: Row["change"] = {}, drop = ""): Resource[] =>
    row.ours
      .filter(({ name }) => !drop.split(" ").includes(name))
      .map((one) => {
        const within = [one.args.dev, one.args.netns].some((value) => typeof value === "object");
        const connection = within ? {} : { connection: host.connection };
        return { ...one, args: { ...connection, ...one.args, ...change[one.name] } };
      });
  const declared = (change: boolean, drop: boolean) => rows.flatMap((row) => declare(row, change ? row.change : {}, drop ? row.drop : "")); // prettier-ignore

  forSuite(async (use) => {
    host = await lab().host("web-1");
    await by(["netns add far"]);
    for (const row of rows) await by(row.given);
    given = await lines();
    stack = await use(Stack.create({ resources: declared(false, false) }));
    const stage = async (name: Stage, run: Promise<Run>) => {
      runs[name] = await run;
      dumps[name] = await lines();
    };
    await stage("made", stack.up());
    for (const row of rows) {
      const before = await lines();
      await by(row.theirs);
      theirs.set(row, [...(await lines())].filter((line) => !before.has(line))); // prettier-ignore
    }
    await stage("again", stack.up());
    stack.resources = declared(true, false);
    await stage("changed", stack.up("--continue-on-error"));
    await stage("refreshed", stack.refresh());
    stack.resources = declared(true, true);
    await stage("dropped", stack.up("--continue-on-error"));
    for (const row of rows) said.set(row, row.says ? (await host.run(`ip ${row.says[0]}`)).stdout : "");
    stack.resources = declared(false, true);
    await stack.up();
    await stage("destroyed", stack.destroy("--continue-on-error"));
  });
  it("is done without a fault, and what changes is ours", () => {
    for (const [stage, { code, stdout }] of Object.entries(runs)) assert.equal(code, 0, `${stage}: ${stdout}`);
    for (const stage of ["again", "refreshed"] as const)
      assert.deepEqual({ ...runs[stage].changes, same: 0 }, { create: 0, update: 0, replace: 0, delete: 0, same: 0 });
    const changed = rows.flatMap((row) => Object.keys(row.change ?? {})).sort();
    const updated = runs.changed.steps.filter(({ op }) => op === "update").map(({ name }) => name);
    assert.deepEqual(updated.sort(), changed);
    assert.equal(runs.dropped.changes.delete, rows.flatMap((row) => row.drop?.split(" ") ?? []).length);
  });

  for (const row of rows)
    it(row.title, async () => {
      assert.ok(said.get(row)?.includes(row.says?.[1] ?? ""), said.get(row));
      if (row.isMerged) return;
      const own = theirs.get(row) ?? [];
      assert.ok(own.length >= row.theirs.filter((line) => !/(set|netns add) /.test(line)).length, own.join("\n"));
      for (const stage of row.goesAlong ? STAGES.slice(1, -1) : STAGES.slice(1))
        assert.deepEqual(own.filter((line) => !dumps[stage].has(line)), [], stage); // prettier-ignore
    });

  it("is all there is in the end", () => {
    const all = [...theirs].flatMap(([row, lines]) => (row.goesAlong || row.isMerged ? [] : lines));
    assert.deepEqual([...given].filter((line) => !dumps.destroyed.has(line)), []); // prettier-ignore
    const known = rows.flatMap((row) => (row.says && row.isMerged ? [row.says[1]] : []));
    const more = [...dumps.destroyed].filter((line) => !given.has(line) && !all.includes(line));
    assert.deepEqual(more.filter((line) => !known.some((words) => line.includes(words))), []); // prettier-ignore
  });
});
