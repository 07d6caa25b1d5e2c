import assert from "node:assert/strict";
import { FINE, REFUSED } from "./clashes";
import { ref } from "../engine/resource";
import { Stack } from "../engine/stack";
import { forSuite } from "../suite";

/** Some of the programs that are checked without an engine, so that each way to the engine is gone once. */
const some = <T extends readonly [title: string, ...unknown[]]>(rows: readonly T[], titles: readonly string[]): T[] => {
  const found = rows.filter(([title]) => titles.includes(title));
  assert.equal(found.length, titles.length);
  return found;
};

describe("resources of one program that exclude each other, through the engine", () => {
  let stack: Stack;
  forSuite(async (use) => {
    stack = await use(Stack.create({ resources: [], config: { "netlink:preflight": "off" } }));
  });
  for (const [title, program, said] of some(REFUSED, [
    "macvlan and ipvlan on one parent",
    "one name in components of two types",
    "a VLAN twice on one parent",
  ]))
    // prettier-ignore
    it(`${title}: ${said}`, async () => {
      // One after the other, so that the clash is reported for the last one.
      stack.resources = program.map((one, i) => ({ opts: i ? { dependsOn: ref(program[i - 1]!.name) } : {}, ...one }));
      const { code, stdout } = await stack.preview();
      assert.ok(stdout.includes(`resource '${program.at(-1)!.name}' has a problem: ${said}`), stdout);
      assert.notEqual(code, 0);
    });

  for (const [title, program] of some(FINE, [
    "resources where names would do",
    "what is not known yet",
    "VLANs beside a macvlan, and links on them",
  ]))
    // prettier-ignore
    it(`takes ${title}`, async () => {
      stack.resources = program;
      const { code, stdout, changes } = await stack.preview();
      assert.deepEqual([code, changes.create], [0, program.length + 1], stdout);
    });
});
