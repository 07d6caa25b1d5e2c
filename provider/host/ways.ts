import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { utils, type AnyAuthMethod } from "ssh2";
import type { Jump } from "../ip/connection";
import { FOLDER, home, type Said } from "./ssh-config";

/** A way to log in, and what messages call it. */
export interface Way {
  readonly what: string;
  /** Absent where it cannot be tried. */
  readonly method?: AnyAuthMethod;
}

const KEYS = ["id_ed25519", "id_ecdsa", "id_rsa"];

/** A key file; one that is encrypted, and not for us to open, is left to the agent. */
async function keyOf(username: string, file: string, passphrase?: string): Promise<Way> {
  const key = await readFile(file, "utf8");
  const parsed = utils.parseKey(key, passphrase);
  if (parsed instanceof Error) return { what: `${file} (not tried: ${parsed.message})` };
  return { what: file, method: { type: "publickey", username, key, passphrase } };
}

/** A key that was asked for by name has to be one. */
function asked(username: string, key: string, what: string, passphrase?: string): Way {
  const parsed = utils.parseKey(key, passphrase);
  if (parsed instanceof Error) throw new Error(`${what} cannot be used: ${parsed.message}`);
  return { what, method: { type: "publickey", username, key, passphrase } };
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
  const { privateKey, privateKeyPath, privateKeyPassword: passphrase, password } = given;
  const isGiven = privateKey ?? privateKeyPath ?? password;
  const socket = given.agentSocketPath ?? (isGiven === undefined ? agentOf(said) : undefined);
  const agent: Way[] = socket ? [{ what: "the agent", method: { type: "agent", username, agent: socket } }] : [];
  const path = privateKeyPath && home(privateKeyPath);
  const own = [
    ...(privateKey ? [asked(username, privateKey, "the private key", passphrase)] : []),
    ...(path && !privateKey ? [asked(username, await readFile(path, "utf8"), path, passphrase)] : []),
  ];
  if (isGiven !== undefined || given.agentSocketPath)
    return [...own, ...agent, ...(password === undefined ? [] : secret(username, password))];
  const files = (paths: readonly string[]) =>
    Promise.all(paths.filter((file) => existsSync(file)).map((file) => keyOf(username, file, passphrase)));
  const named = said.identityfile;
  return named ? [...(await files(named)), ...agent] : [...agent, ...(await files(KEYS.map((name) => join(FOLDER(), name))))]; // prettier-ignore
}

const agentOf = (said: Said): string | undefined => {
  const [named] = said.identityagent ?? [];
  if (named === "none") return undefined;
  return named && named !== "SSH_AUTH_SOCK" ? home(named) : process.env.SSH_AUTH_SOCK || undefined;
};
