import { differing, same } from "../ip/equality";
import type { Snapshot } from "../ip/snapshot";
import { check } from "../kinds/check";
import type { Kind, Values } from "../kinds/kind";

const NOTHING_UNKNOWN = "\0";

/** Arguments of a program that takes the object over, checked. */
export const checked = (kind: Kind, args: Values) =>
  check(kind, { connection: "it", adopt: true, ...args }, NOTHING_UNKNOWN);

/** Whether a program that asks for this plans nothing: the object is as asked for. */
export function isAsAsked(kind: Kind, snapshot: Snapshot, args: Values): boolean {
  const { values, failures } = checked(kind, args);
  const found = failures.length ? undefined : kind.observe(snapshot, values);
  if (!found || found.conflict || found.failed) return false;
  // The mark is all that taking it over changes.
  const observed = { ...found, values: { ...found.values, mark: values.mark } };
  return !differing(values, observed.values).length && !kind.plan(values, observed, snapshot).length;
}

/** The arguments without those that have their default value. */
export function shortest(kind: Kind, args: Values): Values {
  const whole = checked(kind, args).values;
  let kept = args;
  for (const field of Object.keys(args)) {
    const fewer = Object.fromEntries(Object.entries(kept).filter(([name]) => name !== field));
    if (same(checked(kind, fewer).values, whole)) kept = fewer;
  }
  return kept;
}
