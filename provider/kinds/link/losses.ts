import { linkNamed, type AddressInfo, type RouteInfo, type Snapshot } from "../../ip/snapshot";
import { LEAST_MTU } from "../../ip/values";
import { named } from "../../ip/wording";
import { sameStack } from "../../ownership/mark";
import { address } from "../address/address";
import { addressWords, identified as identifiedAddress } from "../address/attributes";
import { skippedBecause } from "../address/origin";
import { identityOf } from "../identity";
import type { Constraint, Kind, Values } from "../kind";
import { hopsOver } from "../route/nexthop";
import { madeAgainBecause } from "../route/origin";
import { describe } from "../route/rival";
import { identified as identifiedRoute, route } from "../route/route";

/** Whether a link that is asked for may lose what is on it: one that is down, or that is too small for IPv6. */
export const mayLose = ({ up, mtu }: Values): boolean => up === false || Number(mtu) < LEAST_MTU;

/** The ways to write the destination of a route. */
const spellings = (values: Values): Values[] =>
  values.dst === "default" && values.family === "inet6" ? [values, { ...values, dst: "::/0" }] : [values];

/** What the kernel deletes with a link's IPv6, and with IPv4 too if it goes down, and what is not of the stack of `mark`. What the kernel or a router makes again is left out. */
function lost(snapshot: Snapshot, netns: string | undefined, dev: string, isDown: boolean, mark: string): string[] {
  const { addresses = [], routes = [] } = snapshot.netns[netns ?? ""] ?? {};
  const infos = addresses.find(({ ifname }) => ifname === dev)?.addr_info ?? [];
  // What is of the stack is judged by itself.
  const names = [dev, ...(linkNamed(snapshot, netns, dev)?.altnames ?? []), undefined];
  const isOthers = (kind: Kind, values: Values) =>
    names.every((dev) => !sameStack(snapshot.notes?.[identityOf(kind, { netns, dev, ...values }).note], mark));
  const isLostAddress = (info: AddressInfo) =>
    info.family === "inet6" &&
    !skippedBecause(dev, info) &&
    isOthers(address as unknown as Kind, identifiedAddress(info));
  const isLostRoute = (info: RouteInfo) =>
    (isDown || info.dst.includes(":") || info.pref !== undefined) &&
    hopsOver(dev, info).length > 0 &&
    !madeAgainBecause(info) &&
    spellings(identifiedRoute(info)).every((values) => isOthers(route as unknown as Kind, values));
  return [
    ...infos.filter(isLostAddress).map((info) => addressWords(identifiedAddress(info)).join(" ")),
    ...routes.filter(isLostRoute).map((info) => `the route ${describe(info)}`),
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
    const all = how && snapshot ? lost(snapshot, named(netns), String(dev), how === "down", String(values.mark)) : [];
    return all.length ? `takes along ${all.join(", ")}: delete that first, in an \`up\` before this one` : undefined;
  },
});

const itself = ({ netns, name }: Values) => [netns, name] as const;

/** Laws of every link: one that goes down, or becomes too small for IPv6, takes nothing along. */
export const LOSSES: readonly Constraint[] = [
  loses("up", (is, asked) => (is.up === true && asked.up === false ? "down" : undefined), itself, mayLose),
  loses("mtu", (is, asked) => (Number(is.mtu) >= LEAST_MTU && Number(asked.mtu) < LEAST_MTU ? "small" : undefined), itself, mayLose), // prettier-ignore
];
