import assert from "node:assert/strict";
import fc from "fast-check";
import { ownerByPlace, readAlias, sameStack, writeAlias } from "../../provider/ownership/mark";

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
  it("are not seen where there are none", () => {
    assert.deepEqual(readAlias(undefined), { description: undefined, mark: undefined });
    assert.deepEqual(readAlias("by hand"), { description: "by hand", mark: undefined });
  });
  it("are of one stack where all but the resource's name is the same", () => {
    assert.equal(sameStack(mark, "pulumi:lab/dev:red"), true);
    assert.equal(sameStack(mark, "pulumi:lab/prod:eth0"), false);
    assert.equal(sameStack(mark, undefined), false);
  });
  it("of a link or its namespace are those of what they hold", () => {
    const link = (ifname: string, ifalias?: string) => ({ ifindex: 1, ifname, flags: [], mtu: 1500, ifalias });
    const host = (lo?: string, eth0?: string, netns = "red") => ({
      namespaces: [netns],
      netns: { [netns]: { links: [link("lo", lo), link("eth0", eth0)] } },
    });
    const own = "pulumi:lab/dev:ip";
    assert.equal(ownerByPlace(host(undefined, mark), "red", "eth0", own), own);
    assert.equal(ownerByPlace(host("pulumi:lab/dev:red"), "red", "eth0", own), own);
    assert.equal(ownerByPlace(host("pulumi:lab/prod:red", "by hand"), "red", "eth0", own), undefined);
    assert.equal(
      ownerByPlace(host(mark, undefined, ""), undefined, "eth0", own),
      undefined,
      "the host's own lo marks nothing",
    );
  });
});
