import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { login } from "../../provider/host/login";
import type { Connection } from "../../provider/ip/connection";

const CONFIG = `
Host web-1 web-2
  HostName 192.0.2.10
  Port 2222
Host web-*
  User ops
  IdentityFile ~/.ssh/web
  IdentityFile ~/.ssh/other
Host *
  User nobody
`;

describe("a login", () => {
  const before_ = { HOME: process.env.HOME, SSH_AUTH_SOCK: process.env.SSH_AUTH_SOCK };
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "netlink-home-"));
    mkdirSync(join(home, ".ssh"));
    Object.assign(process.env, { HOME: home, SSH_AUTH_SOCK: "/run/agent" });
  });
  afterEach(() => {
    Object.assign(process.env, before_);
    for (const [name, value] of Object.entries(before_)) if (value === undefined) delete process.env[name];
    rmSync(home, { recursive: true });
  });
  const file = (name: string, text = name) => writeFileSync(join(home, ".ssh", name), text);
  const has = async (connection: Connection, wanted: object) => {
    const { port, user, host, privateKey, agent } = await login(connection);
    assert.deepEqual({ port, user, host, privateKey, agent }, { port: 22, user: "root", host: "h", privateKey: undefined, agent: undefined, ...wanted }); // prettier-ignore
  };

  it("is root's at port 22 with the agent, where nothing is said", () => has({ host: "h" }, { agent: "/run/agent" }));
  it("uses what is given and nothing else", async () => {
    file("id_ed25519");
    await has({ host: "h", password: "p" }, {});
    await has({ host: "h", privateKey: "k" }, { privateKey: "k" });
    await has({ host: "h", privateKeyPath: "~/.ssh/id_ed25519" }, { privateKey: "id_ed25519" });
    await has({ host: "h", password: "p", agentSocketPath: "/run/mine" }, { agent: "/run/mine" });
  });
  it("uses the first of the usual keys where there is no agent", async () => {
    delete process.env.SSH_AUTH_SOCK;
    file("id_rsa");
    file("id_ecdsa");
    await has({ host: "h" }, { privateKey: "id_ecdsa" });
  });
  it("asks ~/.ssh/config about a host that is given by its name", async () => {
    file("config", CONFIG);
    file("web");
    await has("web-1", { host: "192.0.2.10", port: 2222, user: "ops", privateKey: "web" });
    await has("web-3", { host: "web-3", user: "ops", privateKey: "web" });
    await has("db", { host: "db", user: "nobody", agent: "/run/agent" });
  });
  it("does without ~/.ssh/config", () => has("db", { host: "db", agent: "/run/agent" }));
  it("says which key file is missing", () =>
    assert.rejects(login({ host: "h", privateKeyPath: "~/.ssh/none" }), /ENOENT.*\.ssh\/none/));
});
