import assert from "node:assert/strict";
import type { LabHost } from "../lab";
import { network } from "../lab/network";
import { ref, type Resource } from "../engine/resource";
import { Stack } from "../engine/stack";
import { forSuite, labForSuite } from "../suite";

describe("what is there already and stays its own, through the engine", () => {
  const lab = labForSuite();
  let host: LabHost;
  let stack: Stack;
  forSuite(async (use) => {
    host = await lab().host("web-1");
    await host.run("ip netns add red; ip link add link eth1 name mv0 netns red address 02:00:00:00:00:07 type macvlan mode vepa; ip -n red link set mv0 addrgenmode none; ip -n red link set mv0 up; ip -n red addr add 192.168.2.2/24 dev mv0"); // prettier-ignore
    stack = await use(Stack.create({ resources: [] }));
  });
  const got = (type: string, name: string, id: string, args: object): Resource => ({ type, name, id, args: { connection: host.connection, ...args } }); // prettier-ignore

  it("is read by `get`, followed by refresh, and neither changed nor deleted", async () => {
    stack.resources = [
      got("NetNamespace", "netns", "web-1:red", {}),
      got("MacvlanLink", "link", "web-1:red/mv0", {}),
      got("Address", "ip", "web-1:red/mv0/192.168.2.2/24", { netns: "red", dev: "mv0", address: "192.168.2.2/24" }),
      { type: "Address", name: "own", args: { dev: ref("link"), address: "192.168.2.3/24" } },
    ];
    const dump = () => network((command) => host.run(command));
    const before = await dump();
    for (const run of [await stack.preview(), await stack.up(), await stack.up()])
      assert.equal(run.code, 0, run.stdout);
    const { mode, parent, macAddress, up, ifindex, mark } = await stack.outputs("link");
    assert.deepEqual([mode, parent, macAddress, up, mark], ["vepa", "eth1", "02:00:00:00:00:07", true, undefined]);
    assert.ok(Number(ifindex) > 0);
    assert.match((await host.run("ip -n red addr show dev mv0")).stdout, /192\.168\.2\.3\/24/);
    await host.run("ip -n red link set mv0 type macvlan mode bridge");
    const refreshed = await stack.refresh();
    assert.deepEqual([refreshed.code, refreshed.changes.delete ?? 0], [0, 0], refreshed.stdout);
    assert.equal((await stack.outputs("link")).mode, "bridge");
    await host.run("ip -n red link set mv0 type macvlan mode vepa");
    assert.equal((await stack.destroy()).code, 0);
    assert.equal(await dump(), before);
  });

  it("says what is not there, and what is wrong with the arguments", async () => {
    stack.resources = [got("MacvlanLink", "link", "web-1:red/mv7", {})];
    assert.match((await stack.up()).stdout, /there is no MacvlanLink web-1:red\/mv7/);
    stack.resources = [got("Address", "ip", "web-1:mv0/192.168.2.2/24", { dev: "mv0", address: "192.168.2.2" })];
    assert.match((await stack.up()).stdout, /address: must be an address with its prefix length/);
  });
});
