import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { Semaphore } from "../../provider/host/semaphore";

describe("a gate", () => {
  for (const most of [1, 3])
    it(`lets ${most} in at a time, in order, and those behind one that fails`, async () => {
      const gate = new Semaphore(most);
      const came: number[] = [];
      let [inside, seen] = [0, 0];
      const work = (i: number) => async () => {
        came.push(i);
        seen = Math.max(seen, ++inside);
        await turn();
        inside--;
        if (i % 4 === 0) throw new Error(String(i));
        return i;
      };
      const all = await Promise.allSettled(Array.from({ length: 20 }, (_, i) => gate.run(work(i))));
      assert.deepEqual(came, [...came.keys()]);
      assert.equal(seen, most);
      assert.equal(all.filter(({ status }) => status === "rejected").length, 5);
      assert.equal(await gate.run(async () => "later"), "later");
    });
});
