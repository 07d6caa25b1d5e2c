import { createHash } from "node:crypto";
import type { Kind, Values } from "./kind";

/** Identity names one object on one host. */
export interface Identity {
  readonly kind: Kind;
  readonly host: string;
  readonly netns?: string;
  /** Values of the kind's key. */
  readonly key: Values;
  /** The resource's id: `web-1:red/eth0`. */
  readonly id: string;
  /** The name in messages: `MacvlanLink web-1:red/eth0`. */
  readonly title: string;
  /** The slots that the object occupies on its host; no two objects share one. */
  readonly slots: readonly string[];
  /** The name of its note in the host's journal. */
  readonly note: string;
}

/** A slot as one text, to compare and to look up. */
export const slotOf = (space: string, host: unknown, ...key: readonly unknown[]): string =>
  JSON.stringify([space, ...[host, ...key].map((part) => part ?? "")]);

/** Namespace and label, as ids and messages give them: `red/eth0`. */
export const labelOf = ({ identity }: Pick<Kind, "identity">, values: Values): string =>
  `${values.netns === undefined ? "" : `${String(values.netns)}/`}${identity.label(values)}`;

const digest = (length: number, ...parts: readonly unknown[]): string =>
  createHash("sha256")
    .update(JSON.stringify(parts.map((part) => part ?? null)))
    .digest("hex")
    .slice(0, length);

/** The beginning of the names of all notes in a namespace, or on a link there. */
export const notesIn = (netns: unknown, link?: unknown): string =>
  [digest(8, netns), ...(link === undefined ? [] : [digest(8, netns, link)]), ""].join("-");

/** The identity of the object that these values ask for. */
export function identityOf(kind: Kind, values: Values): Identity {
  const { key, space, occupies } = kind.identity;
  const own = key.map((field) => values[field]);
  const host = String(values.host);
  const id = `${host}:${labelOf(kind, values)}`;
  return {
    kind,
    host,
    netns: values.netns as string | undefined,
    key: Object.fromEntries(key.map((field, i) => [field, own[i]])),
    id,
    title: `${kind.type} ${id}`,
    slots: (occupies?.(values) ?? [own]).map((parts) => slotOf(space, values.host, ...parts)),
    // Named when it is needed: most readers of an identity never look into the journal.
    get note() {
      const [netns, link = ""] = kind.identity.within(values);
      return `${notesIn(netns, link)}${digest(16, kind.type, ...own)}`;
    },
  };
}

/** Whether two sets of values are of one object: they occupy the same slots. */
export const isSameObject = (kind: Kind, one: Values, other: Values): boolean =>
  String(identityOf(kind, one).slots) === String(identityOf(kind, other).slots);
