import { checkProgram } from "./check";
import { fakeHost, goldens, on, proveSaid } from "./golden";

describe("golden cases of a preview", () => {
  for (const [i, [name, , it_]] of goldens().entries())
    it(name, async () => {
      const program = on(it_.program, fakeHost(it_, i + 1));
      proveSaid(it_, await checkProgram(program, { mode: "on" }));
    });
});
