import type { Command } from "../ip/command";
import { SCOPES } from "../ip/names";
import { linkNamed, linksOf, type Snapshot } from "../ip/snapshot";
import { canonicalPrefix, LEAST_MTU, spelling } from "../ip/values";
import { named, where } from "../ip/wording";
import { parentIn, siblingsOf } from "./around";
import { rivalOnHost } from "./constraint";
import { labelOf } from "./identity";
import type { Kind, Values } from "./kind";
import { describe, rivalOf } from "./route/rival";

/** A failed command: the words of `ip`, the object that was asked for, and the host. */
interface Failure {
  readonly kind?: Kind;
  readonly command?: Command;
  readonly words: string;
  readonly desired: Values;
  readonly snapshot: Snapshot;
}

const parent = ({ desired, snapshot }: Failure) => parentIn(snapshot, desired);
const siblings = ({ desired, snapshot }: Failure) => siblingsOf(snapshot, desired);

/** Causes of what the kernel says, each told by a fact read from the host; the first that speaks is the likely one. */
const CAUSES: readonly (readonly [RegExp, (failure: Failure) => string | undefined])[] = [
  [
    /Invalid argument|No buffer space|No such device|IPv6 is (disabled|not enabled)/,
    ({ desired: { netns, address, family, dev }, snapshot }) => {
      const isIpv6 = family === "inet6" || String(address).includes(":");
      const on = isIpv6 ? linkNamed(snapshot, named(netns), String(dev)) : undefined;
      return on && on.mtu < LEAST_MTU ? `${on.ifname} has an MTU of ${on.mtu}, and IPv6 needs ${LEAST_MTU}` : undefined;
    },
  ],
  [
    /Permission denied|IPv6 is disabled/,
    ({ desired: { address, dst, dev } }) =>
      `${address} ${dst}`.includes(":")
        ? `IPv6 is disabled on ${dev}: net.ipv6.conf.${dev}.disable_ipv6 is 1`
        : undefined,
  ],
  [/Operation not permitted|Permission denied/, () => 'the user is not root: log in as root, or set become: "sudo"'],
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
      if (!snapshot.namespaces.includes(netns)) return `there is no namespace ${netns}`;
      return snapshot.netns[netns]?.error && `/run/netns/${netns} is no network namespace`;
    },
  ],
  [
    /Cannot find device|No such device|does not exist/,
    (failure) => {
      const { desired, snapshot } = failure;
      const [netns, name] = "parent" in desired ? [desired.parentNetns, desired.parent] : [desired.netns, desired.dev];
      const there = linksOf(snapshot, named(netns)).map((link) => link.ifname);
      return name === undefined || there.includes(String(name))
        ? undefined
        : `there is no link ${name} ${where(netns)}; there are ${there.join(", ")}`;
    },
  ],
  [
    /Device or resource busy/,
    (failure) => {
      const on = parent(failure);
      if (on?.master) return `${on.ifname} is a port of ${on.linkinfo?.info_slave_kind ?? "link"} ${on.master}`;
      const [other] = siblings(failure);
      return (
        other &&
        on &&
        `${on.ifname} has the ${other.linkinfo?.info_kind} link ${other.ifname}, and a parent takes one driver`
      );
    },
  ],
  [
    /Invalid argument|Numerical result out of range|mtu/,
    (failure) => {
      const on = parent(failure);
      if (on && Number(failure.desired.mtu) > on.mtu)
        return `the MTU ${failure.desired.mtu} is above the ${on.mtu} of its parent ${on.ifname}`;
      const first = siblings(failure).find(({ linkinfo }) => linkinfo?.info_data?.mode === "passthru");
      return first && on && `${on.ifname} has the passthru child ${first.ifname}, and that is the only one it takes`;
    },
  ],
  [
    /Address already in use/,
    (failure) => {
      const on = parent(failure);
      const other = [on, ...siblings(failure)].find((link) => link?.address === failure.desired.macAddress);
      return other && `${other.ifname} has the MAC address ${other.address} already`;
    },
  ],
  [
    /File exists/,
    ({ desired, snapshot }) => {
      const taken = "name" in desired ? linkNamed(snapshot, named(desired.netns), String(desired.name)) : undefined;
      return (
        taken &&
        `there is a ${taken.linkinfo?.info_kind ?? "physical"} link ${taken.ifname} ${where(desired.netns)} already`
      );
    },
  ],
  [
    /Invalid scope|Invalid argument/,
    ({ desired: { netns, dev, address, scope = "global" }, snapshot }) => {
      if (address === undefined) return undefined;
      const on = snapshot.netns[String(netns ?? "")]?.addresses?.find(({ ifname }) => ifname === dev);
      const subnet = canonicalPrefix(String(address));
      const other = on?.addr_info.find(
        (i) => canonicalPrefix(`${i.local}/${i.prefixlen}`) === subnet && spelling(SCOPES)(i.scope) !== scope,
      );
      return other && `${other.local} of the same subnet has the scope ${spelling(SCOPES)(other.scope)}, and a subnet has one`; // prettier-ignore
    },
  ],
  [
    /File exists/,
    ({ desired, snapshot }) => {
      const other = "dst" in desired ? rivalOf(snapshot, desired) : undefined;
      return other && `another route has this metric: ${describe(other)}`;
    },
  ],
  [
    /Network is down/,
    (failure) => {
      const on = parent(failure);
      return on?.flags.includes("UP") === false ? `the parent ${on.ifname} is down` : undefined;
    },
  ],
  [
    /invalid gateway|No route to host|Network is down|is not up/,
    ({ desired: { netns, dev }, snapshot }) =>
      linkNamed(snapshot, named(netns), String(dev))?.flags.includes("UP") === false
        ? `the link ${dev} ${where(netns)} is down`
        : undefined,
  ],
  [
    /invalid gateway|Network is unreachable|No route to host/,
    ({ desired }) =>
      `no route reaches the gateway ${desired.via ?? ""}; an address in its subnet or \`onlink: true\` makes it reachable`,
  ],
  [
    /Invalid (prefsrc|source) address/,
    ({ desired: { netns, prefsrc } }) => `no link ${where(netns)} has the address ${prefsrc}`,
  ],
];

/** The likely cause of a failure. */
export const causeOf = (failure: Failure): string | undefined => {
  const { kind, snapshot, desired } = failure;
  for (const constraint of /exists/.test(failure.words) ? (kind?.constraints ?? []) : []) {
    const rival = kind && rivalOnHost(kind, constraint, snapshot, desired);
    if (rival) return constraint.says(labelOf(kind, rival.values));
  }
  for (const [words, cause] of CAUSES) {
    const found = words.test(failure.words) ? cause(failure) : undefined;
    if (found) return found;
  }
  return undefined;
};

/** Failures that pass by themselves: a namespace that is still being torn down holds its parent and its MAC addresses. */
export const isTransient = (words: string): boolean => /Address already in use|Device or resource busy/.test(words);
