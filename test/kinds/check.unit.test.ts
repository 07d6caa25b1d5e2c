import assert from "node:assert/strict";
import { z } from "zod";
import { check } from "../../provider/kinds/check";
import { type Kind } from "../../provider/kinds/kind";
import { contains } from "../../provider/ip/unknown";
import { differing, same, textOf } from "../../provider/ip/equality";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const schema = z.object({ low: z.int().default(1), high: z.int().optional(), list: z.array(z.string()).optional() });
const kind = {
  type: "Range",
  schema,
  derived: [{ field: "high", from: ["low"], value: (v: { low: number }) => v.low + 10 }],
  rules: [{ fields: ["low", "high"], message: "is above `high`", ok: (v: { low: number; high: number }) => v.low <= v.high }],
} as unknown as Kind; // prettier-ignore

describe("check", () => {
  /** Given arguments, the values that the engine keeps, and the failures. */
  const TABLE = [
    ["fills in defaults, and what follows from them", {}, { low: 1, high: 11 }, []],
    ["takes null for nothing", { low: null, high: null }, { low: 1, high: 11 }, []],
    ["asks rules across fields", { low: 5, high: 4 }, { low: 5, high: 4 }, ["low: is above `high`"]],
    ["asks no rule about a wrong field", { low: 5, high: "x" }, { low: 5 }, [/^high: /]],
    ["derives nothing from a wrong field", { low: "x" }, {}, [/^low: /]],
    ["passes on what is unknown, and what follows from it", { low: UNKNOWN }, { low: UNKNOWN, high: UNKNOWN }, []],
    ["asks no rule about what is unknown", { low: 5, high: UNKNOWN }, { low: 5, high: UNKNOWN }, []],
    ["knows what is unknown inside", { list: ["a", UNKNOWN] }, { low: 1, high: 11, list: ["a", UNKNOWN] }, []],
    ["names the place inside a list", { list: ["a", 5] }, { low: 1, high: 11 }, [/^list\.1: /]],
    ["names what is no argument", { lwo: 5 }, { low: 1, high: 11 }, ["lwo: is not an argument of Range"]],
    ["passes over what is no argument and not given", { lwo: undefined }, { low: 1, high: 11 }, []],
  ] as const;
  for (const [title, inputs, values, failures] of TABLE)
    it(title, () => {
      const found = check(kind, inputs, UNKNOWN);
      assert.deepEqual(found.values, values);
      assert.equal(found.failures.length, failures.length, found.failures.join());
      for (const [i, said] of failures.entries())
        assert.ok(typeof said === "string" ? found.failures[i] === said : said.test(found.failures[i] ?? ""));
    });

  it("sees the unknown however deep, and takes no text for it that only mentions it", () => {
    for (const value of [UNKNOWN, [[UNKNOWN]], { a: { b: [UNKNOWN] } }]) assert.ok(contains(value, UNKNOWN));
    for (const value of [undefined, null, 5, "a", `a${UNKNOWN}b`, [], { a: null }])
      assert.ok(!contains(value, UNKNOWN));
    assert.equal(check(kind, { low: `${UNKNOWN}; id` }, UNKNOWN).failures.length, 1);
  });

  it("compares values whatever the order of their keys, and nothing with nothing", () => {
    assert.ok(same({ a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 }));
    assert.ok(same(undefined, null) && !same(undefined, false) && !same([1, 2], [2, 1]) && !same(1, "1"));
    assert.equal(textOf({ b: 1, a: [{ d: 1, c: 2 }] }), '{"a":[{"c":2,"d":1}],"b":1}');
    assert.deepEqual(differing({ a: 1, b: 2, c: undefined }, { a: 1, b: 3, d: 4 }), ["b", "d"]);
  });
});
