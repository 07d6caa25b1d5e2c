import assert from "node:assert/strict";
import fc from "fast-check";
import { UnsuitableHost } from "../../provider/host/error";
import { roundTrip } from "../../provider/host/round-trip";
import { ADDRESSES, LINKS, LOCKS, ROUTES } from "../../provider/ip/read";
import type { Snapshot } from "../../provider/ip/snapshot";
import { UNKNOWN } from "../../provider/ip/unknown";
import { check } from "../../provider/kinds/check";
import type { Values } from "../../provider/kinds/kind";
import { Item } from "../../provider/lifecycle/item";
import { effort } from "../effort";
import { casesOf, kinds, PLACE } from "../kinds/cases";

const FACTS = { machineId: "m", bootId: "b", user: 0, version: "", wireless: [] };

/** Every golden case that has a host: a kind, arguments, and the lists of a namespace with what they name. */
const CASES = Object.values(kinds).flatMap((kind) =>
  casesOf(kind.type).flatMap(([, , { desired, was, snapshot }]) => {
    const args = { ...PLACE, ...(desired ?? was) };
    return snapshot ? [{ kind, values: check(kind, args, UNKNOWN).values, snapshot }] : [];
  }),
);

/** The paths of all values in a list. */
const paths = (value: unknown, path: readonly string[] = []): (readonly string[])[] =>
  typeof value === "object" && value !== null
    ? [path, ...Object.entries(value).flatMap(([key, inner]) => paths(inner, [...path, key]))]
    : [path];

/** A list in which one value is another, or gone. */
function mutated(list: unknown, path: readonly string[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const copy = structuredClone(list) as Record<string, unknown>;
  copy[key] = mutated(copy[key], rest, value);
  return copy;
}

const STRANGE = fc.oneof(
  fc.constantFrom(undefined, null, "", 0, -1, 1.5, true, [], {}, [null], [{}], "10.0.0.1", "10.0.0.0/8", "::/0", "a/b", "999.1.1.1/33", "default", "lo", "eth1", "if7"), // prettier-ignore
  fc.string({ maxLength: 12 }),
  fc.integer(),
  fc.json({ maxDepth: 2 }).map((text) => JSON.parse(text) as unknown),
);

/** The host's answer to the lists of one namespace, read as a round trip reads it. */
async function answered(netns: string, lists: readonly [unknown, unknown, unknown]) {
  const needs = new Map([[netns, new Set([ADDRESSES, LINKS, ROUTES, LOCKS])]]);
  const [links, addresses, routes] = lists.map((list) => JSON.stringify(list) ?? "");
  const reply = (stdout = "") => ({ code: 0, stdout, stderr: "" });
  const replies = [reply(), reply(`${addresses ?? links}\n${routes}\n`), reply()];
  return (await roundTrip("web-1", async () => ({ ...FACTS, replies }), [], needs)).outcome;
}

/** All that is asked of a host that was read. */
function used({ kind, values }: { kind: (typeof CASES)[number]["kind"]; values: Values }, snapshot: Snapshot): void {
  const item = new Item(kind, values);
  const outcome = { ...FACTS, snapshot };
  const observed = item.observe(outcome);
  item.verdict(outcome);
  item.plan(observed, outcome, true);
  kind.plan(undefined, observed, snapshot);
  for (const netns of [undefined, "red"]) kind.list(snapshot, netns);
}

describe("odd answers of ip", () => {
  it("give an error that names the host and the command, or are understood; nothing else", async () => {
    let [refused, understood] = [0, 0];
    const any = fc.record({ at: fc.nat(CASES.length - 1), list: fc.nat(2), path: fc.nat(), value: STRANGE });
    await fc.assert(
      fc.asyncProperty(any, async ({ at, list, path, value }) => {
        const it = CASES[at]!;
        const [[netns = "", { links = [], addresses = links.map((link: object) => ({ ...link, addr_info: [] })), routes = [] }] = ["", {}]] = Object.entries(it.snapshot.netns).slice(-1); // prettier-ignore
        const lists: [unknown, unknown, unknown] = [links, addresses, routes];
        const all = paths(lists[list]);
        lists[list] = mutated(lists[list], all[path % all.length]!, value);
        try {
          const { snapshot } = await answered(netns, lists);
          used(it, snapshot);
          understood++;
        } catch (error) {
          if (!(error instanceof UnsuitableHost)) throw error;
          assert.match(error.message, /^web-1: its `ip` answers `/);
          refused++;
        }
      }),
      { numRuns: effort(4000, 100_000) },
    );
    assert.ok(refused > effort(500, 10_000) && understood > effort(500, 10_000), `${refused}, ${understood}`);
  });
});
