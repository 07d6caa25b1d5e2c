import assert from "node:assert/strict";
import { check } from "../../provider/kinds/check";
import { display } from "../../provider/ip/command";
import type { Kind, Values } from "../../provider/kinds/kind";
import { lifecycle } from "../../provider/lifecycle/lifecycle";
import { casesOf, kinds, PLACE, UNKNOWN, type Case } from "./cases";

const NOTHING = { namespaces: [], netns: {} };
const valid = (kind: Kind, inputs: Values): Values => {
  const { values, failures } = check(kind, { ...PLACE, ...inputs }, UNKNOWN);
  assert.deepEqual(failures, []);
  return values;
};

/** The commands by which the engine replaces an object: those of the delete, and of the create after it. */
function replacement(kind: Kind, old: Values, wanted: Values, { snapshot = NOTHING, afterDelete = NOTHING }: Case) {
  assert.equal(kind.observe(afterDelete, old), undefined, "the old object is gone");
  const deleted = kind.plan(undefined, kind.observe(snapshot, old), snapshot);
  return [...deleted, ...kind.plan(wanted, kind.observe(afterDelete, wanted), afterDelete)];
}

function prove(kind: Kind, it_: Case): void {
  const { desired, was, snapshot = NOTHING, commands, replaces, invalid, keep } = it_;
  if (invalid) return assert.deepEqual(check(kind, { ...PLACE, ...desired }, UNKNOWN).failures, invalid);
  const wanted = desired ? valid(kind, desired) : undefined;
  if (replaces && wanted) {
    const old = valid(kind, was ?? {});
    assert.deepEqual(lifecycle(kind).diff("", old, wanted).replaces.sort(), replaces);
    return assert.deepEqual(replacement(kind, old, wanted, it_).map(display), commands);
  }
  const observed = kind.observe(snapshot, wanted ?? valid(kind, was ?? {}));
  assert.deepEqual(kind.plan(wanted, observed, snapshot).map(display), commands);
  assert.equal(observed?.undeletableBecause, keep);
  if (was && wanted) assert.deepEqual(lifecycle(kind).diff("", valid(kind, was), wanted).replaces, []);
}

describe("golden cases", () => {
  for (const kind of Object.values(kinds))
    describe(kind.type, () => {
      const cases = casesOf(kind.type);
      for (const [name, , it_] of cases) it(name, () => prove(kind, it_));

      it("has a case of every sort", () => {
        const names = cases.map(([name]) => name);
        const wanted = [
          "create",
          "already-present",
          "delete",
          "already-absent",
          ...(kind.schema.shape.netns ? ["create-in-netns"] : []),
        ];
        for (const name of wanted) assert.ok(names.includes(name), `there is no case ${name}`);
        const ours = ["connection", "host", "mark", "adopt"];
        const fields = Object.keys(kind.schema.shape).filter((field) => !ours.includes(field));
        const replaced = new Set(cases.flatMap(([, , { replaces = [] }]) => replaces));
        const untold = fields.filter((f) => !replaced.has(f) && !names.some((name) => name.startsWith(`change-${f}`)));
        assert.deepEqual(untold, [], "no case changes these fields");
        const broken = new Set(cases.flatMap(([, , { invalid = [] }]) => invalid.map((said) => said.split(/[.:]/)[0])));
        const unbroken = Object.keys(kind.schema.shape).filter((f) => !["host", "mark"].includes(f) && !broken.has(f));
        assert.deepEqual(unbroken, [], "no case gives these fields a wrong value");
        const rules = kind.rules.map(({ fields: [field], message }) => `${field}: ${message}`);
        const said = cases.flatMap(([, , { invalid = [] }]) => invalid);
        assert.deepEqual(rules.filter((rule) => !said.includes(rule)), [], "no case breaks these rules"); // prettier-ignore
      });
    });
});
