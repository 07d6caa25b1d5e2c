/** The engine's placeholder for a value that a preview does not know. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether a value is, or has among its own, the mark of what a preview does not know yet; a text that only mentions the mark is a text. */
export const contains = (value: unknown, unknown: string): boolean =>
  value === unknown ||
  (typeof value === "object" && value !== null && Object.values(value).some((inner) => contains(inner, unknown)));

/** The arguments that are known, and the names of the others. */
export function knownOf(values: Readonly<Record<string, unknown>>) {
  const unknown = Object.keys(values).filter((field) => contains(values[field], UNKNOWN));
  const known = Object.fromEntries(Object.entries(values).filter(([field]) => !unknown.includes(field)));
  return { known, unknown };
}
