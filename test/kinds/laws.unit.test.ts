import assert from "node:assert/strict";
import fc from "fast-check";
import { check } from "../../provider/kinds/check";
import { batchLine, display, isSafe } from "../../provider/ip/command";
import { type Kind, type Observed, type Values } from "../../provider/kinds/kind";
import { lifecycle } from "../../provider/lifecycle/lifecycle";
import { args, ways, type Way } from "./arbitraries";
import { casesOf, kinds, PLACE, UNKNOWN } from "./cases";
import { same } from "../../provider/ip/equality";

/** The same inputs each time; another seed finds more. */
const SEED = Number(process.env.LAWS_SEED ?? 1);
const NOTHING = { namespaces: [], netns: {} };
/** Fields about us and not about the object. */
const OURS = ["connection", "host", "mark", "adopt", "force"];
const valid = (kind: Kind, inputs: Values): Values => {
  const { values, failures } = check(kind, inputs, UNKNOWN);
  assert.deepEqual(failures, []);
  return values;
};
const there = (values: Values): Observed<Values> => ({ values, outputs: {} });

/** The words of a line as `ip -batch` splits it: quotes, comments and continued lines, but no escapes. */
function lex(line: string): string[] {
  const [text = ""] = line.replace(/\\\n/g, "").split("#");
  return [...text.matchAll(/"([^"]*)"|'([^']*)'|([^\s"'][^\s]*)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? "",
  );
}

function hold(way: Way, law: (kind: Kind, inputs: Record<string, unknown>, kept: Values) => void) {
  const kind = kinds[way.type] as Kind;
  fc.assert(
    fc.property(args(way), (inputs) => law(kind, inputs, valid(kind, inputs))),
    { seed: SEED, numRuns: 100 },
  );
}

describe("laws of every kind", () => {
  /** Number of changes of each field: a law that is never applied proves nothing. */
  const changed = new Map<string, number>();
  after(() => {
    for (const { type, fields } of ways)
      for (const field of Object.keys(fields).filter((name) => !OURS.includes(name)))
        assert.ok((changed.get(`${type}.${field}`) ?? 0) >= 3, `${type}.${field} never changed`);
  });

  for (const [i, way] of ways.entries())
    describe(`${way.type} (${i})`, () => {
      it("nothing asked for and nothing there is no command", () => {
        const kind = kinds[way.type] as Kind;
        assert.deepEqual(kind.plan(undefined, undefined, NOTHING), []);
        hold(way, (_, __, values) => assert.equal(kind.observe(NOTHING, values), undefined));
      });

      it("what is there as asked for needs no command", () =>
        hold(way, (kind, _, values) => assert.deepEqual(kind.plan(values, there(values), NOTHING), [])));

      it("what is asked for and not there, and the reverse, needs one", () =>
        hold(way, (kind, _, values) => {
          assert.ok(kind.plan(values, undefined, NOTHING).length);
          assert.ok(kind.plan(undefined, there(values), NOTHING).length);
        }));

      it("every word is safe and arrives as itself", () =>
        hold(way, (kind, _, values) => {
          const plans = [kind.plan(values, undefined, NOTHING), kind.plan(undefined, there(values), NOTHING)];
          for (const command of plans.flat()) {
            assert.ok(command.words.every(isSafe), display(command));
            assert.deepEqual(lex(batchLine(command)), command.words);
          }
        }));

      it("checking twice is checking once, and the same again is no change", () =>
        hold(way, (kind, inputs, values) => {
          assert.deepEqual(valid(kind, values), values);
          assert.equal(lifecycle(kind).diff("", values, valid(kind, inputs)).changes, false);
        }));

      it("no field is silent: another value changes the plan or replaces", () => {
        const kind = kinds[way.type] as Kind;
        for (const [field, values] of Object.entries(way.fields).filter(([name]) => !OURS.includes(name))) {
          fc.assert(
            fc.property(args(way), values, (inputs, value) => {
              const [was, will] = [valid(kind, inputs), check(kind, { ...inputs, [field]: value }, UNKNOWN)];
              if (will.failures.length || same(was[field], will.values[field])) return;
              const name = `${way.type}.${field}`;
              changed.set(name, (changed.get(name) ?? 0) + 1);
              const { changes, replaces } = lifecycle(kind).diff("", was, will.values);
              assert.ok(changes, field);
              if ([...kind.identity.key, ...(kind.changes?.fixed ?? [])].includes(field as never))
                assert.ok(replaces.includes(field), `${field} replaces`);
              if (!replaces.length) assert.ok(kind.plan(will.values, there(was), NOTHING).length, `${field} is silent`);
            }),
            { seed: SEED, numRuns: 30 },
          );
        }
      });

      it("what a preview does not know is neither wrong nor in the way", () => {
        const kind = kinds[way.type] as Kind;
        for (const field of Object.keys(way.fields))
          fc.assert(
            fc.property(args(way), (inputs) => {
              const { values, failures } = check(kind, { ...inputs, [field]: UNKNOWN }, UNKNOWN);
              assert.deepEqual(failures, [], field);
              assert.equal(values[field], UNKNOWN);
              assert.equal(lifecycle(kind).diff("", valid(kind, inputs), values).changes, true);
            }),
            { seed: SEED, numRuns: 10 },
          );
      });
    });

  for (const kind of Object.values(kinds)) {
    const cases = casesOf(kind.type);

    it(`${kind.type}: what a golden host shows, asked for, needs no command`, () => {
      let shown = 0;
      for (const [name, , { desired, was, snapshot, invalid }] of cases) {
        if (invalid || !snapshot) continue;
        const { values } = check(kind, { ...PLACE, ...(desired ?? was) }, UNKNOWN);
        const seen = kind.observe(snapshot, values);
        if (!seen || seen.conflict) continue;
        const again = { ...seen.values, mark: values.mark };
        const now = kind.observe(snapshot, again);
        const still = kind.plan(again, now && { ...now, values: { ...now.values, mark: values.mark } }, snapshot);
        assert.deepEqual(still, [], name);
        shown++;
      }
      assert.ok(shown >= 3, `${shown} cases show the object`);
    });

    it(`${kind.type}: a rule is not asked while one of its fields is unknown`, () => {
      let asked = 0;
      for (const { fields, message } of kind.rules)
        for (const field of fields)
          for (const [name, , { desired, invalid }] of cases.filter(([, , { invalid = [] }]) => invalid.length)) {
            const { failures } = check(kind, { ...PLACE, ...desired, [field]: UNKNOWN }, UNKNOWN);
            assert.ok(!failures.includes(`${fields[0]}: ${message}`), `${name} with ${field} unknown`);
            assert.ok(!failures.some((said) => said.startsWith(`${field}:`) && !invalid?.includes(said)), name);
            asked++;
          }
      assert.ok(!kind.rules.length || asked, "no case is invalid");
    });
  }

  it("no message holds the value it complains of", () => {
    const secret = "s3cr#t\n'\"";
    for (const kind of Object.values(kinds))
      for (const field of Object.keys(kind.schema.shape)) {
        for (const value of [secret, { host: 5, password: [secret], [field]: secret }, [secret, { via: secret }]]) {
          const { failures } = check(kind, { [field]: value }, UNKNOWN);
          if (field !== "mark" && field !== "host") assert.ok(failures.length, `${kind.type}.${field} takes anything`);
          assert.ok(!failures.join().includes(secret), failures.join());
        }
      }
  });
});
