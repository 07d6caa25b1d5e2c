import { z } from "zod";
import type { Command } from "../../ip/command";
import { integer } from "../../ip/values";

const FOREVER = 0xffffffff;

const atLeast = (seconds: number) =>
  z.union([z.literal("forever"), integer(seconds, FOREVER - 1, "seconds")], "must be `forever` or a number of seconds");

/** How long an address lasts; IFA_CACHEINFO. */
export const lifetime = atLeast(1);
/** How long an address is preferred; one that no longer is, is deprecated; IFA_CACHEINFO. */
export const preference = atLeast(0);
type Lifetime = z.output<typeof lifetime>;

/** Lifetimes count down: one that was set and still runs is the one that was asked for. */
export const remaining = (live: number, asked: Lifetime | undefined): Lifetime =>
  live === FOREVER ? "forever" : typeof asked === "number" && live <= asked ? asked : live;

/** An IPv6 address as far as the route to its subnet depends on it. */
interface Routed {
  readonly validLifetime: Lifetime;
  readonly preferredLifetime?: Lifetime;
  readonly metric: number;
  readonly noprefixroute: boolean;
}

/** Whether an address has an end. */
const ends = ({ validLifetime }: Pick<Routed, "validLifetime">) => validLifetime !== "forever";

/** Only with an address that lasts does the kernel delete the route to its subnet: it is made to last before it goes. */
export const lasting = <V extends Routed>(was: V, set: (v: V) => Command): Command[] =>
  ends(was) && !was.noprefixroute ? [set({ ...was, validLifetime: "forever", preferredLifetime: "forever" })] : [];

/**
 * Changes an IPv6 address and the route to its subnet. The kernel moves or deletes that route only with an address that lasts, and
 * if one that lasts gets an end, the route's lies in the past until the address is set once more.
 */
export function change<V extends Routed>(v: V, was: V, set: (v: V) => Command): Command[] {
  const isMoved = v.metric !== was.metric || v.noprefixroute !== was.noprefixroute;
  const isRepeated = ends(v) && !ends(was) && !isMoved && !v.noprefixroute;
  return [...(isMoved ? lasting(was, set) : []), set(v), ...(isRepeated ? [set(v)] : [])];
}
