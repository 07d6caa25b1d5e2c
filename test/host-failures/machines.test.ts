import assert from "node:assert/strict";
import { faultProxy, type LabHost } from "../lab";
import { Ground, refused, resources, succeeds, up } from "../engine/owned";
import { Stack } from "../engine/stack";
import { forTest, labForSuite } from "../suite";

const ALL = 7;

describe("the machine behind a host, through the engine", () => {
  const lab = labForSuite();
  let host: LabHost;
  let ground: Ground;
  let stack: Stack;
  let pristine: string;
  forTest(async (use) => {
    host = await use(lab().host("web-1"));
    ground = new Ground(host);
    pristine = await dump();
    stack = await use(Stack.create({ resources: resources(host) }));
    await succeeds(stack.up());
  });
  afterEach(async () => {
    await succeeds(stack.destroy());
    assert.equal(await dump(), pristine);
  });
  /** A reboot gives the other end of the wire another number. */
  const dump = async () => (await ground.dump()).replace(/eth1@if\d+/g, "eth1");
  const says = (stdout: string, words: string) =>
    assert.equal(stdout.split("Diagnostics:")[1]?.split(words).length, 2, stdout);
  const facts = async () => (await host.run("cat /etc/machine-id /proc/sys/kernel/random/boot_id")).stdout.trim().split("\n"); // prettier-ignore
  const outputs = async () => {
    const all = await Promise.all(resources(host).map(({ name }) => stack.outputs(name)));
    return [...new Set(all.map(({ machineId, bootId }) => `${machineId} ${bootId}`))];
  };

  it("is told by every resource: which it is, and since when it runs", async () => {
    assert.deepEqual(await outputs(), [(await facts()).join(" ")]);
    await succeeds(stack.refresh("--expect-no-changes"));
  });

  it("was rebooted: all is gone, once it is said why, and the next up makes all again", async () => {
    await host.reboot();
    const run = await succeeds(stack.refresh());
    assert.equal(run.changes.delete, ALL);
    says(run.stdout, "web-1 was rebooted since: ");
    await up(stack, resources(host), { create: ALL });
    assert.deepEqual(await outputs(), [(await facts()).join(" ")]);
  });

  it("was rebuilt: all is gone, once it is said why, and an up that refreshes makes all again", async () => {
    const [was] = await facts();
    await host.run("rm /etc/machine-id");
    await host.reboot();
    const [is] = await facts();
    const run = await succeeds(stack.up("--refresh"));
    says(run.stdout, `web-1 is another machine now: its machine-id is ${is}, and was ${was}: `);
    assert.equal(run.changes.create, ALL);
    assert.deepEqual(await outputs(), [(await facts()).join(" ")]);
  });

  it("was rebuilt and has others' objects by our names: they are left alone, and it is said why", async () => {
    await host.run("rm /etc/machine-id");
    await host.reboot();
    await host.run("ip netns add red; ip link add link eth1 name tap0 mtu 1400 type macvtap");
    const changed = resources(host).map((one) => (one.name === "tap" ? { ...one, args: { ...one.args, mtu: 1300 } } : one)); // prettier-ignore
    stack.resources = changed.slice(4, 5);
    await refused(stack.up("--config", "netlink:preflight=off"), /MacvtapLink web-1:tap0 is left alone: something else has taken its place \(web-1 is another machine now/); // prettier-ignore
    await succeeds(stack.refresh());
    await host.run("ip netns del red; ip link del tap0");
  });

  it("has another address under its name: an update that asks nothing of it", async () => {
    const proxy = await faultProxy(host.connection.port);
    const moved = resources(host).map((one) => (one.args.connection ? { ...one, args: { ...one.args, connection: { ...host.connection, host: "localhost", port: proxy.port } } } : one)); // prettier-ignore
    await ground.unharmed(() => up(stack, moved, { update: ALL }));
    assert.ok(proxy.connections > 0);
    await up(stack, resources(host), { update: ALL });
    await proxy.close();
  });

  it("has another name: it is another host, all is deleted there and made here", async () => {
    const renamed = resources(host).map((one) => (one.args.connection ? { ...one, args: { ...one.args, connection: { ...host.connection, name: "web-2" } } } : one)); // prettier-ignore
    await up(stack, renamed, { replace: ALL });
    const { resources: all } = (await stack.export()).deployment;
    const ids = all.flatMap(({ id, type }) => (type.includes("netlink") ? [String(id)] : []));
    assert.ok(ids.length === ALL && ids.every((id) => id.startsWith("web-2:")), ids.join());
  });
});
