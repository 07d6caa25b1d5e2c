import { LEAST_MTU } from "../../ip/values";
import type { NetnsSnapshot } from "../../ip/snapshot";
import type { Constraint, Values } from "../kind";
import { addressWords, identified } from "../address/attributes";
import { skippedBecause } from "../address/origin";
import { hopsOver } from "../route/nexthop";
import { madeAgainBecause } from "../route/origin";
import { describe } from "../route/rival";

/** Whether a link that is asked for may lose what is on it: one that is down, or that is too small for IPv6. */
export const mayLose = ({ up, mtu }: Values): boolean => up === false || Number(mtu) < LEAST_MTU;

/** What the kernel deletes with a link's IPv6, and with IPv4 too if it goes down; what the kernel or a router makes again is left out. */
function lost({ addresses = [], routes = [] }: NetnsSnapshot, dev: string, isDown: boolean): string[] {
  const infos = addresses.find(({ ifname }) => ifname === dev)?.addr_info ?? [];
  const isLostAddress = (info: (typeof infos)[number]) => info.family === "inet6" && !skippedBecause(dev, info);
  const isLostRoute = (route: (typeof routes)[number]) =>
    (isDown || route.dst.includes(":") || route.pref !== undefined) &&
    hopsOver(dev, route).length > 0 &&
    !madeAgainBecause(route);
  return [
    ...infos.filter(isLostAddress).map((info) => addressWords(identified(info)).join(" ")),
    ...routes.filter(isLostRoute).map((route) => `the route ${describe(route)}`),
  ];
}

/** The law that a link, or the `lo` of a namespace, takes nothing along when it changes. */
export const loses = (
  field: string,
  change: (is: Values, asked: Values) => "down" | "small" | undefined,
  linkOf: (values: Values) => readonly [netns: unknown, dev: unknown],
  mayHarmOthers: (values: Values) => boolean,
): Constraint => ({
  fields: [field],
  mayHarmOthers,
  broken({ values, observed }, { snapshot }) {
    const how = observed && change(observed.values, values);
    const [netns, dev] = linkOf(values);
    const all = how ? lost(snapshot?.netns[String(netns ?? "")] ?? {}, String(dev), how === "down") : [];
    return all.length ? `takes along ${all.join(", ")}: delete that first, in an \`up\` before this one` : undefined;
  },
});

const itself = ({ netns, name }: Values) => [netns, name] as const;

/** Laws of every link: one that goes down, or becomes too small for IPv6, takes nothing along. */
export const LOSSES: readonly Constraint[] = [
  loses("up", (is, asked) => (is.up === true && asked.up === false ? "down" : undefined), itself, mayLose),
  loses("mtu", (is, asked) => (Number(is.mtu) >= LEAST_MTU && Number(asked.mtu) < LEAST_MTU ? "small" : undefined), itself, mayLose), // prettier-ignore
];
