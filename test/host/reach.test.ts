import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { LabHost } from "../lab";
import { tellTurns } from "../lab/turns";
import { refused, succeeds, up } from "../engine/owned";
import type { Resource } from "../engine/resource";
import { Stack } from "../engine/stack";
import { forSuite, forTest, labForSuite } from "../suite";

const PASSPHRASE = "passphrase-of-the-key";

/** Collects the command lines of all processes of this machine, time and again until the returned function is called. */
function commandLines(): () => Promise<string> {
  let [running, seen] = [true, ""];
  const look = async () => {
    for (; running; await sleep(20))
      for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name)))
        try {
          seen += readFileSync(`/proc/${pid}/cmdline`, "utf8");
        } catch {
          // It has ended.
        }
    return seen;
  };
  const done = look();
  return () => {
    running = false;
    return done;
  };
}

describe("how hosts are reached, through the engine", () => {
  const lab = labForSuite();
  let host: LabHost;
  let stack: Stack;
  let home: string;
  forSuite(async () => {
    host = await lab().host("web-1");
    await host.run("printf 'ops ALL=(ALL) ALL\\n' >/etc/sudoers; echo 'auth required pam_unix.so' >/etc/pam.d/sudo");
  });
  forTest(async (use) => {
    home = mkdtempSync(join(tmpdir(), "netlink-home-"));
    mkdirSync(join(home, ".ssh"));
    stack = await use(Stack.create({ resources: [], env: { HOME: home, SSH_AUTH_SOCK: "" } }));
  });
  afterEach(async () => {
    await succeeds(stack.destroy());
    assert.equal((await host.run("ip netns list")).stdout, "");
    rmSync(home, { recursive: true });
  });
  const red = (connection: unknown, more: object = {}): readonly Resource[] => [
    { type: "NetNamespace", name: "red", args: { connection, ...more } },
  ];
  const config = (...lines: string[]) => writeFileSync(join(home, ".ssh", "config"), `${lines.join("\n")}\n`);
  const known = () => {
    const { port, hostKey } = host.connection;
    writeFileSync(join(home, ".ssh", "known_hosts"), `[127.0.0.1]:${port} ${hostKey}\n`);
  };
  const ids = async () => (await stack.export()).deployment.resources.flatMap(({ id, type }) => (type.includes("netlink") ? [id] : [])); // prettier-ignore

  it("by argument, else by stack configuration, else by ~/.ssh/config, else as is usual", async () => {
    const { port, privateKeyPath, hostKey } = host.connection;
    const at = { host: "127.0.0.1", hostKey, dialErrorLimit: 1 };
    config("Host 127.0.0.1", "  User nobody");
    copyFileSync(privateKeyPath, join(home, ".ssh", "id_ed25519"));
    stack.resources = red({ ...at, port });
    await refused(stack.up(), /cannot log in as nobody: it refuses .*id_ed25519/);
    await stack.config({ "netlink:user": "root" });
    await up(stack, red({ ...at, port }), { create: 1 });
    stack.resources = red({ ...at, port, user: "someone" });
    await refused(stack.up(), /cannot log in as someone/);
    await up(stack, red({ ...at, name: "web-1", port }), { replace: 1 });
    await stack.config({ "netlink:port": String(port), "netlink:user": "ops", "netlink:become": "sudo", "netlink:hostKeyChecking": "off" }); // prettier-ignore
    await stack.config({ "netlink:becomePassword": lab().password }, "--secret");
    await up(stack, red({ ...at, name: "web-1", hostKey: undefined }), { update: 1 });
    assert.deepEqual(await ids(), ["web-1:red"]);
    const { connection } = (await stack.outputs("red")) as { connection: object };
    assert.deepEqual(Object.keys(connection).sort(), ["become", "becomePassword", "dialErrorLimit", "host", "hostKeyChecking", "name", "port", "user"]); // prettier-ignore
    assert.ok(
      !JSON.stringify(await stack.export()).includes(lab().password),
      "a password in the configuration is secret",
    );
    await stack.config({ "netlink:port": "many" });
    await refused(stack.up(), /netlink:port.*number/i);
    await stack.config({ "netlink:port": String(port) });
  });

  it("by the name of a host, whose credentials are in no state and change no resource", async () => {
    const { port, privateKeyPath } = host.connection;
    const named = ["Host web-1", "  HostName 127.0.0.1", `  Port ${port}`, "  IdentityFile ~/.ssh/lab"];
    const key = join(home, ".ssh", "lab");
    config(...named);
    known();
    copyFileSync(privateKeyPath, key);
    await up(stack, red("web-1"), { create: 1 });
    assert.deepEqual((await stack.outputs("red")).connection, "web-1");
    const byPath = red({ host: "127.0.0.1", port, name: "web-1", privateKeyPath: "~/.ssh/lab" });
    await up(stack, byPath, { update: 1 });
    rmSync(key);
    assert.equal(spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]).status, 0);
    await host.run("cat >/root/.ssh/authorized_keys", readFileSync(`${key}.pub`, "utf8"));
    for (const way of [byPath, red("web-1")]) {
      const { changes } = await up(stack, way, way === byPath ? {} : { update: 1 });
      assert.equal(changes.same, way === byPath ? 2 : 1);
      await succeeds(stack.refresh("--expect-no-changes"));
    }
    const state = JSON.stringify(await stack.export());
    assert.ok(!state.includes("PRIVATE KEY") && !state.includes("ciphertext"), "nothing of it is secret");
    await stack.config({ "netlink:user": "root" });
    await up(stack, red("web-1"), { update: 1 });
    assert.deepEqual(await ids(), ["web-1:red"], "it is the same host");
    await succeeds(stack.destroy());
    const keys = readFileSync(`${privateKeyPath}.pub`, "utf8");
    await host.run("cat >/root/.ssh/authorized_keys", keys);
  });

  it("over a jump host, from stack configuration as well", async () => {
    const { port, privateKeyPath, hostKey } = host.connection;
    await host.run("/usr/sbin/sshd -p 2222");
    const proxy = { host: "127.0.0.1", port, user: "ops", hostKey, password: lab().password };
    const inner = { host: "127.0.0.1", port: 2222, name: "inner", hostKey, privateKeyPath };
    await up(stack, red({ ...inner, proxy }), { create: 1 });
    assert.ok(!JSON.stringify(await stack.export()).includes(lab().password), "a jump host's password is secret");
    const { password, ...plain } = proxy;
    for (const [field, value] of Object.entries(plain)) await stack.config({ [`netlink:proxy.${field}`]: String(value) }); // prettier-ignore
    await stack.config({ "netlink:proxy.password": password }, "--secret");
    await up(stack, red(inner), {});
    assert.ok(!JSON.stringify(await stack.export()).includes(lab().password));
  });

  it("so many at once as the environment says", async () => {
    const other = await lab().host("web-2");
    assert.equal((await other.run(tellTurns(1))).code, 0);
    const names = ["a", "b", "c", "d"];
    const resources = names.map((name) => ({ type: "NetNamespace", name, args: { connection: { ...other.connection, name } } })); // prettier-ignore
    for (const [limit, turns] of [
      ["some", /^$/],
      ["1", /^(\+-)+$/],
      ["4", /\+\+/],
    ] as const) {
      await other.run(": >/run/turns");
      const limited = await Stack.create({ resources, env: { PULUMI_NETLINK_HOSTS_AT_ONCE: limit } });
      const run = limited.up();
      await (limit === "some" ? refused(run, /PULUMI_NETLINK_HOSTS_AT_ONCE must be a number of hosts/) : succeeds(run));
      assert.match((await other.run("cat /run/turns")).stdout, turns);
      await succeeds(limited.destroy());
      await limited.close();
    }
    await other.stop();
  });

  it("with secrets that nobody gets to see", async () => {
    const { port, hostKey, privateKeyPath } = host.connection;
    const key = join(home, "sealed");
    copyFileSync(privateKeyPath, key);
    assert.equal(spawnSync("ssh-keygen", ["-p", "-q", "-P", "", "-N", PASSPHRASE, "-f", key]).status, 0);
    const sealed = readFileSync(key, "utf8");
    rmSync(key);
    const at = { host: "127.0.0.1", port, hostKey, name: "web-1" };
    const plain = { ...at, user: "ops", become: "sudo", becomePassword: lab().password, privateKey: { $secret: sealed }, privateKeyPassword: PASSPHRASE }; // prettier-ignore
    const line = (text: string) => text.split("\n")[2] ?? "";
    const secrets = [lab().password, PASSPHRASE, line(sealed), line(lab().privateKey)];
    assert.ok(secrets.every((secret) => secret.length > 10));
    const ends = commandLines();
    const runs = [await up(stack, red(plain), { create: 1 })];
    const other = red({ ...at, privateKey: lab().privateKey });
    stack.resources = other;
    runs.push(
      await stack.preview({ diff: true }),
      await up(stack, other, { update: 1 }),
      await stack.refresh("--diff"),
    );
    stack.resources = red({ ...at, privateKey: lab().privateKey.replace("OPENSSH", "OPENSHH"), privateKeyPassword: PASSPHRASE }, { loopback: false }); // prettier-ignore
    runs.push(await stack.up());
    assert.notEqual(runs.at(-1)?.code, 0);
    assert.match(String(runs.at(-1)?.stdout), /the private key cannot be used/);
    stack.resources = red({ ...at, user: "ops", privateKey: lab().privateKey, become: "sudo", becomePassword: `${lab().password}!` }, { loopback: false }); // prettier-ignore
    runs.push(await stack.up());
    assert.match(String(runs.at(-1)?.stdout), /`becomePassword` is not what sudo asks for/);
    const said = runs.map(({ stdout, stderr }) => stdout + stderr).join();
    const all = {
      state: JSON.stringify(await stack.export()),
      said,
      lines: await ends(),
      files: spawnSync("grep", ["-raohF", ...secrets.flatMap((secret) => ["-e", secret]), "--exclude=resources.json", stack.folder, home], { encoding: "utf8" }).stdout, // prettier-ignore
      host: (await host.run(`grep -raohF ${secrets.map((secret) => `-e '${secret}'`).join(" ")} /run /tmp /var /home /root /etc`)).stdout, // prettier-ignore
    };
    for (const [where, text] of Object.entries(all))
      for (const secret of secrets) assert.ok(!text.includes(secret), `${where} has ${secret.slice(0, 12)}…`);
    assert.ok(all.lines.includes("pulumi-resource-pulumi-nodejs"), "the right processes were seen");
  });
});
