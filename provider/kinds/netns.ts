import { z } from "zod";
import { inNetns, type Command } from "../ip/command";
import { differing } from "../ip/equality";
import { ADDRESSES, LINKS, ROUTES } from "../ip/read";
import { linksOf } from "../ip/snapshot";
import { flag, netnsName } from "../ip/values";
import { readAlias, sameStack } from "../ownership/mark";
import { identityOf } from "./identity";
import { type Kind } from "./kind";
import { loses } from "./link/losses";
import { removal } from "./link/plan";
import { place, hostOfConnection } from "./place";

const schema = z.object({
  ...place,
  /** Name of the namespace, a file in /run/netns; default the resource's own name. */
  name: netnsName.meta({
    ip: "netns add NAME",
    kernel: "unshare(2), a bind mount in /run/netns",
    since: ["3.0", "≤ 3.3"],
  }),
  /** Whether `lo` is up; default true. */
  loopback: flag.default(true).meta({ ip: "link set dev lo up, down", kernel: "IFF_UP", since: ["3.0", "≤ 3.3"] }),
  /** Delete the namespace even while it holds links that this stack did not make. */
  force: flag.default(false),
});

/** Links that the kernel puts into every new namespace. */
const KERNELS = /^(lo|tunl0|gre0|gretap0|erspan0|ip_vti0|ip6_vti0|sit0|ip6tnl0|ip6gre0)$/;

const setLo = (v: { name: string; mark: string; loopback: boolean }): Command =>
  inNetns(v.name, "link", "set", "dev", "lo", "alias", v.mark, v.loopback ? "up" : "down");

/** A network namespace, marked by the alias of its `lo`; ip-netns(8). */
export const netns: Kind<typeof schema, object> = {
  type: "NetNamespace",
  schema,
  rules: [],
  derived: [hostOfConnection],
  outputs: {},
  identity: { key: ["name"], field: "name", space: "netns", label: (v) => v.name, within: (v) => [v.name] },
  holds: ["netns", "parentNetns"],
  reads: [LINKS],
  lawReads: (v) => (v.loopback ? [] : [ADDRESSES, ROUTES].map((read) => [v.name, read] as const)),
  constraints: [
    loses(
      "loopback",
      (is, asked) => (is.loopback && !asked.loopback ? "down" : undefined),
      (v) => [v.name, "lo"],
      (v) => v.loopback === false,
    ),
  ],
  namespaces: (v) => [v.name],
  observe(snapshot, desired) {
    if (!snapshot.namespaces.includes(desired.name)) return undefined;
    const links = linksOf(snapshot, desired.name);
    const lo = links.find((link) => link.ifname === "lo");
    // A mere file of ours: its making was cut off.
    if (!lo && snapshot.notes?.[identityOf(this as unknown as Kind, desired).note] === desired.mark) return undefined;
    const { mark } = readAlias(lo?.ifalias);
    const guests = links.filter((link) => !KERNELS.test(link.ifname));
    const isOurs = (link: (typeof guests)[number]) => sameStack(readAlias(link.ifalias).mark, desired.mark);
    const foreign = guests.filter((link) => !isOurs(link)).map((link) => link.ifname);
    return {
      values: { ...desired, loopback: !!lo?.flags.includes("UP"), mark },
      outputs: {},
      owner: mark,
      shown: `holds ${guests.map((link) => link.ifname).join(", ") || "no links"}`,
      conflict: lo
        ? undefined
        : `/run/netns/${desired.name} is no network namespace: ${snapshot.netns[desired.name]?.error}`,
      undeletableBecause:
        foreign.length && !desired.force
          ? `it holds links that this stack did not make: ${foreign.join(", ")}`
          : undefined,
      // The later first: a link goes with what it is on.
      contents: guests.filter(isOurs).sort((one, other) => other.ifindex - one.ifindex),
    };
  },
  list: (snapshot, netns) => {
    const lo = netns === undefined ? undefined : linksOf(snapshot, netns).find((link) => link.ifname === "lo");
    return lo
      ? [{ values: { name: netns, loopback: lo.flags.includes("UP") }, owner: readAlias(lo.ifalias).mark }]
      : [];
  },
  plan(desired, observed, snapshot) {
    if (desired && !observed) {
      const stale: Command[] = snapshot.namespaces.includes(desired.name)
        ? [inNetns(undefined, "netns", "del", desired.name)]
        : [];
      return [...stale, inNetns(undefined, "netns", "add", desired.name), setLo(desired)];
    }
    if (desired && observed) return differing(desired, observed.values).length ? [setLo(desired)] : [];
    if (!observed) return [];
    const name = String(observed.values.name);
    return [
      ...(observed.contents ?? []).flatMap((link) => removal(name, link)),
      inNetns(undefined, "netns", "del", name),
    ];
  },
};
