import { createHmac } from "node:crypto";
import { appendFileSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { LoginFailure } from "../error";
import { among } from "./patterns";

/** A public key as `known_hosts` writes it. */
export interface HostKey {
  readonly type: string;
  /** Base64 of the key's blob. */
  readonly blob: string;
  /** `@revoked`: never accepted; `@cert-authority`: signs the keys of hosts. */
  readonly marker?: "@revoked" | "@cert-authority";
}

/** A question to `known_hosts`: the host, and the files. */
export interface KeyQuery {
  readonly host: string;
  readonly port: number;
  /** Its name there if that is not its address; `HostKeyAlias` of ssh_config(5). */
  readonly hostKeyAlias?: string;
  /** The files; new keys go to the first. */
  readonly knownHosts: readonly string[];
}

/** The names of a host in `known_hosts`; sshd(8). */
const label = ({ host, port, hostKeyAlias }: Omit<KeyQuery, "knownHosts">) =>
  (hostKeyAlias ?? (port === 22 ? host : `[${host}]:${port}`)).toLowerCase();

function matches(patterns: string, name: string): boolean {
  const [, version, salt, hash] = patterns.split("|");
  if (version === "1" && salt && hash)
    return createHmac("sha1", Buffer.from(salt, "base64")).update(name).digest("base64") === hash;
  return among(patterns.toLowerCase().split(","), name);
}

/** The keys that a `known_hosts` text has for a host. */
export function keysIn(text: string, asked: Omit<KeyQuery, "knownHosts">): HostKey[] {
  return text.split("\n").flatMap((line) => {
    const words = line.trim().split(/\s+/);
    const marker = words[0]?.startsWith("@") ? (words.shift() as HostKey["marker"]) : undefined;
    const [patterns, type, blob] = words;
    if (!patterns || !type || !blob || patterns.startsWith("#")) return [];
    return matches(patterns, label(asked)) ? [{ type, blob, marker }] : [];
  });
}

/** The text of a file, empty if there is none; a file that cannot be read is an error, since it might revoke the key. */
function contentOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(String((error as NodeJS.ErrnoException).code))) return "";
    throw new LoginFailure(`what hosts are known cannot be read: ${(error as Error).message}`, true);
  }
}

/** The keys that this machine knows for a host. */
export const knownKeys = (asked: KeyQuery): HostKey[] =>
  asked.knownHosts.flatMap((file) => keysIn(contentOf(file), asked));

/** Adds a host's key to the user's `known_hosts`, unless another login has done so meanwhile. */
export function remember(asked: KeyQuery, key: HostKey): void {
  const [file] = asked.knownHosts;
  if (!file) throw new Error("no file for it is named");
  const text = contentOf(file);
  if (keysIn(text, asked).some(({ type, blob }) => type === key.type && blob === key.blob)) return;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const start = /[^\n]$/.test(text) ? "\n" : "";
  appendFileSync(file, `${start}${label(asked)} ${key.type} ${key.blob}\n`, { mode: 0o600 });
}

/** The key in a blob as it comes over the wire: its type is its first string. */
export function keyOf(wire: Buffer): HostKey {
  return { type: wire.subarray(4, 4 + wire.readUInt32BE(0)).toString("latin1"), blob: wire.toString("base64") };
}
