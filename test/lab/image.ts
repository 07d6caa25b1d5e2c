import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { once } from "./cache";
import { must, tiedMust } from "./process";
import { need, NEEDS } from "./programs";

/** The Debian releases a host can be of, each with its kernel, iproute2 and sshd. */
export type Suite = "bullseye" | "bookworm" | "trixie" | "sid";

const SOURCES = join(__dirname, "image");

/** Short hash of what something is made from. */
export function digest(...parts: readonly (string | Buffer)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex").slice(0, 12);
}

/** The keys that all hosts and their users have. */
export const keys = (): Promise<string> =>
  once("keys", "keys", (into) => {
    for (const name of ["client", "host"])
      must("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", join(into, name)]);
  });

const sources = (): Buffer[] =>
  readdirSync(SOURCES, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => readFileSync(file));

/** The files of a suite: `root`, `vmlinux`, `initrd`, and `packages`, the names of its packages. Made again when its sources change. */
export async function image(suite: Suite): Promise<string> {
  const folder = await keys();
  const hash = digest(suite, readFileSync(join(folder, "host.pub")), ...sources());
  return once(`${suite}-${hash}`, `image of ${suite}`, async (into) => {
    need(NEEDS.image);
    // Its own process namespace: what the script has started ends with it.
    const alone = ["--pid", "--fork", "--kill-child", "--mount-proc"];
    await tiedMust("unshare", [...alone, "bash", join(SOURCES, "build.sh"), suite, into], {
      env: { ...process.env, KEYS: folder },
    });
  });
}

let version: string | undefined;

/** Folder name of an image's snapshot: tied to the image, to QEMU's version and to QEMU's arguments. */
export function snapshotName(image: string): string {
  version ??= must("qemu-system-x86_64", ["--version"]);
  return `${basename(image)}-snapshot-${digest(version, readFileSync(join(__dirname, "qemu.ts")))}`;
}
