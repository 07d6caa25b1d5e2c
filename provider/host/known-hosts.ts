import { createHmac } from "node:crypto";
import { appendFileSync, mkdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/** A public key as `known_hosts` writes it. */
export interface HostKey {
  readonly type: string;
  /** Base64 of the key's blob. */
  readonly blob: string;
  readonly revoked?: boolean;
}

const USERS = () => join(homedir(), ".ssh", "known_hosts");
const FILES = () => [USERS(), "/etc/ssh/ssh_known_hosts"];

/** How `known_hosts` names a host; sshd(8). */
const label = (host: string, port: number) => (port === 22 ? host : `[${host}]:${port}`).toLowerCase();

const glob = (pattern: string) =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replace(/\*/g, ".*")
      .replace(/\?/g, ".")}$`,
  );

function matches(patterns: string, name: string): boolean {
  const [, version, salt, hash] = patterns.split("|");
  if (version === "1" && salt && hash)
    return createHmac("sha1", Buffer.from(salt, "base64")).update(name).digest("base64") === hash;
  const list = patterns.toLowerCase().split(",");
  if (list.some((pattern) => pattern.startsWith("!") && glob(pattern.slice(1)).test(name))) return false;
  return list.some((pattern) => glob(pattern).test(name));
}

/** The keys that a `known_hosts` text has for a host; certificate authorities are passed over. */
export function keysIn(text: string, host: string, port: number): HostKey[] {
  return text.split("\n").flatMap((line) => {
    const words = line.trim().split(/\s+/);
    const marker = words[0]?.startsWith("@") ? words.shift() : undefined;
    const [patterns, type, blob] = words;
    if (!patterns || !type || !blob || patterns.startsWith("#") || marker === "@cert-authority") return [];
    return matches(patterns, label(host, port)) ? [{ type, blob, revoked: marker === "@revoked" }] : [];
  });
}

/** The keys that this machine knows for a host. */
export async function knownKeys(host: string, port: number): Promise<HostKey[]> {
  const texts = await Promise.all(FILES().map((file) => readFile(file, "utf8").catch(() => "")));
  return texts.flatMap((text) => keysIn(text, host, port));
}

/** Remembers a host's key in the user's `known_hosts`. */
export function remember(host: string, port: number, key: HostKey): void {
  mkdirSync(dirname(USERS()), { recursive: true, mode: 0o700 });
  appendFileSync(USERS(), `${label(host, port)} ${key.type} ${key.blob}\n`, { mode: 0o600 });
}

/** The key in a blob as it comes over the wire: its type is its first string. */
export function keyOf(wire: Buffer): HostKey {
  return { type: wire.subarray(4, 4 + wire.readUInt32BE(0)).toString("latin1"), blob: wire.toString("base64") };
}
