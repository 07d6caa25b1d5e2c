import type { z } from "zod";
import { contains } from "../ip/unknown";
import type { Kind, Values } from "./kind";

/** Arguments as the engine keeps them, and what is wrong with them. */
export interface Checked {
  readonly values: Values;
  /** One line a fault, the path of the property first; no line holds a value, because a value may be secret. */
  readonly failures: readonly string[];
}

/** Makes arguments canonical, fills in defaults and what follows from other fields, and lists every fault. */
export function check(kind: Kind, inputs: Values, unknown: string): Checked {
  const values: Record<string, unknown> = {};
  const failures: string[] = [];
  const wrong = new Set<string>();
  const settled = (fields: readonly string[]) => fields.every((f) => !wrong.has(f) && !contains(values[f], unknown));

  for (const [field, schema] of Object.entries(kind.schema.shape)) {
    const input = inputs[field] ?? undefined;
    const { data, error } = contains(input, unknown) ? { data: input } : (schema as z.ZodType).safeParse(input);
    if (data !== undefined) values[field] = data;
    if (!error) continue;
    wrong.add(field);
    failures.push(...error.issues.map((issue) => `${[field, ...issue.path].join(".")}: ${issue.message}`));
  }
  for (const field of Object.keys(inputs))
    if (!Object.hasOwn(kind.schema.shape, field) && inputs[field] !== undefined)
      failures.push(`${field}: is not an argument of ${kind.type}`);
  for (const { field, from, partly, value } of kind.derived) {
    if (values[field] !== undefined || [field, ...from].some((f) => wrong.has(f))) continue;
    const result = partly || settled(from) ? value(values) : unknown;
    if (result !== undefined)
      values[field] = contains(result, unknown) || String(result).includes(unknown) ? unknown : result;
  }
  for (const { fields, message, ok } of kind.rules)
    if (settled(fields) && !ok(values)) failures.push(`${fields[0]}: ${message}`);
  return { values, failures };
}
