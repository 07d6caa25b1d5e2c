import assert from "node:assert/strict";
import { wasReplaced } from "../../provider/ownership/verdict";

describe("what stands in the place of a link", () => {
  const now = { machineId: "m", bootId: "b" };
  const state = { ifindex: 7, machineId: "m", bootId: "b" };
  const mark = "pulumi:p/s:mv0";
  const seen = (mark: string | undefined, ifindex = 7) => ({ values: { mark }, outputs: { ifindex }, owner: mark });
  const is = (...[observed, more, at]: [ReturnType<typeof seen>, object?, typeof now?]) =>
    wasReplaced(observed, [mark], { ...state, ...more }, at ?? now);

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
});
