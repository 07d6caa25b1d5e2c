import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { must } from "./process";

/** The Debian releases a host can be of, each with its kernel, iproute2 and sshd. */
export type Suite = "bullseye" | "bookworm" | "trixie" | "sid";

const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "pulumi-netlink", "lab");

const making = new Map<string, Promise<string>>();

/** Makes a folder of the cache once, however many ask for it. */
export function once(name: string, what: string, make: (into: string) => void | Promise<void>): Promise<string> {
  const made = making.get(name) ?? build(name, what, make).finally(() => making.delete(name));
  making.set(name, made);
  return made;
}

/** Makes it in another place first, so that nobody ever sees half of it. */
async function build(name: string, what: string, make: (into: string) => void | Promise<void>): Promise<string> {
  const folder = join(CACHE, name);
  if (existsSync(folder)) return folder;
  mkdirSync(dirname(folder), { recursive: true });
  const start = performance.now();
  console.error(`lab: ${what} …`);
  const into = mkdtempSync(join(CACHE, "making-"));
  chmodSync(into, 0o755);
  try {
    await make(into);
    // Somebody else may have been quicker.
    if (!existsSync(folder)) renameSync(into, folder);
  } finally {
    rmSync(into, { recursive: true, force: true });
  }
  console.error(`lab: ${what}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return folder;
}

/** The keys that all hosts and their users have. */
export const keys = (): Promise<string> =>
  once("keys", "keys", (into) => {
    for (const name of ["client", "host"])
      must("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", join(into, name)]);
  });

const sources = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /image\.sh|init-guest|reseed|\/etc/.test(join(entry.parentPath, entry.name)))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

/** The files of a suite: `root`, `vmlinux`, `initrd`. Made anew when what they are made from changes. */
export async function image(suite: Suite): Promise<string> {
  const folder = await keys();
  const hash = createHash("sha256")
    .update(suite)
    .update(readFileSync(join(folder, "host.pub")));
  for (const file of sources(__dirname)) hash.update(readFileSync(file));
  return once(`${suite}-${hash.digest("hex").slice(0, 12)}`, `image of ${suite}`, (into) => {
    must("bash", [join(__dirname, "image.sh"), suite, into], {
      env: { ...process.env, KEYS: folder },
      stdio: ["ignore", "pipe", "pipe"],
    });
    writeFileSync(join(into, "suite"), suite);
  });
}
