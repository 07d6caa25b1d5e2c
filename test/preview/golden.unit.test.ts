import assert from "node:assert/strict";
import { checkProgram } from "./check";
import { fakeHost, goldens, on } from "./golden";

describe("golden cases of a preview", () => {
  for (const [i, [name, , it_]] of goldens().entries())
    it(name, async () => {
      const program = on(it_.program, fakeHost(it_, i + 1));
      const { failures, warnings } = await checkProgram(program, { mode: "on" });
      const last = program.at(-1)!;
      assert.deepEqual(failures[last.name], it_.says === undefined ? [] : [it_.says]);
      assert.deepEqual(warnings, it_.warns === undefined ? [] : [it_.warns]);
    });
});
