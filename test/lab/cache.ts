import { chmodSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { end, tiedUntilReady } from "./process";

const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "pulumi-netlink", "lab");

type Make = (into: string) => void | Promise<void>;

const making = new Map<string, Promise<string>>();

/** A folder of the cache, made once, however many ask for it. */
export function once(name: string, what: string, make: Make): Promise<string> {
  const folder = join(CACHE, name);
  if (existsSync(folder)) return Promise.resolve(folder);
  const made = making.get(name) ?? locked(folder, what, make).finally(() => making.delete(name));
  making.set(name, made);
  return made;
}

/** One at a time on the whole machine: the lock is a process's, so that it ends with it. */
async function locked(folder: string, what: string, make: Make): Promise<string> {
  mkdirSync(CACHE, { recursive: true });
  console.error(`lab: ${what} …`);
  const start = performance.now();
  const hold = "echo READY; exec sleep infinity";
  const lock = await tiedUntilReady("flock", ["--no-fork", join(CACHE, "lock"), "sh", "-c", hold]);
  try {
    // Whoever held the lock before may have made it.
    if (!existsSync(folder)) await whole(folder, make);
  } finally {
    await end(lock);
  }
  console.error(`lab: ${what}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return folder;
}

/** Makes it in another place first, so that nobody ever sees half of it. */
async function whole(folder: string, make: Make): Promise<void> {
  const into = `${folder}.making`;
  const clean = () => rmSync(into, { recursive: true, force: true, maxRetries: 3 });
  clean();
  mkdirSync(into, { mode: 0o755 });
  chmodSync(into, 0o755);
  process.once("exit", clean);
  try {
    await make(into);
    renameSync(into, folder);
  } finally {
    process.off("exit", clean);
    clean();
  }
}
