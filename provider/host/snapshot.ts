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

/** What is needed and was not read. */
export const unread = (read: Needs, needs: Needs): Needs =>
  new Map(
    [...needs]
      .map(([netns, shows]) => [netns, new Set([...shows].filter((show) => !read.get(netns)?.has(show)))] as const)
      .filter(([, shows]) => shows.size),
  );

/** Whether what was read has all that is needed. */
export const covers = (read: Needs, needs: Needs): boolean => !unread(read, needs).size;

/** The lists that serve what is needed of a namespace; addresses come with their links. */
const lists = (shows: ReadonlySet<Command>) =>
  LISTS.filter(([, show]) => shows.has(show) && !(show === LINKS && shows.has(ADDRESSES)));

/** The sections that read it; the first asks which namespaces and notes there are. */
export const readSections = (needs: Needs): Section[] => [
  { netns: NOTES, lines: [] },
  ...[...needs].map(([netns, shows]) => ({
    netns: netnsWord(netns || undefined),
    lines: lists(shows).map(([, show]) => batchLine(show)),
  })),
];

type Item = Readonly<Record<string, unknown>>;
const isText = (value: unknown) => typeof value === "string";
const isLink = ({ ifname, ifindex, flags }: Item) =>
  isText(ifname) && Number.isInteger(ifindex) && Array.isArray(flags);

/** What each list holds at least; every namespace has a link. */
const SHAPES: Readonly<Record<string, (items: readonly Item[]) => boolean>> = {
  links: (items) => items.length > 0 && items.every(isLink),
  addresses: (items) =>
    items.length > 0 &&
    items.every(
      (item) =>
        isLink(item) && Array.isArray(item.addr_info) && (item.addr_info as Item[]).every(({ local }) => isText(local)),
    ),
  routes: (items) => items.every(({ dst, table, type }) => [dst, table, type].every(isText)),
};

/** Control characters, which `ip` does not escape and a host may; somebody's alias may hold them. */
const CONTROL = /[\x00-\x1f\x7f-\x9f]|\\u00(?:[01][\da-f]|7f|[89][\da-f])|\\\\/gi; // eslint-disable-line no-control-regex

/** A list as `ip` prints it; throws where it is none. */
function list(name: keyof typeof SHAPES, command: string, line = ""): Item[] {
  const says = `its \`ip\` answers \`${command}\` with`;
  let items: unknown;
  try {
    items = JSON.parse(line.replace(CONTROL, (found) => (found === "\\\\" ? found : " ")) || "[]");
  } catch {
    throw new Error(`${says} what is not JSON: ${line.slice(0, 100)}`);
  }
  const isList = Array.isArray(items) && items.every((item) => typeof item === "object" && item !== null);
  const some = isList ? (items as Item[]).filter((item) => Object.keys(item).length > 0) : [];
  if (!isList || !SHAPES[name]?.(some))
    throw new Error(`${says} another list than was asked for: ${line.slice(0, 100)}`);
  return some;
}

/** Builds the snapshot from the replies to those sections; throws where they are none. */
export function parseSnapshot(needs: Needs, [names, ...replies]: readonly Reply[]): Snapshot {
  const netns = [...needs].map(([name, shows], i): [string, NetnsSnapshot] => {
    const { code, stdout, stderr } = replies[i] ?? { code: -1, stdout: "", stderr: "" };
    const lines = stdout.split("\n");
    return [
      name,
      code === 0
        ? Object.fromEntries(lists(shows).map(([name, show], at) => [name, list(name, show.join(" "), lines[at])]))
        : { error: stderr },
    ];
  });
  const named = (names?.stdout ?? "").split("\n").filter(Boolean);
  return {
    namespaces: named.filter((line) => line.startsWith("/")).map((line) => line.slice(1)),
    netns: Object.fromEntries(netns),
    notes: Object.fromEntries(named.filter((line) => !line.startsWith("/")).map((line) => line.split(" ", 2))),
  };
}
