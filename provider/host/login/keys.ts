import { readFile } from "node:fs/promises";
import { utils, type ParsedKey } from "ssh2";
import { isPath } from "../../connection";
import { type AuthMethod } from "./auth-method";

const opened = new Map<string, ParsedKey | Error>();

/** A key, opened once for all logins: an encrypted one takes a third of a second in which nothing else is done. */
function open(text: string, passphrase?: string): ParsedKey | Error {
  const what = JSON.stringify([text, passphrase]);
  const key = opened.get(what) ?? utils.parseKey(text, passphrase);
  opened.set(what, key);
  return key;
}

/** The public half of a key, as one text. */
export const publicHalfOf = (key: ParsedKey): string => key.getPublicSSH().toString("base64");

/** The reason why a text is no usable key. */
function flawOf(text: string, key: ParsedKey | Error): string | undefined {
  if (/-----BEGIN (ENCRYPTED )?PRIVATE KEY-----/.test(text))
    return "PKCS#8 is not supported: convert with ssh-keygen -p -f KEY, or take it in the form of OpenSSH";
  if (key instanceof Error) return key.message;
  return key.isPrivateKey() ? undefined : "it is a public key";
}

/** The method that logs in with a key, or why there is none. */
function methodOf(username: string, text: string, what: string, passphrase?: string): AuthMethod | string {
  const key = open(text, passphrase);
  const flaw = flawOf(text, key);
  if (flaw !== undefined || key instanceof Error) return String(flaw);
  return { title: what, half: publicHalfOf(key), method: { type: "publickey", username, key } };
}

/** A key given as text has to be a key. */
export function keyFromText(username: string, text: string, what: string, passphrase?: string): AuthMethod {
  const method = methodOf(username, text, what, passphrase);
  if (typeof method === "string") throw new Error(`${what} cannot be used: ${method}`);
  return method;
}

/** A key given by its path has to exist. A path that may be the key itself is not repeated. */
export async function keyFromFile(username: string, path: string, passphrase?: string): Promise<AuthMethod> {
  if (!isPath(path)) throw new Error("`privateKeyPath` is the text of a key: give `privateKey`");
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENAMETOOLONG") throw new Error("`privateKeyPath` is too long for a path");
    throw new Error(`${path} cannot be read: ${error.message}`, { cause: error });
  });
  return keyFromText(username, text, path, passphrase);
}

/** A usual key file; one that cannot be read, or is encrypted and not for us to open, is left to the agent. */
export async function defaultKey(username: string, file: string, passphrase?: string): Promise<AuthMethod> {
  const text = await readFile(file, "utf8").catch((error: Error) => error);
  const method = text instanceof Error ? text.message : methodOf(username, text, file, passphrase);
  return typeof method === "string" ? { title: `${file} (not tried: ${method})` } : method;
}

/** The public half of a key file: the `.pub` file beside it can be read even if the key is encrypted or missing. */
export async function publicHalf(file: string): Promise<string | undefined> {
  for (const path of [`${file}.pub`, file]) {
    const key = open(await readFile(path, "utf8").catch(() => ""));
    if (!(key instanceof Error)) return publicHalfOf(key);
  }
  return undefined;
}
