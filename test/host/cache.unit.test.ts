import assert from "node:assert/strict";
import { Memory } from "../../provider/host/cache";
import type { Outcome } from "../../provider/host/round-trip";
import { LINKS } from "../../provider/ip/read";

const of = (netns: string) => new Map([[netns, new Set([LINKS])]]);
const read = (netns: string, machineId = "m", bootId = "b"): Outcome => ({
  snapshot: { namespaces: ["blue", "red"], netns: { [netns]: { links: [] } } },
  ...{ machineId, bootId, user: 0 },
});

describe("what is remembered of a host", () => {
  it("is all that was read", () => {
    const memory = new Memory().keep(of("red"), read("red")).keep(of("blue"), read("blue"));
    for (const netns of ["red", "blue"]) assert.ok(memory.recall(of(netns))?.snapshot.netns[netns]);
    assert.equal(memory.recall(of("")), undefined);
  });
  for (const [what, now] of [
    ["was rebooted", read("blue", "m", "b2")],
    ["is another machine", read("blue", "m2")],
  ] as const)
    it(`is nothing of before it ${what}`, () => {
      const before = read("red");
      const memory = new Memory().keep(of("red"), before).keep(of("blue"), now);
      assert.equal(memory.recall(of("red")), undefined);
      assert.deepEqual(memory.recall(of("blue")), now);
      assert.ok(!memory.has(before.snapshot) && memory.has(now.snapshot));
      assert.deepEqual([...memory.more(of("red"))], [...of("red")]);
    });
});
