import assert from "node:assert/strict";
import { check, UNKNOWN } from "../provider/ip/check";
import type { Kind, Values } from "../provider/ip/kind";
import { macvlan } from "../provider/kinds";
import { Program } from "../provider/program";

describe("the resources of a program", () => {
  const [one, other] = ["02:00:00:00:00:01", "02:00:00:00:00:02"];
  const kind = macvlan as unknown as Kind;
  /** What clashes where two links exchange their MAC addresses, the first of which was this way. */
  const exchange = (was: Values) => {
    const program = new Program();
    const declare = (name: string, from: string, to: string, was: Values) => {
      const of = (more: Values) => check(kind, { connection: "h", mark: `pulumi:p/s:${name}`, name, parent: "eth1", ...more }, UNKNOWN).values; // prettier-ignore
      return program.declare(kind, of({ macAddress: to }), of({ macAddress: from, ...was })).clashes;
    };
    return [...declare("a", one, other, was), ...declare("b", other, one, {})].join();
  };

  it("cannot exchange two MAC addresses of one parent", () => {
    assert.match(exchange({}), /^macAddress: is exchanged with that of MacvlanLink a \(a\)/);
  });

  it("can where one of the two is made anew, and has left its own by then", () => {
    for (const was of [{ parent: "eth2" }, { name: "c" }, { netns: "red" }]) assert.equal(exchange(was), "");
  });
});
