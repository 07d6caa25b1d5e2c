import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createAgent, utils, type AnyAuthMethod, type BaseAgent, type ParsedKey } from "ssh2";
import type { Jump } from "../ip/connection";
import { FOLDER, home, type Said } from "./ssh-config";

/** A way to log in, and what messages call it. */
export interface Way {
  readonly what: string;
  /** Absent where it cannot be tried. */
  readonly method?: AnyAuthMethod;
  /** Why it turned out that it cannot be tried. */
  readonly trouble?: () => string | undefined;
}

const KEYS = ["id_ed25519", "id_ecdsa", "id_rsa"];

/** Why nobody can log in with a text, where it is no private key. */
function flawOf(key: string, passphrase?: string): string | undefined {
  const parsed = utils.parseKey(key, passphrase);
  if (parsed instanceof Error) return parsed.message;
  return parsed.isPrivateKey() ? undefined : "it is a public key";
}

/** A key file; one that is encrypted, and not for us to open, is left to the agent. */
async function keyOf(username: string, file: string, passphrase?: string): Promise<Way> {
  const key = await readFile(file, "utf8");
  const flaw = flawOf(key, passphrase);
  if (flaw) return { what: `${file} (not tried: ${flaw})` };
  return { what: file, method: { type: "publickey", username, key, passphrase } };
}

/** A key that was asked for by name has to be one. */
function asked(username: string, key: string, what: string, passphrase?: string): Way {
  const flaw = flawOf(key, passphrase);
  if (flaw) throw new Error(`${what} cannot be used: ${flaw}`);
  return { what, method: { type: "publickey", username, key, passphrase } };
}

/** The public half of a key file: what is beside it can also be read where the file is encrypted, or not there. */
async function publicHalf(file: string): Promise<string | undefined> {
  for (const path of [`${file}.pub`, file]) {
    const parsed = utils.parseKey(await readFile(path, "utf8").catch(() => ""));
    if (!(parsed instanceof Error)) return parsed.getPublicSSH().toString("base64");
  }
  return undefined;
}

/** An agent with the keys that are named first, since sshd takes few tries, or with those alone; one that does not answer has none. */
function agentAt(username: string, socket: string, named: readonly (string | undefined)[], isOnly: boolean): Way {
  let trouble: string | undefined;
  const agent = createAgent(socket) as BaseAgent<ParsedKey>;
  const list = agent.getIdentities.bind(agent);
  const isNamed = (key: ParsedKey) => named.includes(key.getPublicSSH().toString("base64"));
  agent.getIdentities = (done) =>
    list((error, keys = []) => {
      const all = keys as ParsedKey[];
      trouble = error?.message;
      done(null, [...all.filter(isNamed), ...(isOnly ? [] : all.filter((key) => !isNamed(key)))]);
    });
  return { what: "the agent", method: { type: "agent", username, agent }, trouble: () => trouble };
}

const secret = (username: string, password: string): Way[] => [
  { what: "the password", method: { type: "password", username, password } },
  {
    what: "the password",
    method: {
      type: "keyboard-interactive",
      username,
      prompt: (_name, _what, _lang, prompts, answer) => answer(prompts.map(() => password)),
    },
  },
];

/** The ways to log in: what is given and nothing else, else what `~/.ssh/config` names, the agent, and the usual key files. */
export async function waysOf(given: Jump, said: Said, username: string): Promise<Way[]> {
  const { privateKey, privateKeyPath, privateKeyPassword: passphrase, password, agentSocketPath } = given;
  const isGiven = (privateKey ?? privateKeyPath ?? password) !== undefined || Boolean(agentSocketPath);
  const socket = agentSocketPath ?? (isGiven ? undefined : agentOf(said));
  const named = said.identityfile;
  const files = named ?? KEYS.map((name) => join(FOLDER(), name));
  const isOnly = !isGiven && /^(yes|true)$/i.test(said.identitiesonly?.[0] ?? "");
  const agent = socket ? [agentAt(username, socket, await Promise.all(files.map(publicHalf)), isOnly)] : [];
  const path = privateKeyPath && home(privateKeyPath);
  const own = [
    ...(privateKey ? [asked(username, privateKey, "the private key", passphrase)] : []),
    ...(path && !privateKey ? [asked(username, await readFile(path, "utf8"), path, passphrase)] : []),
  ];
  if (isGiven) return [...own, ...agent, ...(password === undefined ? [] : secret(username, password))];
  const keys = await Promise.all(files.filter((file) => existsSync(file)).map((file) => keyOf(username, file, passphrase))); // prettier-ignore
  return named ? [...keys, ...agent] : [...agent, ...keys];
}

const agentOf = (said: Said): string | undefined => {
  const [named] = said.identityagent ?? [];
  if (named === "none") return undefined;
  const variable = named === undefined || named === "SSH_AUTH_SOCK" ? "SSH_AUTH_SOCK" : /^\$(\w+)$/.exec(named)?.[1];
  return (variable ? process.env[variable] : named && home(named)) || undefined;
};
