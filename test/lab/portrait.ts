import { LISTS } from "./network";
import type { LabHost } from "./host";

const NOTES = 'cd /run/pulumi-netlink 2>/dev/null && for n in *; do echo "note $n $(cat $n)"; done';
/** Values that the kernel changes in its own time, or counts from the start at every boot. */
const PASSING = / (valid_lft|preferred_lft|expires|qlen|link-netnsid) \S+|@if\d+|(?<=: )\d+: /g;
/** The address that every link that is up gets by itself; it follows from others. */
const LINK_LOCAL = /fe80::\w*:?\w*:?\w*:\w+(\/64| dev)/;

/** All that a host holds of what is tested, its notes too, and nothing that changes by itself: equal hosts have equal portraits. */
export async function portrait(host: LabHost): Promise<string[]> {
  const { stdout } = await host.run(`${LISTS}\n${NOTES}`);
  let namespace = "";
  const lines = stdout.split("\n").map((line) => {
    if (line.startsWith("namespace ")) namespace = line.slice("namespace ".length);
    return `${namespace}: ${line}`.replace(PASSING, "").trim();
  });
  // Equal lines are told apart.
  return lines
    .filter((line) => !LINK_LOCAL.test(line))
    .sort()
    .map((line, i, all) => line + " again".repeat(i - all.indexOf(line)));
}

/** Portraits of several hosts in one. */
export async function portraits(hosts: readonly LabHost[]): Promise<string[]> {
  const each = hosts.map(async (host) => (await portrait(host)).map((line) => `${host.name} ${line}`));
  return (await Promise.all(each)).flat();
}

/** Lines that only one of the two has. */
export const unlike = (is: readonly string[], wanted: readonly string[]): string[] => [
  ...is.filter((line) => !wanted.includes(line)).map((line) => `too much: ${line}`),
  ...wanted.filter((line) => !is.includes(line)).map((line) => `missing:  ${line}`),
];
