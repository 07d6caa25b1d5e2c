import { typed } from "../typed";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Host } from "../../provider/host/host";
import type { Connection, Endpoint } from "../../provider/connection";
import { faultProxy, type LabHost } from "../lab";
import { tied } from "../lab/process";
import { LINKS } from "../../provider/ip/read";
import { forSuite, labForSuite } from "../suite";

const NEEDS = new Map([["", new Set([LINKS])]]);

describe("logging in to a real sshd", () => {
  const before_ = { HOME: process.env.HOME, SSH_AUTH_SOCK: process.env.SSH_AUTH_SOCK };
  const lab = labForSuite();
  let host: LabHost;
  let home: string;
  forSuite(async () => {
    host = await lab().host("web-1");
  });
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "netlink-home-"));
    mkdirSync(join(home, ".ssh"));
    Object.assign(process.env, { HOME: home, SSH_AUTH_SOCK: "" });
  });
  afterEach(() => {
    Object.assign(process.env, before_);
    if (before_.SSH_AUTH_SOCK === undefined) delete process.env.SSH_AUTH_SOCK;
    rmSync(home, { recursive: true });
  });

  /** The address and the key of the host, without a way to log in. */
  const bare = (): Endpoint => {
    const { host: address, port, hostKey } = host.connection;
    return { host: address, port, hostKey, name: "web-1", dialErrorLimit: 1 };
  };
  const links = async (connection: Connection) => {
    const machine = new Host(connection);
    try {
      return (await machine.read(NEEDS)).snapshot.netns[""]?.links?.map(({ ifname }) => ifname);
    } finally {
      await machine.close();
    }
  };
  const works = async (connection: Connection) => assert.deepEqual((await links(connection))?.sort(), ["eth1", "lo"]);
  const fails = (connection: Connection, message: RegExp) => assert.rejects(links(connection), message);
  const known = (...lines: string[]) => writeFileSync(join(home, ".ssh", "known_hosts"), `${lines.join("\n")}\n`);
  const unkeyed = (): Endpoint => ({ ...bare(), hostKey: undefined, privateKey: lab().privateKey });
  /** A folder with a new key of a type. */
  const keyOf = async (type: string) => {
    const folder = mkdtempSync(join(home, type));
    assert.equal(spawnSync("ssh-keygen", ["-q", "-t", type, "-N", "", "-f", join(folder, "key")]).status, 0);
    return folder;
  };
  const label = () => `[127.0.0.1]:${host.connection.port}`;

  it("with the text of a key", () => works({ ...bare(), privateKey: lab().privateKey }));
  it("with the path of a key", () => works({ ...bare(), privateKeyPath: host.connection.privateKeyPath }));
  it("with a path below the home directory", () => {
    copyFileSync(host.connection.privateKeyPath, join(home, ".ssh", "other"));
    return works({ ...bare(), privateKeyPath: "~/.ssh/other" });
  });
  it("with the usual key file, if nothing is given", () => {
    copyFileSync(host.connection.privateKeyPath, join(home, ".ssh", "id_ed25519"));
    return works(bare());
  });
  it("with an encrypted key and its passphrase, and not without", async () => {
    const file = join(home, "encrypted");
    copyFileSync(host.connection.privateKeyPath, file);
    spawnSync("chmod", ["600", file]);
    assert.equal(spawnSync("ssh-keygen", ["-p", "-q", "-P", "", "-N", "open sesame", "-f", file]).status, 0);
    await works({ ...bare(), privateKeyPath: file, privateKeyPassword: "open sesame" });
    await fails(
      { ...bare(), privateKeyPath: file, dialErrorLimit: 9 },
      /web-1: the login cannot be put together: .*passphrase/,
    );
  });
  /** Starts an agent with keys, in this order. */
  const agentWith = (socket: string, ...keys: readonly string[]) => {
    const agent = tied("ssh-agent", ["-D", "-a", socket], { stdio: "ignore" });
    for (let i = 0; i < 100 && spawnSync("test", ["-S", socket]).status !== 0; i++) spawnSync("sleep", ["0.02"]);
    const added = spawnSync("ssh-add", ["-q", ...keys], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
    assert.equal(added.status, 0);
    return agent;
  };
  it("with an agent", async () => {
    const socket = join(home, "agent");
    const agent = agentWith(socket, host.connection.privateKeyPath);
    await works({ ...bare(), agentSocketPath: socket });
    process.env.SSH_AUTH_SOCK = socket;
    await works(bare());
    const machine = new Host({ ...bare(), agentSocketPath: socket });
    await machine.read(NEEDS);
    assert.equal((await host.run("ls -d /tmp/ssh-* /root/.ssh/agent 2>/dev/null")).stdout, "", "it is not forwarded");
    await machine.close();
    agent.kill("SIGKILL");
  });
  it("with a key file if the agent is no longer there, and says so if there is no other way", async () => {
    const socket = join(home, "gone");
    process.env.SSH_AUTH_SOCK = socket;
    await fails({ ...bare(), dialErrorLimit: 9 }, /it refuses the agent \(not tried: Failed to connect to agent\)$/);
    copyFileSync(host.connection.privateKeyPath, join(home, ".ssh", "id_ed25519"));
    await works(bare());
    await fails({ ...bare(), agentSocketPath: socket }, /it refuses the agent \(not tried: /);
    await works({ ...bare(), agentSocketPath: socket, user: "ops", password: lab().password });
  });
  it("says that the agent does not sign, as when nobody is there to confirm it, and does not ask it again", async () => {
    const agent = agentWith(join(home, "agent"), "-c", host.connection.privateKeyPath);
    await fails(
      { ...bare(), agentSocketPath: join(home, "agent"), dialErrorLimit: 9 },
      /the agent does not sign: [^()]+$/,
    );
    agent.kill("SIGKILL");
  });
  it("with the right one of an agent's many keys, if ~/.ssh/config names it", async () => {
    const { privateKeyPath } = host.connection;
    const others = await Promise.all(Array.from({ length: 7 }, async () => join(await keyOf("ed25519"), "key")));
    const socket = join(home, "agent");
    const agent = agentWith(socket, ...others, privateKeyPath);
    const config = (...lines: string[]) => writeFileSync(join(home, ".ssh", "config"), `${["Host *", ...lines].join("\n  ")}\n`); // prettier-ignore
    process.env.SSH_AUTH_SOCK = socket;
    const few = /it refuses the agent; it takes no more tries: give `privateKeyPath`, or `IdentityFile`[^()]*$/;
    await fails({ ...bare(), dialErrorLimit: 9 }, few);
    await fails({ ...bare(), agentSocketPath: socket, dialErrorLimit: 9 }, few);
    // The agent has the key, and only the public half is here.
    copyFileSync(`${privateKeyPath}.pub`, join(home, ".ssh", "lab.pub"));
    config("IdentityFile ~/.ssh/lab");
    await works(bare());
    config("IdentityFile ~/.ssh/lab.pub", "IdentitiesOnly yes");
    await works(bare());
    config(`IdentityFile ${others[0]}.pub`, "IdentitiesOnly yes");
    await fails({ ...bare(), dialErrorLimit: 9 }, /it refuses .*\.pub \(not tried: it is a public key\), the agent$/);
    agent.kill("SIGKILL");
  });
  it("with the one key that an agent alone has, after those that files have too, each of which is brought once", async () => {
    const others = await Promise.all(Array.from({ length: 4 }, async () => join(await keyOf("ed25519"), "key")));
    const socket = join(home, "agent");
    const agent = agentWith(socket, ...others, host.connection.privateKeyPath);
    process.env.SSH_AUTH_SOCK = socket;
    const files = others.map((file) => `  IdentityFile ${file}\n`).join("");
    writeFileSync(join(home, ".ssh", "config"), `Host *\n${files}Match final all\n${files}`);
    await works(bare());
    agent.kill("SIGKILL");
  });
  it("with a key file if the agent never answers", async () => {
    const socket = join(home, "silent");
    const silent = createServer().listen(socket);
    await once(silent, "listening");
    process.env.SSH_AUTH_SOCK = socket;
    await fails({ ...bare(), perDialTimeout: 2 }, /it refuses the agent \(not tried: it does not answer\)$/);
    copyFileSync(host.connection.privateKeyPath, join(home, ".ssh", "id_ed25519"));
    await works({ ...bare(), perDialTimeout: 2 });
    silent.close();
  });
  it("with a password, and sudo for the rest", async () => {
    const ops: Endpoint = { ...bare(), user: "ops", password: lab().password };
    await works({ ...ops, become: "sudo" });
    await works(ops);
    const machine = new Host(ops);
    const { refusal } = await machine.apply([typed("link", "set", "dev", "eth1", "down")], NEEDS);
    assert.match(refusal?.words ?? "", /Operation not permitted/);
    await machine.close();
  });
  it("by a name in ~/.ssh/config", async () => {
    const { port, privateKeyPath } = host.connection;
    writeFileSync(
      join(home, ".ssh", "config"),
      `Host web-*\n  HostName 127.0.0.1\n  Port ${port}\n  User root\n  IdentityFile ${privateKeyPath}\n`,
    );
    known(`${label()} ${host.connection.hostKey}`);
    await works("web-1");
    known(`the-web ${host.connection.hostKey}`);
    await fails("web-1", /key is not known/);
    appendFileSync(join(home, ".ssh", "config"), "  HostKeyAlias the-web\n");
    await works("web-1");
    renameSync(join(home, ".ssh", "known_hosts"), join(home, "elsewhere"));
    appendFileSync(join(home, ".ssh", "config"), `  UserKnownHostsFile ${join(home, "elsewhere")}\n`);
    await works({ host: "web-1" });
  });
  it("as long as ~/.ssh/config says, also in a Match", async () => {
    const { privateKeyPath, hostKey } = host.connection;
    const proxy = await faultProxy(host.connection.port);
    const lines = ["Match originalhost web-* user ops", `  Port ${proxy.port}`, "Match host 127.0.0.1", "  ConnectTimeout 5", "  ServerAliveInterval 1", "  ServerAliveCountMax 2"]; // prettier-ignore
    writeFileSync(join(home, ".ssh", "config"), `Host web-1\n  HostName 127.0.0.1\n  User ops\n  IdentityFile ${privateKeyPath}\n${lines.join("\n")}\n`); // prettier-ignore
    known(`[127.0.0.1]:${proxy.port} ${hostKey}`);
    const machine = new Host({ host: "web-1", dialErrorLimit: 1 });
    await machine.read(NEEDS);
    assert.equal(proxy.connections, 1);
    proxy.mode = "hang";
    for (const said of [
      /the connection broke: keepalive/i,
      /cannot log in as ops: Timed out while waiting for handshake/,
    ]) {
      const start = Date.now();
      await assert.rejects(machine.read(NEEDS), said);
      // By default it would be 9 and 15 seconds.
      assert.ok(Date.now() - start < 8500, `${Date.now() - start} ms`);
    }
    await machine.close();
    await proxy.close();
  });

  it("refuses a wrong password at once, and does not repeat it", () =>
    fails(
      { ...bare(), user: "ops", password: "s3cret", dialErrorLimit: 9 },
      /^HostError: web-1: cannot log in as ops: (?!.*s3cret)it refuses the password$/,
    ));
  it("names what was tried, if no key is right", async () => {
    const other = join(home, ".ssh", "id_ed25519");
    assert.equal(spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", other]).status, 0);
    await fails({ ...bare(), dialErrorLimit: 9 }, new RegExp(`cannot log in as root: it refuses ${other}$`));
    rmSync(other);
    await fails(
      { ...bare(), dialErrorLimit: 9 },
      /it refuses who brings no key, and there is no agent and no key file$/,
    );
  });
  it("refuses a host whose key nobody knows", () => fails(unkeyed(), /ssh-ed25519 key is not known/));
  it("refuses a host with another key than the known one", async () => {
    const other = `ssh-ed25519 ${Buffer.concat([Buffer.from([0, 0, 0, 11]), Buffer.from("ssh-ed25519"), Buffer.from([0, 0, 0, 32]), Buffer.alloc(32, 7)]).toString("base64")}`;
    await fails({ ...unkeyed(), hostKey: other }, /shows another ssh-ed25519 key/);
    known(`${label()} ${other}`);
    await fails(unkeyed(), /shows another ssh-ed25519 key/);
    await fails({ ...unkeyed(), hostKeyChecking: "accept-new" }, /shows another ssh-ed25519 key/);
  });
  it("refuses a revoked key, even if it is also a known one", async () => {
    known(`@revoked * ${host.connection.hostKey}`);
    await fails(unkeyed(), /revoked/);
    known(`${label()} ${host.connection.hostKey}`, `@revoked * ${host.connection.hostKey}`);
    await fails({ ...unkeyed(), hostKeyChecking: "off" }, /revoked/);
    await fails({ ...bare(), privateKey: lab().privateKey }, /revoked/);
  });
  it("refuses a host that signs with SHA-1 only, unless ~/.ssh/config allows it", async () => {
    const key = readFileSync(join(await keyOf("rsa"), "key"), "utf8");
    const config = "/etc/ssh/sshd_config";
    const lines = ["HostKey /etc/ssh/old_rsa_key", "HostKeyAlgorithms ssh-rsa"].join("\\n");
    await host.run(`cp ${config} /run/kept; cat >/etc/ssh/old_rsa_key; chmod 600 /etc/ssh/old_rsa_key; sed -i "/^HostKey/d" ${config}; printf '${lines}\\n' >>${config}`, key); // prettier-ignore
    try {
      const old: Endpoint = { ...unkeyed(), hostKeyChecking: "off" };
      await fails(old, /it signs with SHA-1 \(ssh-rsa\) only, which is refused; `HostKeyAlgorithms \+ssh-rsa` in/);
      writeFileSync(join(home, ".ssh", "config"), "Host *\n HostKeyAlgorithms +ssh-rsa\n");
      await works(old);
    } finally {
      await host.run(`cp /run/kept ${config}`);
    }
  });
  it("says that it knows nothing of certificates, and takes a key that is known beside one", async () => {
    known(`@cert-authority * ${host.connection.hostKey}`);
    await fails(unkeyed(), /by a @cert-authority alone, which is not supported/);
    await fails({ ...unkeyed(), hostKeyChecking: "accept-new" }, /@cert-authority/);
    known(`@cert-authority * ssh-ed25519 AAAA`, `${label()} ${host.connection.hostKey}`);
    await works(unkeyed());
  });
  it("takes any of several keys, and one for a pattern that leaves others out", async () => {
    const { hostKey } = host.connection;
    const rsa = readFileSync(join(await keyOf("rsa"), "key.pub"), "utf8")
      .split(" ")
      .slice(0, 2)
      .join(" ");
    known(`${label()} ${rsa}`, `${label()} ${hostKey}`);
    await works(unkeyed());
    known(`${label()} ${rsa}`);
    await fails(unkeyed(), /shows another ssh-ed25519 key/);
    known(`[127.0.0.*]:*,!${label()} ${rsa}`, `[127.0.0.?]:* ${hostKey}`);
    await works(unkeyed());
    known(`${label()} sk-ssh-ed25519@openssh.com AAAA`, `${label()} ${hostKey}`);
    await works(unkeyed());
  });
  it("takes a key from known_hosts, even if its names are hashed", async () => {
    known(`${label()} ${host.connection.hostKey}`);
    await works(unkeyed());
    assert.equal(spawnSync("ssh-keygen", ["-H", "-f", join(home, ".ssh", "known_hosts")]).status, 0);
    assert.ok(!readFileSync(join(home, ".ssh", "known_hosts"), "utf8").includes("127.0.0.1"));
    await works(unkeyed());
  });
  it("remembers a new key if it may, and checks none if told so", async () => {
    await works({ ...unkeyed(), hostKeyChecking: "off" });
    await works({ ...unkeyed(), hostKeyChecking: "accept-new" });
    assert.match(readFileSync(join(home, ".ssh", "known_hosts"), "utf8"), /^\[127\.0\.0\.1\]:\d+ ssh-ed25519 /);
    await works(unkeyed());
    writeFileSync(join(home, ".ssh", "known_hosts"), "other ssh-ed25519 AAAA");
    await works({ ...unkeyed(), hostKeyChecking: "accept-new" });
    assert.match(readFileSync(join(home, ".ssh", "known_hosts"), "utf8"), /^other ssh-ed25519 AAAA\n\[127\.0\.0\.1\]/);
  });
  it("remembers a new key once, however many log in at the same time", async () => {
    const names = Array.from({ length: 12 }, (_, i) => `h${i}`);
    await Promise.all(names.map((name) => works({ ...unkeyed(), name, hostKeyChecking: "accept-new" })));
    const { hostKey } = host.connection;
    assert.equal(readFileSync(join(home, ".ssh", "known_hosts"), "utf8"), `${label()} ${hostKey?.trim()}\n`);
  });

  it("knows that an ip without iproute2 is none", async () => {
    const poor = await lab().host("poor");
    await poor.run("rm /usr/bin/ip /usr/sbin/ip; ln -s /bin/busybox /usr/sbin/ip");
    await assert.rejects(links({ ...poor.connection, dialErrorLimit: 1 }), /poor: its `ip` is not iproute2's: BusyBox/);
  });
  it("opens a new connection after the old one broke", async () => {
    const machine = new Host({ ...bare(), privateKey: lab().privateKey });
    assert.ok((await machine.read(NEEDS)).snapshot);
    await host.reboot();
    assert.ok((await machine.read(NEEDS)).snapshot);
    await machine.close();
  });
});
