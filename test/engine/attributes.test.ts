import assert from "node:assert/strict";
import * as kinds from "../../provider/kinds";
import { Lab, type LabHost } from "../lab";
import { table } from "./attributes";
import { Stack, type Run } from "./stack";
import { subjects, type Shown } from "./subjects";
import { argsAt, declare, find, read, rowsOf, type Network, type Row } from "./walk";
import { unlike, watch, type Event } from "./watch";

/** One step of all rows: what the engine said it would do and did, and what the hosts said. */
interface Taken {
  readonly preview: Run;
  readonly up: Run;
  readonly again: Run;
  readonly state: Readonly<Record<string, Shown>>;
  readonly hosts: Readonly<Record<string, { network: Network; events: readonly Event[] }>>;
}

const rows = rowsOf(table);
const KINDS = ["namespace", "guest"] as const;

/** What a run does with a row's resource. */
const opsOf = ({ steps }: Run, { name }: Row) =>
  [...new Set(steps.filter((s) => s.name === name && s.op !== "same").map(({ op }) => op))].sort().join(" ");
const OPS: Readonly<Record<string, string>> = { replace: "create-replacement delete-replaced replace" };

async function prepare(host: LabHost): Promise<void> {
  const own = rows.filter(({ subject }) => subject.on === host.kind).flatMap(({ subject, given }) => [...subject.given, ...given]); // prettier-ignore
  const inNs = (netns: string) => own.filter((l) => l.startsWith(`-n ${netns} `)).map((l) => l.replace(/^-n \S+ /, ""));
  const up = "link set group default up";
  const spaces = ["far", "red", "blue"];
  const batch = (netns: string, lines: readonly string[]) =>
    `ip ${netns} -batch - <<X\n${[...lines, up].join("\n")}\nX`;
  const outer = own.filter((line) => !line.startsWith("-n"));
  const adds = spaces.map((netns) => `ip netns add ${netns}`);
  const commands = [
    "set -e",
    ...adds,
    batch("", outer),
    ...["red", "blue", "far"].map((n) => batch(`-n ${n}`, inNs(n))),
  ];
  const { code, stderr } = await host.run(commands.join("\n"));
  assert.equal(code, 0, stderr);
}

function value(shown: Shown, at: Row["at"]): unknown {
  if (typeof at === "function") return at(shown);
  return at.split(".").reduce<unknown>((from, key) => {
    if (!Array.isArray(from)) return (from as Shown | undefined)?.[key];
    return typeof from[0] === "object" ? from[0][key] : from.includes(key);
  }, shown);
}

describe("every attribute there and back, through the engine", () => {
  let lab: Lab;
  let stack: Stack;
  const hosts = {} as Record<string, LabHost>;
  const taken: Taken[] = [];

  async function take(step: number): Promise<Taken> {
    const all = Object.entries(hosts);
    stack.resources = rows.map((row) => declare(row, step, hosts[row.subject.on] as LabHost));
    const preview = await stack.preview();
    const own = rows.filter(({ kind, steps }) => kind === "NetNamespace" && steps[step]?.op === "update");
    const spaces = (on: string) => ["", "red", ...own.filter(({ subject }) => subject.on === on).map((row) => String(argsAt(row, step).name))]; // prettier-ignore
    const watches = await Promise.all(all.map(async ([on, host]) => [on, await watch(host, spaces(on))] as const));
    const up = await stack.up("--continue-on-error");
    const again = await stack.up();
    const seen = await Promise.all(watches.map(async ([on, stop]) => [on, { events: await stop(), network: await read(hosts[on] as LabHost) }] as const)); // prettier-ignore
    const { resources } = (await stack.export()).deployment;
    const state = Object.fromEntries(resources.map(({ urn, outputs }) => [urn.split("::").at(-1), outputs]));
    return { preview, up, again, state, hosts: Object.fromEntries(seen) };
  }

  before(async () => {
    lab = await Lab.open();
    for (const kind of KINDS) hosts[kind] = await lab.host(kind, { kind });
    await Promise.all(Object.values(hosts).map(prepare));
    stack = await Stack.create({ resources: [] });
    for (let step = 0; step < Math.max(...rows.map(({ steps }) => steps.length)); step++) {
      const t = Date.now();
      taken.push(await take(step));
      const x = taken.at(-1) as Taken;
      console.log(step, Date.now() - t);
      for (const k of ["preview", "up", "again"] as const)
        console.log(
          k,
          x[k].code,
          x[k].stdout
            .split("\n")
            .filter((l) => /rror|fail|refus|cannot|is |warn/i.test(l))
            .slice(0, 30)
            .join("\n"),
          x[k].stderr.slice(0, 500),
        );
    }
  });
  after(async () => {
    await stack?.close();
    await lab?.close();
  });

  function prove(row: Row, step: number): void {
    const { shows, op, events } = row.steps[step] as Row["steps"][number];
    const { preview, up, again, state, hosts } = taken[step] as Taken;
    const { network, events: all } = hosts[row.subject.on] as Taken["hosts"][string];
    const [now, ...more] = find(network, row, argsAt(row, step)).map((shown) => ({ ...shown, state: state[row.name] })) as Shown[]; // prettier-ignore
    const what = `step ${step}\n${up.stdout.split("\n").filter((l) => l.includes(row.name)).join("\n")}`; // prettier-ignore
    assert.ok(now && !more.length, `there is one such object, ${what}`);
    assert.deepEqual(value(now, row.at), shows, what);
    assert.equal(opsOf(preview, row), OPS[op] ?? op, `what preview says, ${what}`);
    assert.equal(opsOf(up, row), OPS[op] ?? op, `what up does, ${what}`);
    assert.equal(opsOf(again, row), "", `a second up is silent, ${what}`);
    const own = all.filter((event) => event.row === row.number);
    if (op === "update") assert.deepEqual(unlike(own, events), { missing: [], unexpected: [] }, what);
  }

  for (const row of rows) it(row.name, () => row.steps.forEach((_, step) => prove(row, step)));
});
