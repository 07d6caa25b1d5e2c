import { immutableDifferences } from "../kinds/changes";
import { type Observed, type Values } from "../kinds/kind";
import { assertSame } from "../lifecycle/failures";
import { Fault } from "../lifecycle/fault";
import { type Target } from "../lifecycle/target";
import { whyGone, type Machine } from "./machine";
import { sameStack } from "./mark";

/** Refuses an object that exists and is not ours, or cannot become what is asked for, before anything is done to it. */
export function assertAdoptable(target: Target, observed: Observed<Values>): void {
  const { kind, title, desired } = target;
  const { conflict, owner, values } = observed;
  if (conflict) throw new Fault(`${title} cannot be made: ${conflict}`);
  const by = owner ? `by ${owner}` : "outside this stack";
  if (owner !== desired.mark && !desired.adopt)
    throw new Fault(`${title} exists already and was made ${by}; \`adopt: true\` takes it over`);
  assertSame(target, observed, immutableDifferences(kind, values, desired));
}

/** Whether something else has taken the object's place: another stack's, or with neither a mark of ours nor the number that our link had. */
export function wasReplaced(
  observed: Observed<Values>,
  marks: readonly unknown[],
  state: Values,
  now: Machine,
): boolean {
  const { values, outputs, owner } = observed;
  if (owner !== undefined && !marks.some((mark) => sameStack(mark as string | undefined, owner))) return true;
  if (values.mark === undefined && (state.incomplete === true || state.adopt)) return false;
  const isMarked = marks.some((mark) => mark !== undefined && mark === values.mark);
  // Since another start of the machine, or on another one, numbers are others' too.
  const isSame = state.ifindex === undefined ? owner !== undefined : outputs.ifindex === state.ifindex;
  const isOurs = isSame && !whyGone("", state, now);
  return !isMarked && !isOurs;
}
