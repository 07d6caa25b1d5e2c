import { differing } from "../ip/equality";
import { contains, UNKNOWN } from "../ip/unknown";
import { type Kind, type Values } from "./kind";

/** The changed fields that replace the object; a value that is not known yet may turn out to be the same. */
export function replacedFields(kind: Kind, was: Values, will: Values): string[] {
  const changed = differing(was, will);
  const known = !changed.some((field) => contains(will[field], UNKNOWN));
  const fields: readonly string[] = [
    "host",
    ...kind.identity.key,
    ...(kind.changes?.fixed ?? []),
    ...((known && kind.changes?.replaces?.(was, will)) || []),
  ];
  return changed.filter((field) => fields.includes(field));
}

/** The fields of what is there that no command brings to what is asked for. */
export function immutableDifferences(kind: Kind, is: Values, desired: Values): string[] {
  const { fixed = [], adoptable = [], replaces } = kind.changes ?? {};
  const immutable = [...fixed, ...(replaces?.(is, desired) ?? [])].filter((field) => !adoptable.includes(field));
  return differing(is, desired)
    .filter((field) => immutable.includes(field))
    .sort();
}
