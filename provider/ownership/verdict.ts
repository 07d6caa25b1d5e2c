import type { Observed, Values } from "../kinds/kind";
import { whyGone, type Machine } from "./machine";
import { sameStack } from "./mark";

/** Whose the object in a resource's place is: the one word on which every verb decides. */
export const VERDICTS = [
  /** Nothing is there. */
  "absent",
  /** The object is the resource's own. */
  "ours",
  /** It was made by another resource of this stack, or by another stack. */
  "another resource's",
  "another stack's",
  /** Nothing tells who made it. */
  "nobody's",
  /** Something else has taken the place of the object that the state has. */
  "replaced",
  /** It can never be the object that is asked for: a link of another driver, a file that is no namespace. */
  "unfit",
] as const;
export type Verdict = (typeof VERDICTS)[number];

/** The facts that a verdict is based on. */
interface Evidence {
  /** The object, with the owner that its mark, its place or a note names. */
  readonly observed: Observed<Values> | undefined;
  /** The marks that the resource has and had. */
  readonly marks: readonly unknown[];
  /** The object in the state, and the machine that answered; neither for a create, nor for a resource that is only read. */
  readonly state?: Values;
  readonly machine?: Machine;
}

/** Whether the object carries neither a mark of ours nor the number that our link had. */
function isAnother(
  { values, outputs, owner }: Observed<Values>,
  marks: readonly unknown[],
  state: Values,
  now: Machine,
) {
  if (owner !== undefined && !marks.some((mark) => sameStack(mark as string | undefined, owner))) return true;
  // An object that an interrupted create left, or that was taken over, need not be marked yet.
  if (values.mark === undefined && (state.incomplete === true || state.adopt)) return false;
  if (values.mark !== undefined && marks.includes(values.mark)) return false;
  const isSame = state.ifindex === undefined ? owner !== undefined : outputs.ifindex === state.ifindex;
  // On another machine, and after a reboot, numbers are others'.
  return !isSame || whyGone("", state, now) !== undefined;
}

/** Whose the object is. */
export function verdict({ observed, marks, state, machine }: Evidence): Verdict {
  if (!observed) return "absent";
  if (observed.conflict) return "unfit";
  if (state && machine) return isAnother(observed, marks, state, machine) ? "replaced" : "ours";
  const { owner } = observed;
  if (owner === undefined) return "nobody's";
  if (marks.includes(owner)) return "ours";
  return marks.some((mark) => sameStack(mark as string | undefined, owner)) ? "another resource's" : "another stack's";
}
