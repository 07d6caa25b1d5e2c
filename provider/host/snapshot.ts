import { batchLine, netnsWord, type Command } from "../ip/command";
import { ADDRESSES, LINKS, LOCKS, ROUTES, type NetnsSnapshot, type Snapshot } from "../ip/snapshot";
import { NOTES, type Reply, type Section } from "./shell/script";

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
  ...[...needs].flatMap(([name, shows]): Section[] => {
    const netns = netnsWord(name || undefined);
    const lines = lists(shows).map(([, show]) => batchLine(show));
    return [
      { netns, lines },
      ...(shows.has(LOCKS) ? [{ netns, lines: [batchLine(LOCKS)], asText: true } as const] : []),
    ];
  }),
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

/** Routes with what the text says of their locks, where it is of the same routes. */
function locked(routes: readonly Item[] = [], text: string): readonly Item[] {
  const lines = text.split("\n").filter((line) => /^\S/.test(line));
  if (lines.length !== routes.length) return routes;
  const locks = lines.map((line) => [...line.matchAll(/ (\w+) lock /g)].map(([, word]) => word));
  return routes.map((route, i) => (locks[i]?.length ? { ...route, locks: locks[i] } : route));
}

/** Builds the snapshot from the replies to those sections; throws where they are none. */
export function parseSnapshot(needs: Needs, [names, ...replies]: readonly Reply[]): Snapshot {
  const left = [...replies];
  const netns = [...needs].map(([name, shows]): [string, NetnsSnapshot] => {
    const { code, stdout, stderr } = left.shift() ?? { code: -1, stdout: "", stderr: "" };
    const text = shows.has(LOCKS) ? left.shift()?.stdout : undefined;
    if (code !== 0) return [name, { error: stderr }];
    const lines = stdout.split("\n");
    const read = lists(shows).map(([name, show], at) => [name, list(name, show.join(" "), lines[at])] as const);
    const all: Record<string, readonly Item[]> = Object.fromEntries(read);
    return [name, text === undefined ? all : { ...all, routes: locked(all.routes, text) }];
  });
  const named = (names?.stdout ?? "").split("\n").filter(Boolean);
  return {
    namespaces: named.filter((line) => line.startsWith("/")).map((line) => line.slice(1)),
    netns: Object.fromEntries(netns),
    notes: Object.fromEntries(named.filter((line) => !line.startsWith("/")).map((line) => line.split(" ", 2))),
  };
}
