/** The engine's placeholder for a value that a preview does not know. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether a value is, or has among its own, the mark of what a preview does not know yet; a text that only mentions the mark is a text. */
export const contains = (value: unknown, unknown: string): boolean =>
  value === unknown ||
  (typeof value === "object" && value !== null && Object.values(value).some((inner) => contains(inner, unknown)));
