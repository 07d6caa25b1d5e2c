import { batchLine, familyOption, netnsWord } from "../ip/command";
import { same } from "../ip/equality";
import type { Entry, Read } from "../ip/read";
import type { NetnsSnapshot, Snapshot } from "../ip/snapshot";
import type { Reply, Section } from "./shell/script";

/** Lists to read, by namespace; the host's own is "". */
export type Needs = ReadonlyMap<string, ReadonlySet<Read>>;

/** Joins what several objects need into one read. */
export function union(all: readonly Needs[]): Needs {
  const joined = new Map<string, Set<Read>>();
  for (const [netns, reads] of all.flatMap((needs) => [...needs]))
    joined.set(netns, new Set([...(joined.get(netns) ?? []), ...reads]));
  return joined;
}

const has = (reads: Iterable<Read> = [], { name }: Read): boolean => [...reads].some((read) => read.name === name);

/** The needed lists that were not read. */
export const unread = (read: Needs, needs: Needs): Needs =>
  new Map(
    [...needs]
      .map(([netns, reads]) => [netns, new Set([...reads].filter((one) => !has(read.get(netns), one)))] as const)
      .filter(([, reads]) => reads.size),
  );

/** Whether everything that is needed was read. */
export const covers = (read: Needs, needs: Needs): boolean => !unread(read, needs).size;

/** The options that make `ip` answer in the form of a read. */
const readOptions = ({ adds, by, family }: Read) =>
  by ? [] : [...(adds ? [] : ["-N", "-j", "-d"]), ...familyOption(family)];

/** The batches that read the needed lists of a namespace: reads with the same options share one. */
function batches(reads: ReadonlySet<Read>): Read[][] {
  // A read that adds to the items of another one comes after it.
  const rank = ({ adds, name }: Read) => `${adds ? 1 : 0} ${name}`;
  const all = [...reads].sort((one, other) => rank(one).localeCompare(rank(other)));
  const included = new Set(all.map(({ includes }) => includes));
  const groups: Read[][] = [];
  for (const read of all.filter(({ name }) => !included.has(name))) {
    const group = groups.find(([first]) => first && same(readOptions(first), readOptions(read)));
    if (group && !read.adds && !read.by) group.push(read);
    else groups.push([read]);
  }
  return groups;
}

/** The sections that read it; the first asks for the named namespaces and the notes. */
export const readSections = (needs: Needs): Section[] => [
  { tool: "journal", lines: [] },
  ...[...needs].flatMap(([name, reads]) =>
    batches(reads).map((batch): Section => ({
      tool: batch[0]?.by?.tool ?? "ip",
      netns: netnsWord(name || undefined),
      options: readOptions(batch[0]!),
      lines: batch[0]?.by ? [] : batch.map(batchLine),
    })),
  ),
];

/** Control characters, which `ip` does not escape and a host may hold, as in somebody's alias. */
const CONTROL = /[\x00-\x1f\x7f-\x9f]|\\u00(?:[01][\da-f]|7f|[89][\da-f])|\\\\/gi; // eslint-disable-line no-control-regex

/** The destination of a tunnel, which `ip` prints under the same key as the route's. */
const TUNNEL = /("encap":"\w+"[^}]*?)"dst":/g;

/** A list as `ip` prints it; throws if the text is no list. */
function list({ words, isItem, isOther, isNeverEmpty }: Read, line = ""): Entry[] {
  const answers = `its \`ip\` answers \`${words.join(" ")}\` with`;
  let items: unknown;
  try {
    items = JSON.parse(
      line.replace(CONTROL, (found) => (found === "\\\\" ? found : " ")).replace(TUNNEL, '$1"encap_dst":') || "[]",
    );
  } catch {
    throw new Error(`${answers} what is not JSON: ${line.slice(0, 100)}`);
  }
  const isList = Array.isArray(items) && items.every((item) => typeof item === "object" && item !== null);
  const isOne = (item: Entry) => Object.keys(item).length > 0 && !isOther?.(item);
  const some = isList ? (items as Entry[]).filter(isOne) : [];
  if (!isList || !some.every(isItem) || (isNeverEmpty && !some.length))
    throw new Error(`${answers} another list than was asked for: ${line.slice(0, 100)}`);
  return some;
}

/** The lists of one namespace, from the replies to its batches. */
function parseNetns(answers: readonly (readonly [readonly Read[], Reply | undefined])[]): NetnsSnapshot {
  const failed = answers.find(([[first], reply]) => !first?.adds && reply?.code !== 0);
  if (failed) return { error: failed[1]?.stderr ?? "" };
  const lists: Record<string, readonly Entry[]> = {};
  for (const [batch, reply] of answers) {
    const lines = (reply?.stdout ?? "").split("\n");
    for (const [at, read] of batch.entries()) {
      const to = read.adds?.to;
      if (read.by) lists[read.name] = read.by.parse(reply?.stdout ?? "", (line) => list(read, line));
      else if (!read.adds) lists[read.name] = list(read, lines[at]);
      else if (to && lists[to]) lists[to] = read.adds.merge(lists[to], reply?.stdout ?? "");
    }
  }
  return lists;
}

/** Builds the snapshot from the replies to those sections; throws if they are no replies to them. */
export function parseSnapshot(needs: Needs, [names, ...replies]: readonly Reply[]): Snapshot {
  const left = [...replies];
  const netns = [...needs].map(([name, reads]): [string, NetnsSnapshot] => {
    return [name, parseNetns(batches(reads).map((batch) => [batch, left.shift()] as const))];
  });
  const named = (names?.stdout ?? "").split("\n").filter(Boolean);
  return {
    namespaces: named.filter((line) => line.startsWith("/")).map((line) => line.slice(1)),
    netns: Object.fromEntries(netns),
    notes: Object.fromEntries(named.filter((line) => !line.startsWith("/")).map((line) => line.split(" ", 2))),
  };
}
