import assert from "node:assert/strict";
import { kinds } from "../kinds/cases";
import { checkProgram } from "./check";
import { FINE, REFUSED } from "./clashes";

describe("resources of one program that exclude each other", () => {
  for (const [title, program, words] of REFUSED)
    it(`${title}: ${words}`, async () => {
      const { failures } = await checkProgram(program);
      const said = failures[program.at(-1)!.name];
      assert.ok(said?.some((line) => line.startsWith(words)), JSON.stringify(failures)); // prettier-ignore
    });

  for (const [title, program] of FINE)
    it(`takes ${title}, and the same again once it is made`, async () => {
      const { failures, inputs } = await checkProgram(program);
      const names = new Set(program.filter(({ type }) => kinds[type]).map(({ name }) => name));
      assert.equal(Object.keys(failures).length, names.size);
      assert.deepEqual(Object.values(failures).flat(), []);
      const again = await checkProgram(program, { state: inputs });
      assert.deepEqual(Object.values(again.failures).flat(), []);
    });
});
