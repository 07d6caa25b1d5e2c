import assert from "node:assert/strict";
import { Cache } from "../../provider/host/cache";
import type { Outcome } from "../../provider/host/round-trip";
import { LINKS } from "../../provider/ip/read";

const of = (netns: string) => new Map([[netns, new Set([LINKS])]]);
const read = (netns: string, machineId = "m", bootId = "b"): Outcome => ({
  snapshot: { namespaces: ["blue", "red"], netns: { [netns]: { links: [] } } },
  ...{ machineId, bootId, user: 0 },
});

describe("what is remembered of a host", () => {
  it("is all that was read", () => {
    const memory = new Cache().store(of("red"), read("red")).store(of("blue"), read("blue"));
    for (const netns of ["red", "blue"]) assert.ok(memory.lastRead(of(netns))?.snapshot.netns[netns]);
    assert.equal(memory.lastRead(of("")), undefined);
  });
  for (const [what, now] of [
    ["was rebooted", read("blue", "m", "b2")],
    ["is another machine", read("blue", "m2")],
  ] as const)
    it(`is nothing of before it ${what}`, () => {
      const before = read("red");
      const memory = new Cache().store(of("red"), before).store(of("blue"), now);
      assert.equal(memory.lastRead(of("red")), undefined);
      assert.deepEqual(memory.lastRead(of("blue")), now);
      assert.ok(!memory.isCurrent(before.snapshot) && memory.isCurrent(now.snapshot));
      assert.deepEqual([...memory.extend(of("red"))], [...of("red")]);
    });
});
