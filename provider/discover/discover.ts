import type { Snapshot } from "../ip/snapshot";
import * as all from "../kinds";
import type { Found, Kind } from "../kinds/kind";
import { comment, isNetns, Writer } from "./write";

/** The order of declaration: containers go before what they hold, and kinds without a place here come last. */
const FIRST = ["netns", "link", "address", "route"];
const rank = ({ identity: { space }, type }: Kind) =>
  [FIRST.includes(space) ? FIRST.indexOf(space) : FIRST.length, space, type].join(" ");
/** Every kind, in the order in which a program declares its objects. */
const ORDER = (Object.values(all) as unknown as Kind[]).sort((one, other) => rank(one).localeCompare(rank(other)));
type Discovered = readonly [kind: Kind, found: Found];

/** Links after the links that they are on, and otherwise as they were; links that seem to be on each other or on themselves come last. */
function upward(objects: readonly Discovered[]): Discovered[] {
  const key = (netns: unknown, name: unknown) => JSON.stringify([netns ?? "", name]);
  const waiting = new Set(objects.flatMap(([kind, { values: v }]) => (kind.link ? [key(v.netns, v.name)] : [])));
  const sorted: Discovered[] = [];
  for (let left = objects; left.length;) {
    const isNext = ([, { values: v }]: Discovered) =>
      v.parent === undefined || !waiting.has(key(v.parentNetns, v.parent));
    const next = left.filter(isNext);
    if (!next.length) return [...sorted, ...left];
    for (const [, { values }] of next) waiting.delete(key(values.netns, values.name));
    sorted.push(...next);
    left = left.filter((one) => !next.includes(one));
  }
  return sorted;
}

/** Options of the program that is written. */
export interface Discovery {
  /** The connection as TypeScript. */
  readonly connection: string;
  /** Also the addresses and routes of the host's own network. */
  readonly all: boolean;
}

/** A program that takes over what is on a host, and changes nothing. */
export function programOf(snapshot: Snapshot, { connection, all }: Discovery): string {
  const writer = new Writer(snapshot);
  const ours = new Set(
    ORDER.filter((kind) => kind.link).flatMap((kind) =>
      kind.list(snapshot, undefined).map(({ values }) => values.name),
    ),
  );
  const isMeant = (kind: Kind, { values, skippedBecause }: Found) =>
    !/kernel makes/.test(skippedBecause ?? "") &&
    (kind.link !== undefined || isNetns(kind) || values.netns !== undefined || all || ours.has(values.dev));
  const spaces = [undefined, ...Object.keys(snapshot.netns).filter(Boolean).sort()];
  const found = (kind: Kind) => spaces.flatMap((netns) => kind.list(snapshot, netns)).filter((one) => isMeant(kind, one)); // prettier-ignore
  const objects = upward(ORDER.flatMap((kind) => found(kind).map((one): Discovered => [kind, one])));
  const sections = [...new Set(ORDER.map(({ identity }) => identity.space))].map((space) => objects.flatMap(([kind, one]) => (kind.identity.space === space ? [writer.write(kind, one)] : []))); // prettier-ignore
  const unread = snapshot.namespaces.filter((name) => !snapshot.netns[name]).sort();
  const odd = unread.map((name) => comment(`NetNamespace ${name}: left out, no program can give its name`));
  const note = all ? [] : ["// Addresses and routes of the host's own network are left out; --all prints them."];
  return [`import * as netlink from "pulumi-netlink";`, [`const connection = ${connection};`, ...note].join("\n"), ...[odd, ...sections].filter((lines) => lines.length).map((lines) => lines.join("\n"))].join("\n\n").concat("\n"); // prettier-ignore
}
