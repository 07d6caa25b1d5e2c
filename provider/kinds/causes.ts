import type { Command } from "../ip/command";
import { linkCalled, linksOf, type Snapshot } from "../ip/snapshot";
import { named, noLink, noNetns, NOT_ROOT } from "../ip/wording";
import { linkUnder } from "./constraint";
import { brokenOnHost } from "./host-laws";
import type { Kind, Values } from "./kind";

/** A failed command: the words of `ip`, the object that was asked for, and the host. */
interface Failure {
  readonly kind: Kind;
  readonly command?: Command;
  readonly words: string;
  readonly desired: Values;
  readonly snapshot: Snapshot;
}

/** Words of a command that may fail because another link, perhaps out of sight, holds the parent. */
export const HELD = /Device or resource busy|Address already in use|Invalid argument/;

/** Causes that any kind may have, each told by a fact read from the host. */
const CAUSES: readonly (readonly [RegExp, (failure: Failure) => string | undefined])[] = [
  [/Operation not permitted|Permission denied/, () => NOT_ROOT],
  [
    /Unknown device type/,
    ({ command }) => `the kernel has no ${command?.words[command.words.indexOf("type") + 1]} driver`,
  ],
  [
    /unknown option "/,
    ({ words }) => `the host's iproute2 is too old for \`${/unknown option "([^"]*)"/.exec(words)?.[1]}\``,
  ],
  [
    /Cannot open network namespace|Invalid "netns" value|Invalid argument|setting the network namespace/,
    ({ command, desired, snapshot }) => {
      const netns = command?.netns ?? named(desired.netns);
      if (netns === undefined) return undefined;
      if (!snapshot.namespaces.includes(netns)) return noNetns(netns);
      return snapshot.netns[netns]?.error && `/run/netns/${netns} is no network namespace`;
    },
  ],
  [
    /Cannot find device|No such device|does not exist/,
    ({ kind, desired, snapshot }) => {
      const { name, netns } = linkUnder(kind, desired);
      const there = linksOf(snapshot, named(netns)).map((link) => link.ifname);
      return name === undefined || linkCalled(snapshot, named(netns), named(name))
        ? undefined
        : noLink(name, netns, there);
    },
  ],
  [
    /took its place a moment ago/,
    () => "another stack makes it at the same moment: the next `pulumi up` tells whose it is",
  ],
  [
    HELD,
    ({ kind, desired }) =>
      kind.link?.rxHandler &&
      `a link in another namespace or container may hold ${named(desired.parent)}: \`lsns -t net\` on ${named(desired.host)} lists them`,
  ],
];

/** The laws of its kind that the object breaks on its host, and of which the words speak. */
const laws = ({ kind, words, desired, snapshot }: Failure): string[] =>
  brokenOnHost({ kind, title: "", values: desired }, snapshot, (law) => law.words?.test(words) ?? false).map(
    ({ fact }) => fact,
  );

/** The likely cause of a failure. */
export const causeOf = (failure: Failure): string | undefined =>
  [
    ...laws(failure),
    ...CAUSES.flatMap(([words, cause]) => (words.test(failure.words) ? (cause(failure) ?? []) : [])),
  ][0];

/** Failures that pass by themselves: a namespace that is still being torn down holds its parent and its MAC addresses. */
export const isTransient = (words: string): boolean => /Address already in use|Device or resource busy/.test(words);
