import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Jump } from "../../connection";
import { agentAt } from "./agent";
import { type AuthMethod } from "./auth-method";
import { defaultKey, keyFromFile, keyFromText, publicHalf } from "./keys";
import { expandHome, sshFolder, type SshOptions } from "./ssh-config";

/** Milliseconds that an agent may take, unless the login allows less. */
const PATIENCE = 5000;
const KEYS = ["id_ed25519", "id_ecdsa", "id_rsa"];

const secret = (username: string, password: string): AuthMethod[] => [
  { title: "the password", method: { type: "password", username, password } },
  {
    title: "the password",
    method: {
      type: "keyboard-interactive",
      username,
      prompt: (_name, _what, _lang, prompts, answer) => answer(prompts.map(() => password)),
    },
  },
];

const once = (ways: readonly AuthMethod[]) =>
  ways.filter(({ half }, i) => !half || ways.findIndex((way) => way.half === half) === i);

/** The ways to log in within so many milliseconds: what is given and nothing else, else what `~/.ssh/config` names, the agent, and the usual key files. */
export async function authMethodsOf(
  given: Jump,
  said: SshOptions,
  username: string,
  timeout: number,
): Promise<AuthMethod[]> {
  const { privateKey, privateKeyPath: path, privateKeyPassword: passphrase, password, agentSocketPath } = given;
  const isGiven = (privateKey ?? path ?? password) !== undefined || Boolean(agentSocketPath);
  const socket = agentSocketPath ?? (isGiven ? undefined : agentOf(said));
  const named = said.identityfile;
  const files = named ?? KEYS.map((name) => join(sshFolder(), name));
  const own = [
    ...(privateKey ? [keyFromText(username, privateKey, "the private key", passphrase)] : []),
    ...(path && !privateKey ? [await keyFromFile(username, expandHome(path), passphrase)] : []),
  ];
  const there = isGiven ? [] : files.filter((file) => existsSync(file));
  const keys = once(await Promise.all(there.map((file) => defaultKey(username, file, passphrase))));
  const before = isGiven ? own : named ? keys : [];
  const agent =
    socket &&
    agentAt(username, socket, {
      named: await Promise.all(files.map(publicHalf)),
      isOnly: !isGiven && /^(yes|true)$/i.test(said.identitiesonly?.[0] ?? ""),
      offered: before.map(({ half }) => half),
      patience: Math.min(PATIENCE, timeout / 2 || PATIENCE),
    });
  const agents = agent ? [agent] : [];
  if (isGiven) return [...own, ...agents, ...(password === undefined ? [] : secret(username, password))];
  if (named || !agent) return [...keys, ...agents];
  return [agent, ...keys.map((way) => ({ ...way, isSpare: () => agent.has(way.half) }))];
}

const agentOf = (said: SshOptions): string | undefined => {
  const [named] = said.identityagent ?? [];
  if (named === "none") return undefined;
  const variable = named === undefined || named === "SSH_AUTH_SOCK" ? "SSH_AUTH_SOCK" : /^\$(\w+)$/.exec(named)?.[1];
  return (variable ? process.env[variable] : named && expandHome(named)) || undefined;
};
