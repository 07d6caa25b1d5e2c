import assert from "node:assert/strict";
import { NetNamespace } from "../../provider";

describe("what goes wrong while a resource is made", () => {
  it("is told with the program's line, and traces are as they were", () => {
    const { stackTraceLimit, prepareStackTrace } = Error;
    const make = () => new NetNamespace("", { connection: "web-1" });
    assert.throws(make, ({ stack }: Error) => /trace\.unit\.test\.ts/.test(String(stack)));
    assert.deepEqual([Error.stackTraceLimit, Error.prepareStackTrace], [stackTraceLimit, prepareStackTrace]);
    assert.ok(stackTraceLimit > 0);
  });
});
