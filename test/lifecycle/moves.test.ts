import assert from "node:assert/strict";
import { faultProxy, type LabHost } from "../lab";
import { network } from "../lab/network";
import type { Resource } from "../engine/resource";
import { everyKind, moves, type Move, type Scene } from "./moves";
import { QUICK, Stack, type Run } from "../engine/stack";
import { unlike, watch, type Event } from "../lab/watch";
import { forSuite, labForSuite } from "../suite";

const KINDS = ["namespace", "guest"] as const;
const rows = moves.map((move, i) => ({ ...move, number: i + 100 }));
type Row = (typeof rows)[number];
type Step = "made" | "preview" | "moved" | "again" | "lost" | "lostAgain";

describe("resources that move in their program and leave their hosts in peace, through the engine", () => {
  const lab = labForSuite();
  let scene: Scene;
  let stack: Stack;
  let pristine: string;
  const runs = {} as Record<Step, Run>;
  const seen: Record<"moved" | "lost", readonly Event[]> = { moved: [], lost: [] };
  const numbers = {} as Record<"made" | "moved" | "lost", readonly string[]>;

  const hosts = () => Object.values(scene.hosts);
  const onAll = async (read: (host: LabHost) => Promise<string>) => (await Promise.all(hosts().map(read))).join("\n");
  const dump = () => onAll((host) => network((command) => host.run(command)));
  /** Names and numbers of all links but the kernel's own. */
  const links = async () =>
    (await onAll(async (host) => (await host.run("for n in $(ip netns list | cut -d' ' -f1); do ip -n $n -o link; done; ip -o link")).stdout)) // prettier-ignore
      .split("\n").map((line) => line.split(": ").slice(0, 2).join(" ")); // prettier-ignore
  const declared = (move: Move["before"], row: Row): readonly Resource[] => {
    const all = move?.(everyKind(scene), scene) ?? everyKind(scene);
    return JSON.parse(JSON.stringify(all).replaceAll("#", String(row.number))) as Resource[];
  };
  const before_ = (row: Row) => declared(row.before, row);
  const after_ = (row: Row) => declared(row.after, row);

  async function watched(what: "moved" | "lost"): Promise<void> {
    const spaces = { namespace: rows.map(({ number }) => `n${number}`), guest: [] };
    const ends = await Promise.all(KINDS.map((kind) => watch(scene.hosts[kind], ["", ...spaces[kind]])));
    runs[what] = await stack.up();
    runs[what === "moved" ? "again" : "lostAgain"] = await stack.up();
    seen[what] = (await Promise.all(ends.map((end) => end()))).flat();
    numbers[what] = await links();
  }

  forSuite(async (use) => {
    const made = await Promise.all(KINDS.map((kind) => lab().host(kind, { kind })));
    const proxies = await Promise.all(made.map(({ connection }) => use(faultProxy(connection.port))));
    scene = {
      hosts: { namespace: made[0] as LabHost, guest: made[1] as LabHost },
      ports: Object.fromEntries(made.map(({ name }, i) => [name, proxies[i]?.port ?? 0])),
      privateKey: lab().privateKey,
    };
    pristine = await dump();
    stack = await use(Stack.create({ resources: rows.flatMap(before_), env: QUICK }));
    runs.made = await stack.up();
    numbers.made = await links();
    stack.resources = rows.flatMap(after_);
    runs.preview = await stack.preview();
    await watched("moved");
  });

  /** Operations of a run on a row's resources, without those that stayed as they were. */
  const opsOf = ({ steps }: Run, row: Row) =>
    steps
      .flatMap(({ op, name }) => (op !== "same" && name.startsWith(`${row.number}-`) ? [`${op} ${name}`] : []))
      .sort();
  const eventsOf = (all: readonly Event[], row: Row) => all.filter((event) => event.row === row.number);
  const succeeded = (...which: Step[]) =>
    which.forEach((step) => assert.equal(runs[step].code, 0, `${step}:\n${runs[step].stdout}`));

  it("are made, moved, and then left alone", () => {
    succeeded("made", "preview", "moved", "again");
    assert.equal(runs.made.changes.create, rows.flatMap(before_).length + 1);
    assert.deepEqual(numbers.moved, numbers.made, "no link was made anew");
  });

  for (const row of rows)
    it(row.title, () => {
      const was = new Set(before_(row).map(({ name }) => name));
      const expected = after_(row).flatMap(({ type, name }) =>
        type === "Component" ? (was.has(name) ? [] : [`create ${name}`]) : row.op === "same" ? [] : [`update ${name}`],
      );
      assert.deepEqual(opsOf(runs.preview, row), expected.sort(), runs.preview.stdout);
      assert.deepEqual(opsOf(runs.moved, row), expected, runs.moved.stdout);
      assert.deepEqual(opsOf(runs.again, row), [], "a second up is silent");
      assert.deepEqual(unlike(eventsOf(seen.moved, row), row.events ?? ""), { missing: [], unexpected: [] });
    });

  it("carry marks of their new names: with the state lost, an up takes all of them up again and changes nothing", async () => {
    await stack.close();
    const all = rows.flatMap(after_);
    stack = await Stack.create({ resources: all.map((one) => ({ ...one, opts: { parent: one.opts?.parent } })) });
    await watched("lost");
    succeeded("lost", "lostAgain");
    assert.deepEqual(numbers.lost, numbers.made);
    assert.equal(runs.lost.changes.create, all.length + 1);
    assert.deepEqual(seen.lost.map(({ line }) => line), []); // prettier-ignore
    assert.deepEqual(opsOf({ ...runs.lostAgain }, rows[0] as Row), []);
  });

  it("leave nothing behind", async () => {
    const { code, stdout } = await stack.destroy();
    assert.equal(code, 0, stdout);
    assert.equal(await dump(), pristine);
    assert.equal(await onAll(async (host) => (await host.run("ls -d /run/pulumi-netlink 2>/dev/null")).stdout), "\n");
  });
});
