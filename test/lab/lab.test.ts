import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Lab, type HostKind, type LabHost } from ".";
import { must, tied } from "./process";

const facts = async (host: LabHost) =>
  (
    await host.run(
      "cat /etc/machine-id /proc/sys/kernel/random/boot_id; cat /persist/kept 2>&1; ip -br link show type macvlan | wc -l",
    )
  ).stdout.split("\n");
const ping = async (host: LabHost, to: string) => (await host.run(`ping -c 1 -W 2 ${to}`)).code === 0;
const refuses = (port: number) =>
  new Promise<boolean>((resolve) =>
    net.connect(port, "127.0.0.1", () => resolve(false)).on("error", () => resolve(true)),
  );

describe("the lab", () => {
  let lab: Lab;
  before(async () => void (lab = await Lab.open()));
  after(() => lab?.close());

  it("puts both kinds of host on one wire", async () => {
    const { a, b, c } = await lab.hosts({ a: {}, b: {}, c: { kind: "guest" } });
    for (const [i, host] of [a, b, c].entries()) await host.run(`ip addr add 10.9.0.${i + 1}/24 dev eth1`);
    assert.deepEqual(await Promise.all([ping(a, "10.9.0.2"), ping(b, "10.9.0.3"), ping(c, "10.9.0.1")]), [
      true,
      true,
      true,
    ]);
    assert.equal(await ping(a, "10.9.0.9"), false, "nobody else answers");
  });

  it("has guests whose kernel knows what the machine's may not", async () => {
    const guest = await lab.host("kernel", { kind: "guest" });
    for (const type of ["ipvlan mode l3", "ipvtap mode l3", "vlan id 5", "macvlan mode bridge"]) {
      const { code, stderr } = await guest.run(`ip link add link eth1 name it type ${type} && ip link del it`);
      assert.equal(code, 0, `${type}: ${stderr}`);
    }
  });

  for (const kind of ["namespace", "guest"] satisfies HostKind[])
    it(`reboots a ${kind} host as the same machine, without what is only in memory`, async () => {
      const host = await lab.host(`reboot-${kind}`, { kind });
      const { port } = host.connection;
      await host.run("echo kept >/persist/kept; sync; ip link add link eth1 name mv0 type macvlan mode bridge");
      const [machine, boot, kept, links] = await facts(host);
      assert.deepEqual([kept, links], ["kept", "1"]);
      await host.stop();
      assert.equal(await refuses(port), true, "off");
      await host.start();
      const after = await facts(host);
      assert.deepEqual([after[0], after[2], after[3], host.connection.port], [machine, "kept", "0", port]);
      assert.notEqual(after[1], boot);
    });

  for (const signal of ["SIGINT", "SIGKILL"] as const)
    it(`leaves nothing behind after ${signal}`, async () => {
      const folder = mkdtempSync(join(tmpdir(), "netlink-leave-"));
      const before = { links: must("ip", ["-o", "link"]), netns: must("ip", ["netns"]) };
      const script = join(folder, "lab.ts");
      writeFileSync(
        script,
        `import { Lab } from ${JSON.stringify(__dirname)};
        void Lab.open().then(async (lab) => { await lab.hosts({ a: {}, b: { kind: "guest" } }); console.log("READY"); setInterval(() => 0, 1000); });`,
      );
      const child = tied("node", ["--require", "tsx/cjs", script], {
        stdio: ["ignore", "pipe", "inherit"],
        env: { ...process.env, TMPDIR: folder },
      });
      for (let said = ""; !said.includes("READY");)
        said += String((await once(child.stdout as NodeJS.ReadableStream, "data"))[0]);
      const mine = () => must("sh", ["-c", `grep -lsz '^TMPDIR=${folder}$' /proc/[0-9]*/environ || true`]).trim();
      assert.notEqual(mine(), "", "there is something to leave behind");
      child.kill(signal);
      await once(child, "exit");
      await sleep(500);
      assert.equal(mine(), "", "no process");
      assert.deepEqual({ links: must("ip", ["-o", "link"]), netns: must("ip", ["netns"]) }, before);
      const left = readdirSync(folder).filter((name) => name.startsWith("netlink-lab"));
      if (signal === "SIGINT") assert.deepEqual(left, [], "no file");
      else
        assert.ok(
          left.every((name) => existsSync(join(folder, name, "owner"))),
          "files that the next lab sweeps away",
        );
      rmSync(folder, { recursive: true });
    });
});
