import assert from "node:assert/strict";
import fc from "fast-check";
import { readAlias, sameStack, writeAlias } from "../../provider/ownership/mark";

const mark = "pulumi:lab/dev:eth0";

describe("marks", () => {
  it("go through an alias and back, with a description and without", () => {
    const words = fc.stringMatching(/^[a-z(]{1,9}( [a-z:]{1,9}){0,3}$/).filter((text) => !text.includes("pulumi:"));
    fc.assert(
      fc.property(fc.option(words, { nil: undefined }), (description) =>
        assert.deepEqual(readAlias(writeAlias(description, mark)), { description, mark }),
      ),
    );
  });
  it("are not seen if there are none", () => {
    assert.deepEqual(readAlias(undefined), { description: undefined, mark: undefined });
    assert.deepEqual(readAlias("by hand"), { description: "by hand", mark: undefined });
  });
  it("are of one stack if all but the resource's name is the same", () => {
    assert.equal(sameStack(mark, "pulumi:lab/dev:red"), true);
    assert.equal(sameStack(mark, "pulumi:lab/prod:eth0"), false);
    assert.equal(sameStack(mark, undefined), false);
  });
});
