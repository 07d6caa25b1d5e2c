import assert from "node:assert/strict";
import * as netlink from "../../provider";
import type { LabHost } from "../lab";
import { ref } from "../engine/resource";
import { Stack } from "../engine/stack";
import { forSuite, labForSuite } from "../suite";

describe("what a state keeps", () => {
  const lab = labForSuite();
  let host: LabHost;
  let stack: Stack;
  forSuite(async (use) => {
    host = await lab().host("web-1");
    const { privateKeyPath, ...rest } = host.connection;
    assert.ok(privateKeyPath);
    const connection = { ...rest, privateKey: { $secret: lab().privateKey } };
    stack = await use(
      Stack.create({
        program: "test/engine/program",
        resources: [
          { type: "NetNamespace", name: "red", args: { connection } },
          { type: "MacvlanLink", name: "eth0", args: { netns: ref("red"), parent: "eth1" } },
          { type: "Address", name: "ip", args: { dev: ref("eth0"), address: "192.168.2.2/24" } },
          { type: "Route", name: "way", args: { dev: ref("eth0"), via: "192.168.2.1" } },
        ],
      }),
    );
    const { code, stdout } = await stack.up();
    assert.equal(code, 0, stdout);
  });
  it("is one line a resource that requires the installed package by name", async () => {
    const resources = (await stack.export()).deployment.resources.filter(({ inputs }) => inputs?.__provider);
    assert.equal(resources.length, 4);
    for (const { type, inputs, outputs } of resources) {
      const kind = type.split(":").at(-1);
      assert.equal(type, `pulumi-nodejs:dynamic/netlink:${kind}`);
      assert.equal(type, netlink[kind as "Route"].__pulumiType);
      assert.equal(inputs.__provider, `exports.handler=()=>require("pulumi-netlink/provider").${kind}`);
      assert.equal(outputs.__provider, inputs.__provider);
      assert.ok(String(inputs.__provider).length < 100);
    }
  });

  it("is at most 900 bytes a resource beside its inputs and outputs, and where in the program it was made", async () => {
    const { resources } = (await stack.export()).deployment as { resources: Record<string, unknown>[] };
    const sizes = resources.flatMap((resource) => {
      // The engine itself keeps each resource's place in the program, as long as its paths are: it is not counted.
      const ours = Object.entries(resource).filter(
        ([key]) => !/^(inputs|outputs|sourcePosition|stackTrace)$/.test(key),
      );
      return "inputs" in resource && "deletedWith" in resource ? JSON.stringify(Object.fromEntries(ours)).length : [];
    });
    console.log(`      ${sizes.join(", ")} bytes`);
    assert.ok(sizes.length === 3 && Math.max(...sizes) <= 900, sizes.join());
  });

  it("says where in the program each was made, and no more of it", async () => {
    const { resources } = (await stack.export()).deployment as { resources: Record<string, unknown>[] };
    const ours = resources.filter(({ type }) => /netlink/.test(String(type)));
    assert.equal(ours.length, 4);
    for (const { sourcePosition, stackTrace } of ours) {
      assert.match(String(sourcePosition), /^project:\/\/\/declare\.js#\d+,\d+$/);
      assert.deepEqual(stackTrace, [{ sourcePosition }]);
    }
  });

  it("names resources so that a person knows them", async () => {
    const { resources } = (await stack.export()).deployment;
    const ids = resources.flatMap(({ id, type }) => (type.includes("netlink") ? [id] : []));
    assert.deepEqual(ids.sort(), ["web-1:red", "web-1:red/default", "web-1:red/eth0", "web-1:red/eth0/192.168.2.2/24"]);
  });

  it("has what the host says, and what goes with what", async () => {
    const { ifindex, mtu, macAddress } = await stack.outputs("eth0");
    const [link] = JSON.parse((await host.run("ip -n red -j link show dev eth0")).stdout) as {
      ifindex: number;
      mtu: number;
      address: string;
    }[];
    assert.deepEqual([ifindex, mtu, macAddress], [link?.ifindex, link?.mtu, link?.address]);
    const { resources } = (await stack.export()).deployment as { resources: { urn: string; deletedWith?: string }[] };
    const holder = (name: string) =>
      resources
        .find(({ urn }) => urn.endsWith(`::${name}`))
        ?.deletedWith?.split("::")
        .at(-1);
    assert.deepEqual(["eth0", "ip", "way"].map(holder), ["red", "eth0", "eth0"]);
  });

  it("never holds a private key in clear, even if nobody called it secret", async () => {
    const [, line = ""] = lab().privateKey.split("\n");
    assert.ok(line.length > 40);
    assert.ok(!JSON.stringify(await stack.export()).includes(line));
    const open = await Stack.create({
      resources: [
        {
          type: "NetNamespace",
          name: "blue",
          args: { connection: { ...host.connection, privateKeyPath: undefined, privateKey: lab().privateKey } },
        },
      ],
    });
    const { code, stdout, stderr } = await open.up();
    assert.equal(code, 0, stdout);
    assert.ok(!JSON.stringify(await open.export()).includes(line.slice(0, 40)));
    assert.ok(!(stdout + stderr).includes(line.slice(0, 40)));
    assert.equal((await open.destroy()).code, 0, "a key that the state keeps encrypted still logs in");
    await open.close();
  });

  it("is enough for a destroy without the program", async () => {
    stack.resources = [];
    const { code, stdout } = await stack.destroy();
    assert.equal(code, 0, stdout);
    assert.equal((await host.run("ip netns list")).stdout, "");
  });
});
