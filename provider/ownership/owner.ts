import type { Snapshot } from "../ip/snapshot";
import { where } from "../ip/wording";
import { identityOf } from "../kinds/identity";
import type { Kind, Observed, Values } from "../kinds/kind";

/** The mark of the resource that an object belongs to: its own, or that of its note. */
export const ownerOf = (kind: Kind, desired: Values, observed: Observed<Values>, { notes }: Snapshot) =>
  observed.owner ?? notes?.[identityOf(kind, desired).note];

/** The words about an object that is there: who made it, what it is, and where. */
export const foundThere = ({ owner, madeBy, shown, values }: Observed<Values>): string => {
  const by = owner ?? madeBy;
  const what = [shown, where(values.netns)].filter(Boolean).join(", ");
  return `already exists and was made ${by ? `by ${by}` : "outside this stack"} (${what})`;
};
