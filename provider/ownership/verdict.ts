import type { Observed, Values } from "../kinds/kind";
import { whyGone, type Machine } from "./machine";
import { sameStack } from "./mark";

/** The verdicts on the object in a resource's place: whose it is. Every verb decides by it. */
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
  /** The object, with the owner that its mark or a note names. */
  readonly observed: Observed<Values> | undefined;
  /** The object carries no mark of its own. */
  readonly isUnmarked?: boolean;
  /** The marks that the resource has and had. */
  readonly marks: readonly unknown[];
  /** The object in the state, and the machine that answered; neither for a create, nor for a resource that is only read. */
  readonly state?: Values;
  readonly machine?: Machine;
}

/** Whether the object that the state has is gone, and another is in its place: nothing tells that it is ours. */
function wasReplaced(
  { values, outputs, owner, madeBy }: Observed<Values>,
  evidence: Evidence,
  state: Values,
  now: Machine,
) {
  const { marks, isUnmarked } = evidence;
  const mark = isUnmarked ? undefined : values.mark;
  if (owner !== undefined && !isOfStack(marks, owner)) return true;
  // An object that an interrupted create left, or that was taken over, need not be marked yet.
  if (mark === undefined && (state.incomplete === true || state.adopt)) return false;
  if (mark !== undefined && marks.includes(mark)) return false;
  // On another machine, and after a reboot, all of ours is gone, and numbers are others'.
  const isGone = whyGone("", state, now) !== undefined;
  // While the machine runs on, an address or a route without a note is ours unless it says itself that it is not: the note may be lost.
  if (isUnmarked) return owner === undefined && (isGone || madeBy !== undefined);
  const isSame = state.ifindex === undefined ? owner !== undefined : outputs.ifindex === state.ifindex;
  return isGone || !isSame;
}

const isOfStack = (marks: readonly unknown[], owner: string): boolean =>
  marks.some((mark) => sameStack(mark as string | undefined, owner));

/** The verdict on an object. */
export function verdict(evidence: Evidence): Verdict {
  const { observed, marks, state, machine } = evidence;
  if (!observed) return "absent";
  if (observed.conflict) return "unfit";
  if (state && machine) return wasReplaced(observed, evidence, state, machine) ? "replaced" : "ours";
  const { owner } = observed;
  if (owner === undefined) return "nobody's";
  if (marks.includes(owner)) return "ours";
  if (!isOfStack(marks, owner)) return "another stack's";
  // What carries no mark passes from one resource of a stack to another: two that stay cannot have one place.
  return evidence.isUnmarked ? "ours" : "another resource's";
}
