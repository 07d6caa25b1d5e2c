import { where } from "../../ip/wording";
import { ipv6Enabled, ipv6Mtu, linksUnder, staysOnLink } from "../constraint";
import type { Constraint } from "../kind";
import { describe, rivalOf } from "./rival";

/** The laws of routes. */
export const constraints: readonly Constraint[] = [
  {
    fields: ["dev", "nexthops"],
    words: /invalid gateway|No route to host|Network is down|is not up/,
    broken(object, world) {
      const down = linksUnder(object, world).find(({ values }) => values.up === false);
      return down && `${down.title} is down, and only a link that is up has routes`;
    },
  },
  ipv6Mtu,
  ipv6Enabled,
  staysOnLink("dev"),
  {
    // The kernel tells routes apart by fewer fields than their identity has. One that gives way to this is no rival.
    fields: ["dst"],
    words: /File exists/,
    broken({ values, was, observed }, { snapshot }) {
      const other = snapshot && !observed ? rivalOf(snapshot, values) : undefined;
      if (!snapshot || !other) return undefined;
      const isOwn = was !== undefined && was.host === values.host && rivalOf(snapshot, was) === other;
      return isOwn ? undefined : `another route has this metric: ${describe(other)}`;
    },
  },
  {
    fields: ["via"],
    words: /invalid gateway|Network is unreachable|No route to host/,
    isCauseOnly: true,
    broken: ({ values: { via } }) =>
      `no route reaches the gateway ${String(via ?? "")}; an address in its subnet or \`onlink: true\` makes it reachable`,
  },
  {
    fields: ["prefsrc"],
    words: /Invalid (prefsrc|source) address/,
    isCauseOnly: true,
    broken: ({ values: { netns, prefsrc } }) => `no link ${where(netns)} has the address ${String(prefsrc)}`,
  },
];
