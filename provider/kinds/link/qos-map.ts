import { z } from "zod";
import { integer } from "../../ip/values";
import type { Values } from "../kind";
import { driverAttribute, infoList, type LinkAttribute } from "./attributes";

/** Priorities by priority, up to `most`; 0 is the same as none. */
export const qosMap = (from: RegExp, most: number) =>
  z
    .record(z.string().regex(from), integer(0, most, "a priority"), "must be an object of priorities, such as { 1: 2 }")
    .transform((map) => Object.fromEntries(Object.entries(map).filter(([, priority]) => priority)))
    .default({});

/** Such a map of a link's driver. `ip` only adds to a map: an entry that goes is mapped to 0. */
export const qosAttribute = (field: string, word: string, shown: string): LinkAttribute => {
  const words = (v: Values, was: Values = {}) => {
    const gone = Object.keys(was[field] ?? {}).map((from) => [from, 0]);
    const pairs = Object.entries({ ...Object.fromEntries(gone), ...(v[field] as Values) });
    return pairs.length ? [word, ...pairs.map((pair) => pair.join(":"))] : [];
  };
  const pair = (entry: unknown) => {
    const { from, to } = (entry ?? {}) as Values;
    return [from, to];
  };
  return driverAttribute(field, words, (link) => Object.fromEntries(infoList(link, shown).map(pair)));
};
