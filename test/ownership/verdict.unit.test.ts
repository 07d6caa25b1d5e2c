import assert from "node:assert/strict";
import { verdict } from "../../provider/ownership/verdict";

describe("what stands in the place of a link", () => {
  const now = { machineId: "m", bootId: "b" };
  const state = { ifindex: 7, machineId: "m", bootId: "b" };
  const mark = "pulumi:p/s:mv0";
  const seen = (mark: string | undefined, ifindex = 7) => ({ values: { mark }, outputs: { ifindex }, owner: mark });
  const is = (...[observed, more, at]: [ReturnType<typeof seen>, object?, typeof now?]) =>
    verdict({ observed, marks: [mark], state: { ...state, ...more }, machine: at ?? now }) === "replaced";

  it("is ours by its mark, or by its number on the same machine since it was booted", () => {
    assert.equal(is(seen(mark, 9)), false);
    assert.equal(is(seen("pulumi:p/s:other")), false);
    assert.equal(is(seen("pulumi:p/other:mv0")), true);
    assert.equal(is(seen(undefined)), false);
    assert.equal(is(seen(undefined, 9)), true);
    assert.equal(is(seen(undefined), {}, { ...now, bootId: "c" }), true);
  });

  it("may be without a mark where it was half made, but not where a change of it went half way", () => {
    assert.equal(is(seen(undefined, 9), { incomplete: true }), false);
    assert.equal(is(seen(undefined, 9), { incomplete: "changed" }), true);
  });

  it("is told by its mark if the state has nothing of it", () => {
    const whose = (observed: Parameters<typeof verdict>[0]["observed"]) => verdict({ observed, marks: [mark] });
    assert.equal(whose(undefined), "absent");
    assert.equal(whose({ ...seen(mark), conflict: "mv0 is a dummy link, not macvlan" }), "unfit");
    assert.equal(whose(seen(mark)), "ours");
    assert.equal(whose(seen("pulumi:p/s:other")), "another resource's");
    assert.equal(whose(seen("pulumi:p/other:mv0")), "another stack's");
    assert.equal(whose(seen(undefined)), "nobody's");
  });
});
