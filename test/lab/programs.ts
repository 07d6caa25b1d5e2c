import { existsSync } from "node:fs";
import { join } from "node:path";

const named = (source: string, ...programs: string[]) => programs.map((program) => [program, source] as const);

/** The Debian package of every program that the lab runs on the machine itself. */
export const PACKAGE: Readonly<Record<string, string>> = Object.fromEntries([
  ...named("util-linux", "setpriv", "unshare", "nsenter", "flock"),
  ...named("iproute2", "ip"),
  ...named("openssh-client", "ssh-keygen"),
  ...named("cpio", "cpio"),
  ...named("kmod", "depmod"),
  ...named("lz4", "lz4"),
  ...named("zstd", "zstd"),
  ...named("xz-utils", "xz"),
  ...named("gcc", "gcc"),
  ...named("e2fsprogs", "mkfs.ext4"),
  ...named("qemu-system-x86", "qemu-system-x86_64"),
]);

/** Programs that every host needs, that an image needs once, and that a guest needs. */
export const NEEDS = {
  host: ["setpriv", "unshare", "nsenter", "ip", "ssh-keygen", "flock"],
  image: ["cpio", "depmod", "lz4", "zstd", "xz", "gcc"],
  guest: ["qemu-system-x86_64", "mkfs.ext4"],
} as const;

/** Those of the programs that are not in PATH. */
export function missing(programs: readonly string[], path = process.env.PATH ?? ""): string[] {
  return programs.filter((program) => !path.split(":").some((folder) => folder && existsSync(join(folder, program))));
}

/** Throws if a program is missing, naming its package. */
export function need(programs: readonly string[], path?: string): void {
  const names = missing(programs, path);
  if (!names.length) return;
  const packages = [...new Set(names.map((name) => PACKAGE[name] ?? name))];
  throw new Error(`the lab finds no ${names.join(", ")} in PATH: apt-get install ${packages.join(" ")}`);
}
