import { inNetns, type Command } from "../../ip/command";
import { differing } from "../../ip/equality";
import { ADDRESSES, LOCKS, ROUTES } from "../../ip/read";
import type { AddressInfo, Snapshot } from "../../ip/snapshot";
import { live, unusual } from "../attribute";
import { type Kind } from "../kind";
import { constraints } from "./constraints";
import { hostOfConnection } from "../place";
import { addressWords, ATTRIBUTES, identified, setWords } from "./attributes";
import { change, lasting } from "./lifetime";
import { preserve } from "./preserve";
import { describe, madeBy, skippedBecause } from "./origin";
import { rules, schema, v4, type AddressArgs } from "./schema";

const set = (verb: string, v: AddressArgs): Command => inNetns(v.netns, "addr", verb, ...setWords(v));

const find = (snapshot: Snapshot, { netns, dev, address, peer }: Partial<AddressArgs>) => {
  const link = snapshot.netns[netns ?? ""]?.addresses?.find((other) => other.ifname === dev);
  const isIt = (info: AddressInfo) => identified(info).address === address && identified(info).peer === peer;
  return { link, info: link?.addr_info.find(isIt) };
};

/** An address of a link; ip-address(8). */
export const address: Kind<typeof schema, object> = {
  type: "Address",
  schema,
  derived: [hostOfConnection, { field: "preferredLifetime", from: ["validLifetime"], value: (v) => v.validLifetime }],
  rules,
  outputs: {},
  identity: {
    key: ["netns", "dev", "address", "peer"],
    field: "address",
    space: "address",
    label: (v) => [v.dev, ...addressWords(v)].join(" ").replace(" ", "/"),
    within: (v) => [v.netns, v.dev],
  },
  changes: {
    fixed: ["label", "scope", "broadcast", "nodad"],
    countsDown: ["validLifetime", "preferredLifetime"],
    // `ip addr replace` changes this flag of an IPv6 address only, and the metric of one not back to none.
    replaces: (olds, news) => [
      ...(v4(news) && !!olds.noprefixroute !== news.noprefixroute ? (["noprefixroute"] as const) : []),
      ...(!v4(news) && olds.metric && !news.metric ? (["metric"] as const) : []),
    ],
  },
  on: { link: "dev", netns: "netns" },
  constraints,
  isUnmarked: true,
  reads: [ADDRESSES],
  namespaces: (v) => [v.netns],
  deleteReads: (v) => (v4(v) ? [ROUTES, LOCKS] : []),
  observe(snapshot, desired) {
    const { link, info } = find(snapshot, desired);
    if (!link || !info) return undefined;
    const waits = info.tentative && !info.dadfailed && link.flags.includes("LOWER_UP");
    return {
      values: { ...desired, ...live(ATTRIBUTES, info, desired) },
      outputs: {},
      shown: describe(info, link.ifname),
      madeBy: desired.validLifetime === "forever" ? madeBy(info) : undefined,
      pending: waits ? "duplicate address detection" : undefined,
      failed: info.dadfailed ? "duplicate address detection failed: another host has this address" : undefined,
    };
  },
  list: (snapshot, netns) =>
    (snapshot.netns[netns ?? ""]?.addresses ?? []).flatMap(({ ifname: dev, addr_info }) =>
      addr_info.map((info) => {
        const values = unusual(ATTRIBUTES, info);
        const label = values.label === dev ? undefined : values.label;
        return {
          values: { netns, dev, ...identified(info), ...values, label },
          skippedBecause: skippedBecause(dev, info),
        };
      }),
    ),
  plan(desired, observed, snapshot) {
    if (desired && !observed) return [set("add", desired)];
    if (!observed) return [];
    const was = { ...desired, ...observed.values } as AddressArgs;
    const replace = (v: AddressArgs) => set("replace", v);
    if (desired && !differing(desired, was).length) return [];
    if (desired) return v4(desired) ? [replace(desired)] : change(desired, was, replace);
    const { info } = find(snapshot, was);
    const del = inNetns(was.netns, "addr", "del", ...addressWords(was), "dev", was.dev);
    if (!info || info.family === "inet6") return [...lasting(was, replace), del];
    const others = preserve(was.netns, was.dev, info, snapshot.netns[was.netns ?? ""] ?? {});
    return [...others.before, del, ...others.after];
  },
};
