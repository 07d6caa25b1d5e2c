import assert from "node:assert/strict";
import { state } from "../../provider/lifecycle/state";
import { kinds } from "../kinds/cases";

describe("the version of a state", () => {
  const { askedIn, interrupted, outsOf, diff } = state(kinds.NetNamespace!);
  const values = { name: "red", host: "web-1", loopback: true };

  it("is kept with the outputs, and is no difference", () => {
    const outs = outsOf({ values, outputs: {} }, {});
    assert.equal(outs.stateVersion, 1);
    assert.deepEqual(askedIn(outs).name, "red");
    assert.equal(diff("", outs, askedIn(outs)).changes, false);
    assert.equal(diff("", { ...outs, stateVersion: undefined }, askedIn(outs)).changes, false);
  });

  it("is kept by a run that was interrupted, too", () => assert.equal(interrupted(values, true).stateVersion, 1));

  it("is refused if this package does not know it yet", () =>
    assert.throws(() => askedIn({ ...values, stateVersion: 2 }), /the state has version 2, .*: upgrade the package/));
});
