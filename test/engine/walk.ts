import type { LabHost } from "../lab";
import { subjects, type Shown, type Subject } from "./subjects";
import type { Entry, More } from "./attributes";
import type { Resource } from "./stack";

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
    events: each(more.events, i, subject.events),
  }));
  return { number, kind, subject, field, name: `${number}-${kind}-${field}`, at, steps, args, given, with: besides };
}

/** The rows of a table, a kind each; numbers have three digits and fit into an octet. */
export const rowsOf = (table: readonly Entry[]): Row[] =>
  table.flatMap((entry) => entry[0].map((kind) => [kind, entry] as const)).map(([k, e], i) => row(k, e, i + 100));

/** What a row asks for at a step; behind its end it stays where it is. */
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

/** All objects of a host, as `ip -j -d` shows them. */
export type Network = Readonly<Record<string, { links: readonly Shown[]; routes: readonly Shown[] }>>;

const READ = `for ns in "" $(ip netns list | cut -d" " -f1 | grep -v far); do
  n="\${ns:+-n $ns}"; i=0
  while ip $n -6 addr show tentative | grep -q inet6 && [ $i -lt 99 ]; do sleep 0.1; i=$((i+1)); done
  echo "@$ns"; for list in "addr" "-4 route show table all" "-6 route show table all"; do ip $n -j -d $list; echo; done
done`;

/** Reads a host once all its addresses have been looked for elsewhere. */
export async function read(host: LabHost): Promise<Network> {
  const { stdout } = await host.run(READ);
  const parts = stdout.split(/^@/m).slice(1);
  return Object.fromEntries(
    parts.map((part) => {
      const [netns = "", ...lists] = part.split("\n").filter((line, i) => line || !i);
      const [links, four, six] = lists.map((list) => JSON.parse(list) as Shown[]);
      const of = (family: string, routes: Shown[] = []) => routes.map((r) => ({ table: "main", ...r, netns, family }));
      return [netns, { links: (links ?? []).map((link) => ({ ...link, netns })), routes: [...of("inet", four), ...of("inet6", six)] }]; // prettier-ignore
    }),
  );
}

/** What a host has of what a row asks for. */
export function find(network: Network, { subject: { type } }: Row, args: Shown): Shown[] {
  const { links = [], routes = [] } = network[String((type === "NetNamespace" ? args.name : args.netns) ?? "")] ?? {};
  const named = (name: unknown) => links.filter(({ ifname }) => ifname === name);
  if (type === "NetNamespace") return named("lo");
  if (type === "Address")
    return named(args.dev).flatMap(({ addr_info, ifname, netns }) =>
      (addr_info as Shown[])
        .filter(({ local, prefixlen }) => `${local}/${prefixlen}` === args.address)
        .map((info) => ({ ...info, ifname, netns })),
    );
  if (type !== "Route") return named(args.name);
  const asked = Object.entries({ dst: args.dst, table: args.table, family: args.family });
  return routes.filter((r) => asked.every(([field, value]) => value === undefined || r[field] === String(value)));
}
