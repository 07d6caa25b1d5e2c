import { batchLine, netnsWord, type Command } from "../ip/command";
import { ADDRESSES, LINKS, ROUTES, type NetnsSnapshot, type Snapshot } from "../ip/snapshot";
import { NOTES, type Reply, type Section } from "./script";

/** What is to be read: lists by namespace, the host's own is "". */
export type Needs = ReadonlyMap<string, ReadonlySet<Command>>;

const LISTS: readonly (readonly [keyof NetnsSnapshot, Command])[] = [
  ["addresses", ADDRESSES],
  ["links", LINKS],
  ["routes", ROUTES],
];

/** Joins what several objects need into one read. */
export function union(all: readonly Needs[]): Needs {
  const joined = new Map<string, Set<Command>>();
  for (const [netns, shows] of all.flatMap((needs) => [...needs]))
    joined.set(netns, new Set([...(joined.get(netns) ?? []), ...shows]));
  return joined;
}

/** The lists that serve what is needed of a namespace; addresses come with their links. */
const lists = (shows: ReadonlySet<Command>) =>
  LISTS.filter(([, show]) => shows.has(show) && !(show === LINKS && shows.has(ADDRESSES)));

/** The sections that read it; the first ask which namespaces and notes there are. */
export const readSections = (needs: Needs): Section[] => [
  { netns: undefined, lines: ["netns list"] },
  { netns: NOTES, lines: [] },
  ...[...needs].map(([netns, shows]) => ({
    netns: netnsWord(netns || undefined),
    lines: lists(shows).map(([, show]) => batchLine(show)),
  })),
];

const CONTROL = /[\x00-\x1f\x7f]/g; // eslint-disable-line no-control-regex

/** Builds the snapshot from the replies to those sections. */
export function parseSnapshot(needs: Needs, [names, notes, ...replies]: readonly Reply[]): Snapshot {
  const json = (line: string | undefined) =>
    // `ip` escapes no control characters; somebody's alias may hold them.
    (JSON.parse(line?.replace(CONTROL, " ") || "[]") as Record<string, unknown>[]).filter(
      (item) => Object.keys(item).length > 0,
    );
  const netns = [...needs].map(([name, shows], i): [string, NetnsSnapshot] => {
    const { code, stdout, stderr } = replies[i] ?? { code: -1, stdout: "", stderr: "" };
    const lines = stdout.split("\n");
    return [
      name,
      code === 0 ? Object.fromEntries(lists(shows).map(([list], at) => [list, json(lines[at])])) : { error: stderr },
    ];
  });
  return {
    namespaces: json(names?.stdout.trim()).map(({ name }) => String(name)),
    netns: Object.fromEntries(netns),
    notes: Object.fromEntries((notes?.stdout ?? "").split("\n").flatMap((line) => (line ? [line.split(" ", 2)] : []))),
  };
}
