import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import SSHConfig from "ssh-config";
import type { Connection, Endpoint } from "../ip/connection";

/** An endpoint with all that is needed to log in. */
export type Login = Endpoint & { readonly port: number; readonly user: string; readonly agent?: string };

const KEYS = ["id_ed25519", "id_ecdsa", "id_rsa"];
const home = (path: string) => (path.startsWith("~/") ? join(homedir(), path.slice(2)) : path);
const first = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

/** What `~/.ssh/config` says of a host; ssh_config(5). */
function configured(alias: string): Endpoint {
  const file = join(homedir(), ".ssh", "config");
  const found = existsSync(file)
    ? SSHConfig.parse(readFileSync(file, "utf8")).compute(alias, { ignoreCase: true })
    : {};
  const of = Object.fromEntries(Object.entries(found).map(([key, value]) => [key.toLowerCase(), first(value)]));
  return {
    host: of.hostname ?? alias,
    port: of.port ? Number(of.port) : undefined,
    user: of.user,
    privateKeyPath: of.identityfile,
    name: alias,
  };
}

/** Completes a connection from `~/.ssh/config`, the agent and the usual key files. */
export async function login(connection: Connection): Promise<Login> {
  const endpoint = typeof connection === "string" ? configured(connection) : connection;
  const { port = 22, user = "root", password, privateKeyPath } = endpoint;
  const given = password ?? endpoint.privateKey ?? privateKeyPath;
  const usual = KEYS.map((name) => join(homedir(), ".ssh", name)).find((path) => existsSync(path));
  const agent = endpoint.agentSocketPath ?? (given === undefined ? process.env.SSH_AUTH_SOCK : undefined);
  const path = privateKeyPath ? home(privateKeyPath) : given === undefined && !agent ? usual : undefined;
  const privateKey = endpoint.privateKey ?? (path ? await readFile(path, "utf8") : undefined);
  return { ...endpoint, port, user, privateKey, agent };
}
