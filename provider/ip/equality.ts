/** Values by name. */
type Values = Readonly<Record<string, unknown>>;

export const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : typeof value === "object" && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .sort()
            .map(([key, inner]) => [key, sorted(inner)]),
        )
      : value;

/** One text for one value, whatever the order of an object's keys. */
export const textOf = (value: unknown): string => JSON.stringify(sorted(value ?? null));

/** Whether two canonical values are the same. */
export const same = (one: unknown, other: unknown): boolean => textOf(one) === textOf(other);

/** The fields in which two objects differ. */
export const differing = (one: Values, other: Values): string[] =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((field) => !same(one[field], other[field]));
