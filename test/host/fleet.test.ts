import assert from "node:assert/strict";
import type { LabHost } from "../lab";
import { ref } from "../engine/resource";
import { Stack } from "../engine/stack";
import { forSuite, labForSuite } from "../suite";

describe("several hosts in one program, through the engine", () => {
  const lab = labForSuite();
  let hosts: Record<"one" | "two", LabHost>;
  forSuite(async () => {
    hosts = await lab().hosts({ one: {}, two: {} });
  });
  const onEach = (order: readonly (keyof typeof hosts)[] = ["one", "two"], dialErrorLimit = 2) =>
    order.flatMap((name, i) => [
      {
        type: "NetNamespace",
        name: `${name}-red`,
        args: { connection: { ...hosts[name].connection, dialErrorLimit }, name: "red" },
      },
      { type: "MacvlanLink", name: `${name}-eth0`, args: { netns: ref(`${name}-red`), parent: "eth1", name: "eth0" } },
      { type: "Address", name: `${name}-ip`, args: { dev: ref(`${name}-eth0`), address: `192.168.2.${i + 1}/24` } },
    ]);

  it("makes both, and their children meet on the wire", async () => {
    const stack = await Stack.create({ resources: onEach() });
    try {
      await stack.preview();
      const { code, stdout } = await stack.up();
      assert.equal(code, 0, stdout);
      assert.deepEqual(
        [hosts.one.connections, hosts.two.connections],
        [2, 2],
        "one connection a host for the preview, one for the up",
      );
      const ping = await hosts.one.run("ip netns exec red ping -c 3 -i 0.3 -W 3 192.168.2.2");
      assert.equal(ping.code, 0, ping.stdout);
      const macs = await Promise.all(
        Object.keys(hosts).map(async (name) => (await stack.outputs(`${name}-eth0`)).macAddress),
      );
      assert.notEqual(macs[0], macs[1], "hosts derive different addresses");
      assert.equal((await stack.destroy()).code, 0);
    } finally {
      await stack.close();
    }
  });

  it("does the one while the other is down, says why, and the next up makes the rest", async () => {
    const stack = await Stack.create({ resources: onEach() });
    try {
      await hosts.two.stop();
      const failed = await stack.up("--continue-on-error");
      assert.notEqual(failed.code, 0);
      assert.match(
        failed.stdout,
        /two: cannot log in as root: connect ECONNREFUSED 127\.0\.0\.1:\d+ \(tried 2 times\)/,
      );
      assert.equal((await hosts.one.run("ip -n red addr show dev eth0 | grep -c 192.168.2.1/24")).stdout.trim(), "1");

      await hosts.two.start();
      const mended = await stack.up();
      assert.equal(mended.code, 0, mended.stdout);
      assert.equal(mended.changes.create, 3);
      assert.equal((await hosts.one.run("ip netns exec red ping -c 3 -i 0.3 -W 3 192.168.2.2")).code, 0);
      assert.equal((await stack.destroy()).code, 0);
      for (const host of Object.values(hosts)) assert.equal((await host.run("ip netns list")).stdout, "");
    } finally {
      await stack.close();
    }
  });

  it("does the others although the first that is declared fails at once", async () => {
    const stack = await Stack.create({ resources: onEach(["two", "one"], 1) });
    try {
      await hosts.two.stop();
      assert.notEqual((await stack.up("--continue-on-error")).code, 0);
      assert.equal((await hosts.one.run("ip -n red addr show dev eth0 | grep -c 192.168.2.2/24")).stdout.trim(), "1");
      await hosts.two.start();
      assert.equal((await stack.up()).changes.create, 3);
      assert.equal((await stack.destroy()).code, 0);
    } finally {
      await stack.close();
    }
  });
});
