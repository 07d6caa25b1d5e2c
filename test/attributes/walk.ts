import type { LabHost } from "../lab";
import { subjects, type Shown, type Subject } from "./subjects";
import type { Entry, More } from "./table";
import type { Resource } from "../engine/resource";

/** An attribute of one resource on its walk. */
export interface Row extends Required<Pick<More, "args" | "given" | "with">> {
  readonly number: number;
  readonly kind: string;
  readonly subject: Subject;
  readonly field: string;
  readonly name: string;
  readonly at: NonNullable<More["at"]>;
  readonly steps: readonly { value: unknown; shows: unknown; op: string; events: string }[];
}

/** A value with the row's number in it. */
const fill = <T>(value: T, number: number): T =>
  (typeof value === "string"
    ? value.replaceAll("#", String(number))
    : Array.isArray(value)
      ? value.map((inner) => fill(inner, number))
      : typeof value === "object" && value !== null
        ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fill(inner, number)]))
        : value) as T;

const each = (given: string | readonly string[] | undefined, step: number, usual: string): string =>
  (typeof given === "string" ? given : given?.[step - 1]) ?? usual;

function row(kind: string, [, field, walk, more = {}]: Entry, number: number): Row {
  const subject = fill(subjects[kind] as Subject, number);
  const { at = field, args = {}, given = [], with: besides = [], shows = walk } = fill(more, number);
  const steps = fill(walk, number).map((value, i) => ({
    value,
    shows: fill(shows[i], number),
    op: i ? each(more.op, i, "update") : "create",
    events: more.op === "" ? "" : each(more.events, i, subject.events),
  }));
  return { number, kind, subject, field, name: `${number}-${kind}-${field}`, at, steps, args, given, with: besides };
}

/** The rows of a table, a kind each; numbers have three digits and fit into an octet. */
export const rowsOf = (table: readonly Entry[]): Row[] =>
  table.flatMap((entry) => entry[0].map((kind) => [kind, entry] as const)).map(([k, e], i) => row(k, e, i + 50));

/** Arguments of a row at a step; after its last step they no longer change. */
export function argsAt({ steps, subject, field, args, with: besides }: Row, step: number): Shown {
  const i = Math.min(step, steps.length - 1);
  return { ...subject.args, ...args, ...besides[i], [field]: steps[i]?.value };
}

/** A row's resource at a step. */
export function declare(row: Row, step: number, { connection }: LabHost): Resource {
  const args = argsAt(row, step);
  return {
    type: row.subject.type,
    name: row.name,
    args: { ...args, connection: { ...connection, ...(args.connection as object) } },
  };
}

/** Makes what the rows of a host need there. */
export async function prepare(rows: readonly Row[], host: LabHost): Promise<void> {
  const own = rows.filter(({ subject }) => subject.on === host.kind);
  const given = own.flatMap(({ subject, given }) => [...subject.given, ...given].map((line) => line.trim()));
  const batch = (netns: string) => {
    const at = netns && `-n ${netns} `;
    const lines = given.filter((line) => (netns ? line.startsWith(at) : !line.startsWith("-n")));
    return `ip ${at} -batch - <<X\n${lines.map((line) => line.slice(at.length)).join("\n")}\nlink set group default up\nX`;
  };
  const spaces = ["far", "red", "blue"].map((netns) => `ip netns add ${netns}`);
  const { code, stderr } = await host.run(["set -e", ...spaces, ...["", "red", "blue", "far"].map(batch)].join("\n"));
  if (code !== 0) throw new Error(stderr);
}
