import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir, userInfo } from "node:os";
import { delimiter, join } from "node:path";
import { utils } from "ssh2";
import { login, type Login } from "../../../provider/host/login/login";
import type { Connection } from "../../../provider/connection";
import { textOf } from "../../../provider/ip/equality";

/** A new key; of two hundred that ssh2 makes one cannot be read, by nobody. */
function keys(seal?: { passphrase: string; cipher: string; rounds: number }): { private: string; public: string } {
  const made = utils.generateKeyPairSync("ed25519", seal);
  const isGood = [made.private, made.public].every((key) => !(utils.parseKey(key, seal?.passphrase) instanceof Error));
  return isGood ? made : keys(seal);
}
const { private: KEY, public: PUBLIC } = keys();
const { private: SEALED } = keys({ passphrase: "sesame", cipher: "aes256-cbc", rounds: 1 });

const CONFIG = `
Include config.d/*.conf
Host web-1 web-2
  HostName 192.0.2.10
  Port 2222
Host web-* !web-9
  User ops
  IdentityFile ~/.ssh/web
  IdentityFile "~/.ssh/%r of %h"
Match originalhost db* user postgres
  Port 5022
Match exec "touch ~/.ssh/ran"
  User evil
host inner
  hostname %h.example
  PROXYJUMP ops@gate:2022,[2001:db8::1]
Host gate
  HostName 192.0.2.1
  ProxyJump outer
Host circle
  ProxyJump circle
Host wrapped
  ProxyCommand nc %h %p
Host quiet
  ServerAliveInterval 20
  ServerAliveCountMax 5
  ConnectTimeout 7
  HostKeyAlias loud
  UserKnownHostsFile ~/.ssh/mine /etc/%h/known_hosts
Host *
  User nobody
`;

describe("a login", () => {
  const before_ = { HOME: process.env.HOME, PATH: process.env.PATH, SSH_AUTH_SOCK: process.env.SSH_AUTH_SOCK };
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "netlink-home-"));
    mkdirSync(join(home, ".ssh", "config.d"), { recursive: true });
    Object.assign(process.env, { HOME: home, SSH_AUTH_SOCK: "/run/agent" });
  });
  afterEach(() => {
    Object.assign(process.env, before_);
    for (const [name, value] of Object.entries(before_)) if (value === undefined) delete process.env[name];
    rmSync(home, { recursive: true });
  });
  const file = (name: string, text = KEY) => writeFileSync(join(home, ".ssh", name), text);
  const ways = ({ ways }: Login) => ways.map(({ title }) => title.replace(`${home}/.ssh/`, ""));
  const has = async (connection: Connection, wanted: object) => {
    const made = await login(connection);
    const { port, user, host } = made;
    assert.deepEqual({ port, user, host, ways: ways(made) }, { port: 22, user: "root", host: "h", ways: ["the agent"], ...wanted }); // prettier-ignore
  };

  it("is root's at port 22 with the agent, if nothing is said", () => has({ host: "h" }, {}));
  it("uses what is given and nothing else, a key before a password", async () => {
    file("id_ed25519");
    const password = ["the password", "the password"];
    await has({ host: "h", password: "p" }, { ways: password });
    await has({ host: "h", privateKey: KEY }, { ways: ["the private key"] });
    await has({ host: "h", privateKeyPath: "~/.ssh/id_ed25519" }, { ways: ["id_ed25519"] });
    await has({ host: "h", password: "p", privateKey: KEY }, { ways: ["the private key", ...password] });
    await has({ host: "h", password: "p", agentSocketPath: "/run/mine" }, { ways: ["the agent", ...password] });
  });
  it("uses the agent and the usual keys if nothing is given", async () => {
    file("id_rsa", SEALED);
    file("id_ecdsa");
    const sealed = "id_rsa (not tried: Encrypted private OpenSSH key detected, but no passphrase given)";
    await has({ host: "h" }, { ways: ["the agent", "id_ecdsa", sealed] });
    delete process.env.SSH_AUTH_SOCK;
    await has({ host: "h" }, { ways: ["id_ecdsa", sealed] });
    await has({ host: "h", privateKeyPassword: "sesame" }, { ways: ["id_ecdsa", "id_rsa"] });
  });
  it("asks ~/.ssh/config about every host, first what is given", async () => {
    file("config", CONFIG);
    file("web");
    file("ops of 192.0.2.10", keys().private);
    const ways = ["web", "ops of 192.0.2.10", "the agent"];
    await has("web-1", { host: "192.0.2.10", port: 2222, user: "ops", ways });
    await has({ host: "web-1", name: "mine" }, { host: "192.0.2.10", port: 2222, user: "ops", ways });
    await has({ host: "web-1", port: 22, user: "root", password: "p" }, { host: "192.0.2.10", ways: ["the password", "the password"] }); // prettier-ignore
    await has("web-3", { host: "web-3", user: "ops", ways: ["web", "the agent"] });
    await has("web-9", { host: "web-9", user: "nobody" });
    await has({ host: "db1", user: "postgres" }, { host: "db1", port: 5022, user: "postgres" });
  });
  it("runs nothing that ~/.ssh/config would have run", async () => {
    file("config", `Host db\n  CanonicalizeHostname yes\n  CanonicalDomains example test\n${CONFIG}`);
    file("nslookup", `#!/bin/sh\n: >${join(home, ".ssh", "ran")}\n`);
    chmodSync(join(home, ".ssh", "nslookup"), 0o755);
    process.env.PATH = [join(home, ".ssh"), before_.PATH].join(delimiter);
    await has("db", { host: "db", user: "nobody" });
    assert.throws(() => rmSync(join(home, ".ssh", "ran")), /ENOENT/);
  });
  it("reads what ~/.ssh/config includes, and not for ever", async () => {
    file("config", CONFIG);
    file("config.d/1.conf", "Host far\n  Include more\n  Port 2022\n  User late");
    file("config.d/2.other", "Port 1");
    file("more", "User early\nHost f*\n  HostName 192.0.2.7\nHost other\n  Port 7\n");
    await has("far", { host: "192.0.2.7", port: 2022, user: "early" });
    await has("fat", { host: "fat", user: "nobody" });
    await has("other", { host: "other", user: "nobody" });
    file("more", "Include more");
    await assert.rejects(login("far"), /more is included by itself/);
    file("more", "Match all\n  Include config.d/1.conf\nHost other\n  Port 8");
    file("config.d/1.conf", "Host far\n  Port 2022\n");
    file("config.d/2.conf", "Match user nob*\n  Include more");
    await has("far", { host: "far", port: 2022, user: "nobody" });
  });
  it("goes over jump hosts, nested or from ~/.ssh/config", async () => {
    file("config", CONFIG);
    const way = (to: Login | undefined): string[] => (to ? [`${to.user}@${to.host}:${to.port}`, ...way(to.jump)] : []);
    const inner = ["nobody@inner.example:22", "nobody@2001:db8::1:22", "ops@192.0.2.1:2022", "nobody@outer:22"];
    assert.deepEqual(way(await login("inner")), inner);
    const proxy = { host: "a", user: "u", port: 1, proxy: { host: "gate" } };
    assert.deepEqual(way(await login({ host: "inner", proxy })), ["nobody@inner.example:22", "u@a:1", "nobody@192.0.2.1:22", "nobody@outer:22"]); // prettier-ignore
    await assert.rejects(login("circle"), /jump hosts go in a circle/);
    await assert.rejects(login("wrapped"), /ProxyCommand of ~\/\.ssh\/config is not supported/);
    assert.deepEqual(way(await login({ host: "wrapped", proxy })).length, 4);
    file(
      "config",
      "Host a\n  ProxyCommand none\nHost b\n  ProxyJump gate\nHost *\n  ProxyJump other\n  ProxyCommand nc",
    );
    assert.deepEqual(way(await login("a")), ["root@a:22"]);
    file("config", "Host b\n  ProxyJump gate\nHost gate\n  ProxyJump none\nHost *\n  ProxyCommand nc");
    assert.deepEqual(way(await login("b")), ["root@b:22", "root@gate:22"]);
  });
  it("is as patient as it is told", async () => {
    file("config", CONFIG);
    const { tries, timeout, alive, hostKeyAlias, knownHosts } = await login("quiet");
    assert.deepEqual({ tries, timeout, alive, hostKeyAlias }, { tries: 10, timeout: 7000, alive: { interval: 20_000, most: 5 }, hostKeyAlias: "loud" }); // prettier-ignore
    assert.deepEqual(knownHosts.slice(0, 2), [join(homedir(), ".ssh", "mine"), "/etc/quiet/known_hosts"]);
    const told = await login({ host: "quiet", perDialTimeout: 0, dialErrorLimit: -1 });
    assert.deepEqual([told.timeout, told.tries], [0, Infinity]);
    const [usual, once] = [await login("db"), await login({ host: "db", dialErrorLimit: 0 })];
    assert.deepEqual([usual.timeout, usual.tries, once.tries], [15_000, 10, 1]);
  });
  it("takes times as ssh_config(5) writes them", async () => {
    for (const [text, connect, interval] of [
      ["ConnectTimeout 1m\nServerAliveInterval 2m", 60_000, 120_000],
      ["ConnectTimeout 1m30s\nServerAliveInterval 1H1", 90_000, 3_601_000],
      ["ConnectTimeout none\nServerAliveInterval 0", 0, 0],
      ["ConnectTimeout soon\nServerAliveInterval m", 15_000, 3000],
    ] as const) {
      file("config", text);
      const { timeout, alive } = await login("h");
      assert.deepEqual([timeout, alive.interval], [connect, interval], text);
    }
  });
  it("asks the agent that ~/.ssh/config names, also by a variable", async () => {
    const socket = async () => (await login("h")).ways.map(({ method }) => method?.type === "agent" && Object(method.agent).socketPath); // prettier-ignore
    process.env.MINE = "/run/mine";
    for (const [agent, ...sockets] of [
      ["$MINE", "/run/mine"],
      ["${MINE}.2", "/run/mine.2"],
      ["SSH_AUTH_SOCK", "/run/agent"],
      ["$NOBODYS"],
      ["none"],
    ]) {
      file("config", `IdentityAgent ${agent}`);
      assert.deepEqual(await socket(), sockets, agent);
    }
    delete process.env.MINE;
  });
  it("takes the name of a host as it is", () => has({ host: "${HOME}%h" }, { host: "${HOME}%h" }));
  it("does without ~/.ssh/config", () => has("db", { host: "db" }));
  it("fills in the user and the environment", async () => {
    process.env.WHERE = "there";
    file("config", "Host x\n  HostName ${WHERE}\n  IdentityFile %d/.ssh/%u\n");
    file(userInfo().username);
    await has("x", { host: "there", ways: [userInfo().username, "the agent"] });
  });
  it("says which key file is missing, and which key cannot be used", async () => {
    await assert.rejects(login({ host: "h", privateKeyPath: "~/.ssh/none" }), /ENOENT.*\.ssh\/none/);
    file("sealed", SEALED);
    await assert.rejects(login({ host: "h", privateKeyPath: "~/.ssh/sealed" }), /sealed cannot be used: .*passphrase/);
    file("id.pub", PUBLIC);
    await assert.rejects(login({ host: "h", privateKeyPath: "~/.ssh/id.pub" }), /id\.pub cannot be used: it is a public key/); // prettier-ignore
    await assert.rejects(login({ host: "h", privateKey: "s3cret" }), /^Error: the private key cannot be used: (?!.*s3cret)/); // prettier-ignore
    await assert.rejects(login({ host: "h", privateKeyPath: "~/.ssh" }), /\.ssh cannot be read: EISDIR/);
    const { privateKey: pkcs8 } = generateKeyPairSync("ed25519", { privateKeyEncoding: { type: "pkcs8", format: "pem" }, publicKeyEncoding: { type: "spki", format: "pem" } }); // prettier-ignore
    await assert.rejects(login({ host: "h", privateKey: pkcs8 }), /cannot be used: PKCS#8 is not supported: convert with ssh-keygen -p -f KEY, or/); // prettier-ignore
  });
  it("does not repeat a key that is given as a path", async () => {
    for (const privateKeyPath of [KEY, KEY.replace(/\n/g, " "), KEY.split("\n")[1]!.repeat(9)]) {
      const error: unknown = await login({ host: "h", privateKeyPath }).catch((said: unknown) => said);
      assert.ok(error instanceof Error);
      assert.match(error.message, /`privateKeyPath` is (the text of a key: give `privateKey`|too long for a path)/);
      assert.ok(!error.message.includes(KEY.split("\n")[1]!.slice(0, 20)), error.message);
    }
  });
  it("opens an encrypted key once for all hosts, and hands it on opened", async () => {
    const { private: sealed } = keys({ passphrase: "sesame", cipher: "aes256-cbc", rounds: 1 });
    file("sealed", sealed);
    const parse = utils.parseKey;
    let opened = 0;
    utils.parseKey = (text, passphrase) => {
      if (passphrase === "sesame") opened++;
      return parse(text, passphrase);
    };
    try {
      const made = await Promise.all(
        Array.from({ length: 20 }, (_, i) => login({ host: `h${i}`, privateKeyPath: "~/.ssh/sealed", privateKeyPassword: "sesame" })), // prettier-ignore
      );
      assert.equal(opened, 1);
      for (const { method } of made.flatMap(({ ways }) => ways))
        assert.ok(method?.type === "publickey" && typeof method.key === "object");
      await assert.rejects(login({ host: "h", privateKeyPath: "~/.ssh/sealed", privateKeyPassword: "open" }), /sealed cannot be used/); // prettier-ignore
    } finally {
      utils.parseKey = parse;
    }
  });
  it("is told from one with another key, and shows none", async () => {
    const other = keys().private;
    const [one, again, another] = await Promise.all([KEY, KEY, other].map(async (privateKey) => textOf(await login({ host: "h", privateKey })))); // prettier-ignore
    assert.equal(one, again);
    assert.notEqual(one, another);
    for (const line of KEY.split("\n").slice(2, -2)) assert.ok(!one!.includes(line));
  });
  it("brings a key once that two files hold", async () => {
    file("config", "Host *\n  IdentityFile ~/.ssh/a\n  IdentityFile ~/.ssh/b\n  IdentityFile ~/.ssh/folder");
    file("a");
    file("b");
    mkdirSync(join(home, ".ssh", "folder"));
    await has("h", { ways: ["a", "folder (not tried: EISDIR: illegal operation on a directory, read)", "the agent"] });
  });
});
