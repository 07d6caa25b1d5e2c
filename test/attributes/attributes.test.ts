import assert from "node:assert/strict";
import { effort } from "../effort";
import { kinds } from "../kinds/cases";
import { table } from "./table";
import { Journey, type Taken } from "./journey";
import { find, valueAt } from "./seen";
import type { Run } from "../engine/stack";
import { subjects, type Shown } from "./subjects";
import { argsAt, rowsOf, type Row } from "./walk";
import { unlike, watch } from "../lab/watch";
import { forSuite, labForSuite } from "../suite";

const all = rowsOf(table);
/** A tap shares all but its driver's name with the link without: a usual run takes a third of those rows. */
const rows = all.filter(({ kind, number }) => !/tap/i.test(kind) || number % effort(3, 1) === 0);
const REPLACE = "create-replacement delete-replaced replace";

/** Operation of a run on a row's resource, and the fields that it is about. */
function doneIn({ steps, stdout }: Run, { name }: Row) {
  const own = steps.filter((step) => step.name === name && step.op !== "same");
  const ops = [...new Set(own.map(({ op }) => op))].sort().join(" ");
  const said = stdout.split("\n").filter((line) => line.includes(` ${name} `));
  const diffs = said.flatMap((line) => /\[diff: (.*?)\]/.exec(line)?.[1]?.split(/[+~,-]/) ?? []).filter(Boolean);
  return { op: ops === REPLACE ? "replace" : ops, diffs: [...new Set(diffs)].sort() };
}

/** A row's object, the only one of all that it asks for on its way. */
function objectOf(row: Row, { hosts, state }: Taken, step: number): Shown {
  const { network } = hosts[row.subject.on];
  const all = row.steps.flatMap((_, other) => find(network, row, argsAt(row, other)));
  assert.equal(new Set(all.map((shown) => JSON.stringify(shown))).size, 1, `one object, not ${JSON.stringify(all)}`);
  const [found] = find(network, row, argsAt(row, step));
  assert.ok(found, "the object asked for");
  return { ...found, state: state[row.name] };
}

/** Distinguishes a link or a namespace from a later one of the same name. */
const identity = ({ netns, ifindex }: Shown) => `${netns} ${ifindex}`;

function prove(row: Row, taken: readonly Taken[], step: number): void {
  const [{ shows, op, events: expected }, now] = [row.steps[step]!, taken[step]!];
  const object = objectOf(row, now, step);
  assert.deepEqual(valueAt(object, row.at), shows, "what the host shows");
  assert.equal(doneIn(now.up, row).op, op, `what up does`);
  assert.deepEqual(doneIn(now.preview, row), doneIn(now.up, row), "preview says what up does");
  assert.equal(doneIn(now.again, row).op, "", "a second up is silent");
  if (!step) return;
  if (op) assert.ok(doneIn(now.up, row).diffs.includes(row.field), "the step is about the field");
  const events = now.hosts[row.subject.on].events.filter((event) => event.row === row.number);
  const isSame = identity(object) === identity(objectOf(row, taken[step - 1]!, step - 1));
  if (op !== "replace") {
    assert.deepEqual(unlike(events, expected), { missing: [], unexpected: [] }, "what happens on the host");
    assert.ok(isSame, "it is the same object");
  } else if ("ifindex" in object) assert.ok(!isSame, "it is another object");
  else assert.ok(events.some(({ word }) => /^-(addr|route)$/.test(word)), "the old object goes"); // prettier-ignore
}

/** Changes by hand after which a row's object is as before, and yet was not left alone. */
const FLAPS: readonly (readonly [kind: string, field: string, ...commands: string[]])[] = [
  ["MacvlanLink", "mtu", "ip link set l# down", "ip link set l# up"],
  ["IpvlanLink", "mtu", "ip link set l# down", "ip link set l# up"],
  ["Address4", "validLifetime", "ip -n red addr del 10.#.0.2/24 dev d#", "ip -n red addr add 10.#.0.2/24 dev d#"],
  ["Route4", "mtu", "ip -n red route del 10.#.200.0/24", "ip -n red route add 10.#.200.0/24 via 10.#.0.9 proto static"],
];

describe("every attribute there and back, through the engine", () => {
  const lab = labForSuite();
  let journey: Journey;
  forSuite(async (use) => {
    journey = await use(Journey.begin(lab(), rows));
  });
  // Each with a time limit of its own.
  for (let step = 0; rows.some(({ steps }) => steps[step]); step++) before(() => journey.take());
  for (const row of rows)
    it(row.name.replaceAll("-", " "), () =>
      row.steps.forEach((_, step) => {
        try {
          prove(row, journey.taken, step);
        } catch (error) {
          const said = (journey.taken[step]?.up.stdout ?? "").split("\n").filter((line) => line.includes(row.name));
          throw new Error(`step ${step}: ${(error as Error).message}\n${said.join("\n")}`, { cause: error });
        }
      }),
    );

  it("nothing happens on the hosts but to objects that change", () => {
    const isTold = (row: number, step: number) => rows.find(({ number }) => number === row)?.steps[step]?.op;
    for (const [step, { hosts }] of journey.taken.entries())
      for (const [on, { events }] of Object.entries(hosts))
        assert.deepEqual(events.flatMap(({ row, line }) => (isTold(row, step) ? [] : [line])), [], `step ${step} on the ${on} host`); // prettier-ignore
  });

  for (const [kind, field, ...commands] of FLAPS)
    it(`a change in place that flaps is seen: ${kind} ${field}`, async () => {
      const row = rows.find((other) => other.kind === kind && other.field === field)!;
      const host = journey.hosts[row.subject.on];
      const end = await watch(host, ["", "red"]);
      for (const command of commands)
        assert.equal((await host.run(command.replaceAll("#", String(row.number)))).code, 0);
      const events = (await end()).filter((event) => event.row === row.number);
      assert.notDeepEqual(unlike(events, row.steps[1]!.events).unexpected, []);
    });

  it("all of it goes again, and nothing else", async () => {
    assert.deepEqual(await journey.destroy(), []);
  });
});

describe("the table of attributes", () => {
  const types = Object.values(subjects).map(({ type }) => type);
  it("has every kind", () =>
    assert.deepEqual(
      Object.keys(kinds).filter((type) => !types.includes(type)),
      [],
    ));

  for (const [name, { type, without }] of Object.entries(subjects))
    it(`has every field of ${name}`, () => {
      const { schema, identity: { key }, changes: { fixed = [] } = {} } = kinds[type]!; // prettier-ignore
      const own = (field: string) => all.filter((row) => row.kind === name && row.field === field);
      const fields = Object.keys(schema.shape).filter((field) => !(field in without));
      const lacking = (has: (field: string) => boolean) => fields.filter((field) => !has(field));
      const isOptional = (field: string) => schema.shape[field]!.safeParse(undefined).success as boolean;
      const walks = (field: string) => own(field).map(({ steps }) => steps.map(({ value }) => value));
      assert.deepEqual(lacking((f) => own(f).length > 0), [], "no row changes these fields"); // prettier-ignore
      assert.deepEqual(lacking((f) => !isOptional(f) || f === "connection" || walks(f).some((w) => w.includes(undefined))), [], "no row leaves these out"); // prettier-ignore
      const replaces = (f: string) => own(f).some(({ steps }) => steps.some(({ op }) => op === "replace"));
      assert.deepEqual(lacking((f) => ![...key, ...fixed].includes(f) || replaces(f)), [], "no row replaces for these"); // prettier-ignore
      for (const walk of fields.flatMap(walks)) assert.deepEqual(walk.at(-1), walk[0], "a walk ends where it began");
      assert.deepEqual(Object.keys(without).filter((f) => !(f in schema.shape) || own(f).length), [], "these do have a row, or are no field"); // prettier-ignore
    });
});
