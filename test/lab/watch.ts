import type { LabHost } from ".";

/** An event of `ip monitor`: the number of the row that it is about, NaN for none, and what it is in a word. */
export interface Event {
  readonly row: number;
  readonly word: string;
  readonly line: string;
}

const FENCE = "203.0.113";
const monitor = (netns: string) => `ip ${netns && `-n ${netns}`}`;
/** Waits until the monitors have seen a change made for them: what came before it has been written down then. */
const fence = (all: readonly string[], last: number) =>
  all.map((netns, i) => {
    const route = `route add blackhole ${FENCE}.${last}`;
    const again = `${monitor(netns)} ${route}; ${monitor(netns)} ${route.replace("add", "del")}; sleep 0.02`;
    return `until grep -q '${FENCE}.${last} ' /run/watch.${i}; do ${again}; done`;
  });

/** Writes down what happens in namespaces of a host until the function that comes of it is called. */
export async function watch(host: LabHost, all: readonly string[]): Promise<() => Promise<Event[]>> {
  const starts = all.map(
    (netns, i) =>
      `${monitor(netns)} -o monitor label link address route netconf >/run/watch.${i} 2>&1 </dev/null & echo $! >>/run/watch`,
  );
  await host.run(["rm -f /run/watch*", ...starts, ...fence(all, 1)].join("\n"));
  return async () => {
    const ends = [...fence(all, 2), "kill $(cat /run/watch)", ...all.map((_, i) => `echo @${i}; cat /run/watch.${i}`)];
    const { stdout } = await host.run(ends.join("\n"));
    const parts = stdout.split(/^@\d+\n/m).slice(1);
    return parts.flatMap((part, i) => eventsIn(part, all[i] ?? ""));
  };
}

const eventsIn = (text: string, netns: string): Event[] =>
  text
    .split("\n")
    .filter((line) => line && !line.includes(FENCE))
    .map((line) => ({ row: rowOf(line, netns), word: wordOf(line), line: `${netns} ${line}` }));

/** The names and the addresses of a row's objects hold its number, as does a namespace of its own. */
const rowOf = (line: string, netns: string): number =>
  Number(
    [/^n(\d+)$/.exec(netns), /(?:\d: |dev |inet6? )[a-z](\d+)\b/.exec(line), /10\.(\d+)\.|2001:db8:(\d+):/.exec(line)]
      .flatMap((found) => found?.slice(1).filter(Boolean) ?? [])
      .at(0),
  );

/** Such as `link`, `link-down`, `parent`, `addr`, `-route`: what it is about, and whether that went down or away. */
function wordOf(line: string): string {
  const [, label = "", gone, rest = ""] = /^\[(\w+)\](Deleted )?(.*)/.exec(line) ?? [];
  if (label !== "LINK") return `${gone ? "-" : ""}${label.toLowerCase()}`;
  const what = /^\d+: [po]\d/.test(rest) ? "parent" : "link";
  return gone ? `-${what}` : `${what}${/[<,]UP[,>]/.test(rest) ? "" : "-down"}`;
}

/** Differences between events and those expected, `link parent? -route`; one with a question mark may be missing. */
export function unlike(events: readonly Event[], expected: string): { missing: string[]; unexpected: string[] } {
  const words = expected.split(" ").filter(Boolean);
  const allowed = words.map((word) => word.replace("?", ""));
  const seen = new Set(events.map(({ word }) => word));
  return {
    missing: words.filter((word) => !word.endsWith("?") && !seen.has(word)),
    unexpected: events.filter(({ word }) => !allowed.includes(word)).map(({ line }) => line),
  };
}
