import { same } from "../ip/equality";
import type { Snapshot } from "../ip/snapshot";
import { identityOf } from "./identity";
import type { Constraint, Found, Kind, Values } from "./kind";

/** Two children of one parent may not have the same values. */
export const uniqueOnParent = (fields: readonly string[], says: Constraint["says"]): Constraint => ({
  fields,
  beside: ["parent", "parentNetns"],
  says,
});

const valuesIn = (fields: readonly string[], values: Values) => fields.map((field) => values[field]);

/** One text for what an object takes by a constraint: another one with the same text breaks it. */
export const takenBy = ({ type }: Pick<Kind, "type">, { fields, beside }: Constraint, values: Values): string =>
  JSON.stringify([type, values.host, ...valuesIn([...beside, ...fields], values).map((value) => value ?? "")]);

/** The object on the host that stands in the way of the one that is asked for. */
export function rivalOnHost(
  kind: Kind,
  constraint: Constraint,
  snapshot: Snapshot,
  desired: Values,
): Found | undefined {
  const fields = [...constraint.beside, ...constraint.fields];
  const { slots } = identityOf(kind, desired);
  const isIt = (values: Values) => same(identityOf(kind, { ...values, host: desired.host }).slots, slots);
  return (
    Object.keys(snapshot.netns)
      .flatMap((netns) => kind.list(snapshot, netns || undefined))
      // In a third namespace only the number of the parent is known, and that may be of another link.
      .filter(({ values }) => values.netns === undefined || values.netns === desired.parentNetns)
      .find(({ values }) => !isIt(values) && same(valuesIn(fields, values), valuesIn(fields, desired)))
  );
}
