import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Lab } from "./lab";

const ROOT = resolve(__dirname, "..");

function demo(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  stopAt?: RegExp,
): Promise<{ code: number | null; said: string }> {
  const child = spawn("node", ["--require", "tsx/cjs", "demo/demo.ts", ...args], {
    cwd: ROOT,
    env: { ...process.env, NODE_OPTIONS: `--require ${join(__dirname, "engine/later.cjs")}`, ...env },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (data) => {
      said += data;
      if (stopAt?.test(said)) child.kill("SIGINT");
    });
  return new Promise((done) => child.on("close", (code) => done({ code, said })));
}

describe("the demo", () => {
  it("shows every step on hosts of its own", async () => {
    const { code, said } = await demo([]);
    assert.equal(code, 0, said);
    assert.match(said, /\n24 passed, 0 failed\n$/);
    assert.match(said, /^ {15}netlink-red → 192\.168\.2\.1: time=/m);
    assert.match(said, /^ {15}netlink-net1 → 192\.168\.26\.10: time=/m);
    assert.match(said, /~ mtu|\+ mtu +: 1400/);
  });

  it("does the same on a host of the user's, and refuses to begin if its names exist", async () => {
    const lab = await Lab.open();
    const home = mkdtempSync(join(tmpdir(), "netlink-home-"));
    try {
      const host = await lab.host("mine", { kind: "guest" });
      const { port, hostKey, privateKeyPath } = host.connection;
      mkdirSync(join(home, ".ssh"));
      copyFileSync(privateKeyPath, join(home, ".ssh", "id_ed25519"));
      writeFileSync(join(home, ".ssh", "known_hosts"), `[127.0.0.1]:${port} ${hostKey}\n`);
      const env = { HOME: home, XDG_CACHE_HOME: resolve(privateKeyPath, "../../../.."), SSH_AUTH_SOCK: "" };
      const own = ["--connection", `root@127.0.0.1:${port}`, "--parent", "eth1"];
      // The first act whole, and half of the second.
      const stopped = await demo(own, env, /(?:a second up changes nothing[^]*){2}/);
      assert.equal(stopped.code, 1, stopped.said);
      assert.match(stopped.said, /netlink-red → 198\.18\.2\.3: time=/);
      assert.equal(stopped.said.match(/^ok .* destroy$/gm)?.length, 2, stopped.said);
      assert.match(stopped.said, /the host is as it was/);
      assert.deepEqual(stopped.said.match(/^FAIL.*/gm), null);
      assert.equal((await host.run("ip netns list")).stdout, "", "Ctrl-C takes away what was made");

      await host.run("ip netns add netlink-blue");
      const refused = await demo(own, env);
      assert.equal(refused.code, 1, refused.said);
      assert.match(refused.said, /has a namespace netlink-blue already; the demo does not begin/);
      assert.equal((await host.run("ip netns list")).stdout, "netlink-blue\n");
    } finally {
      await lab.close();
      rmSync(home, { recursive: true });
    }
  });
});
