import type { Command, Tool } from "./command";
import { isIpRoute, link, linkWithAddresses, route } from "./shapes";

/** An item of a list as `ip -j` prints it. */
export type Entry = Readonly<Record<string, unknown>>;

/** One list of a host: the command of `ip` that shows it, and what its answer is. A snapshot holds the items under the read's name. */
export interface Read {
  readonly name: string;
  readonly words: readonly string[];
  /** Another tool than `ip` reads it, and this makes items of what it says. */
  readonly by?: { readonly tool: Tool; parse(text: string, list: (line: string) => Entry[]): Entry[] };
  readonly family?: Command["family"];
  /** Whether an item of the answer is one of this list. */
  isItem(item: Entry): boolean;
  /** Whether an item is left out, since no kind is about it. */
  isOther?(item: Entry): boolean;
  /** Every namespace has at least one. */
  readonly isNeverEmpty?: true;
  /** The read whose items come along with these. */
  readonly includes?: string;
  /** The answer is text, for what JSON leaves out; it adds to the items of another read. */
  readonly adds?: { readonly to: string; merge(items: readonly Entry[], text: string): readonly Entry[] };
}

const isOf =
  (shape: { safeParse(value: unknown): { readonly success: boolean } }) =>
  (item: Entry): boolean =>
    shape.safeParse(item).success;
const isLink = isOf(link);

/** Links; ip-link(8). */
export const LINKS: Read = { name: "links", words: ["link", "show"], isItem: isLink, isNeverEmpty: true };

/** Addresses, by link; ip-address(8). */
export const ADDRESSES: Read = {
  name: "addresses",
  words: ["addr", "show"],
  isItem: isOf(linkWithAddresses),
  isNeverEmpty: true,
  includes: "links",
};

/** Routes of all tables; ip-route(8). */
export const ROUTES: Read = {
  name: "routes",
  words: ["route", "show", "table", "all"],
  isItem: isOf(route),
  isOther: (item) => !isIpRoute(item),
};

/** Routes that may come between two reads, at most. */
const MOST_BETWEEN = 100;

/** Whether a line of text is of a route. */
const isLineOf = (line: string, { dst, dev, metric }: Entry): boolean => {
  const words = line.split(" ");
  const has = (word: string, value: unknown) => value === undefined || words[words.indexOf(word) + 1] === String(value);
  return words.slice(0, 2).includes(String(dst)) && has("dev", dev) && has("metric", metric);
};

/** The locked metrics of routes, which only the text of `ip` tells. It lists the same routes in the same order, but for those that came or went meanwhile. */
export const LOCKS: Read = {
  name: "locks",
  words: ROUTES.words,
  isItem: () => true,
  adds: {
    to: ROUTES.name,
    merge(routes, text) {
      const lines = text.split("\n").filter((line) => /^\S/.test(line));
      let next = 0;
      return routes.map((route) => {
        const last = Math.min(next + MOST_BETWEEN, lines.length);
        let at = next;
        while (at < last && !isLineOf(lines[at]!, route)) at++;
        if (at === last) return route;
        next = at + 1;
        const locks = [...lines[at]!.matchAll(/ (\w+) lock /g)].map(([, word]) => word);
        return locks.length ? { ...route, locks } : route;
      });
    },
  },
};

/** The line that begins a namespace: its name, or a slash and a process that is in it. */
const SPACE = /^@(\/?)(\S+) ?(.*)$/;

/** Links on a parent, of all namespaces, also of those without a name, as containers have; ip-netns(8). */
export const CHILDREN: Read = {
  name: "children",
  words: ["link", "show", "type", "macvlan"],
  isItem: isLink,
  by: {
    tool: "namespaces",
    parse(text, list) {
      const spaces: { netns?: string; process?: string; links: Entry[] }[] = [];
      for (const line of text.split("\n").filter(Boolean)) {
        const [, slash, name, program] = SPACE.exec(line) ?? [];
        if (name === undefined) spaces.at(-1)?.links.push(...list(line));
        else spaces.push({ ...(slash ? { process: `${name}, ${program}` } : { netns: name }), links: [] });
      }
      return spaces.filter(({ links }) => links.length);
    },
  },
};
