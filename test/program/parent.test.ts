import assert from "node:assert/strict";
import { ref, type Resource } from "../engine/resource";
import { Stack } from "../engine/stack";
import type { LabHost } from "../lab";
import { forSuite, labForSuite } from "../suite";

describe("a link resource given as `parent`, through the engine", () => {
  const lab = labForSuite();
  let host: LabHost;
  let stack: Stack;
  forSuite(async (use) => {
    host = await lab().host("web-1");
    stack = await use(Stack.create({ resources: [] }));
  });
  /** A namespace with a link, and links on that: one beside it, one in another namespace. */
  const program = (name = "low"): Resource[] => [
    { type: "NetNamespace", name: "red", args: { connection: host.connection } },
    { type: "NetNamespace", name: "blue", args: { connection: host.connection } },
    { type: "MacvlanLink", name: "low", args: { netns: ref("red"), parent: "eth1", name } },
    { type: "MacvlanLink", name: "beside", args: { parent: ref("low") } },
    { type: "MacvlanLink", name: "away", args: { parent: ref("low"), netns: ref("blue") } },
  ];
  const links = async (netns: string) =>
    (await host.run(`ip -n ${netns} -br link show type macvlan`)).stdout.trim().split("\n").map((line) => line.split(/[@ ]/)[0]).sort(); // prettier-ignore

  it("brings its connection and its namespace along, and a namespace of the link's own goes before", async () => {
    stack.resources = program();
    for (const run of [await stack.preview(), await stack.up()])
      assert.deepEqual([run.code, run.changes.create], [0, 6], run.stdout);
    assert.deepEqual([await links("red"), await links("blue")], [["beside", "low"], ["away"]]);
    assert.equal((await stack.up()).changes.same, 6, "a second up is silent");
  });

  it("takes the links on it along when it is replaced, and they come back in the same up", async () => {
    stack.resources = program("lower");
    for (const run of [await stack.preview(), await stack.up()])
      assert.deepEqual([run.code, run.changes.replace, run.changes.same], [0, 3, 3], run.stdout);
    assert.deepEqual([await links("red"), await links("blue")], [["beside", "lower"], ["away"]]);
    assert.equal((await stack.up()).changes.same, 6);
  });

  it("is refused if it is no link", async () => {
    stack.resources = [...program("lower"), { type: "MacvlanLink", name: "wrong", args: { parent: ref("red") } }];
    const { code, stdout } = await stack.preview();
    assert.match(stdout, /`parent` takes a name or one of .*MacvlanLink.*, not NetNamespace/);
    assert.notEqual(code, 0);
  });

  it("goes with them when the stack is destroyed", async () => {
    const { code, stdout, changes } = await stack.destroy();
    assert.deepEqual([code, changes.delete], [0, 6], stdout);
    assert.doesNotMatch((await host.run("ip netns list; ip -br link show type macvlan")).stdout, /red|blue|low/);
  });
});
