// Writes docs/attributes.md: every attribute of every kind, from the schemas. `npm run docs`; a test fails if it is out of date.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { z } from "zod";
import type { Kind } from "../provider/kinds/kind";
import * as all from "../provider/kinds";
import { place } from "../provider/kinds/place";

/** Metadata of a field in its schema, beside its rules. */
interface Known {
  readonly ip?: string;
  readonly kernel?: string;
  /** Oldest kernel, oldest iproute2. */
  readonly since?: readonly [linux: string, iproute2: string];
  readonly changes?: string;
}
type Comments = Readonly<Record<string, Readonly<Record<string, string>>>>;

const code = (text: string | undefined) => (text ? `\`${text}\`` : "");
const cell = (text: string) => text.replace(/\|/g, "\\|");

/** A comment without its marks and without the kernel's name at its end, which has a column of its own. */
const meaning = (comment = "") => comment.replace(/^\/\*\*\s*|\s*\*\/$/g, "").replace(/; [A-Z]+_[A-Z_]+(?=\.)/, "");

function defaultOf(kind: Kind, field: string): string {
  const { def } = kind.schema.shape[field] as z.ZodType & { def: { type: string; defaultValue?: unknown } };
  if ("defaultValue" in def) return code(JSON.stringify(def.defaultValue).replace(/"/g, ""));
  if (kind.derived.some((derived) => derived.field === field)) return "derived";
  return def.type === "optional" ? "" : field === "name" ? "the resource's name" : "required";
}

function row(kind: Kind, field: string, comments: Comments): string {
  const {
    ip,
    kernel,
    since = ["2.6", "2.6"],
    changes,
  } = ((kind.schema.shape[field] as z.ZodType).meta() ?? {}) as Known;
  const isFixed = [...kind.identity.key, ...(kind.changes?.fixed ?? [])].includes(field as never);
  const [linux, iproute2] = ip ? since : ["", ""];
  const cells = [code(field), meaning(comments[kind.type]?.[field]), code(ip), code(kernel), defaultOf(kind, field), isFixed ? "replaces" : (changes ?? "in place"), linux, iproute2]; // prettier-ignore
  return `| ${cells.map(cell).join(" | ")} |`;
}

const HEAD = [
  "| attribute | meaning | `ip` | kernel | default | a change | Linux | iproute2 |",
  "|---|---|---|---|---|---|---|---|",
];

/** The page, from the schemas and the comments above their fields. */
export function attributes(comments: Comments): string {
  const kinds = Object.values(all) as unknown as Kind[];
  const sections = kinds.flatMap((kind) => {
    const fields = Object.keys(kind.schema.shape).filter((field) => !(field in place));
    const about = meaning(comments[kind.type]?.about);
    return [`## ${kind.type}`, about, [...HEAD, ...fields.map((field) => row(kind, field, comments))].join("\n")];
  });
  return [
    "# Attributes",
    "Made from the schemas by `npm run docs`. The last columns name the oldest Linux and iproute2 that know an attribute: `≤ 4.3` is the oldest that was looked at and knows it already, `4.4–4.15` says between which it came, and 2.6 is the series. None is older than its kind, and a host needs iproute2 5.9 all the same. Every resource also takes `connection` and `adopt`; a change of the host replaces, one of how it is reached runs no command.",
    ...sections,
  ].join("\n\n").concat("\n"); // prettier-ignore
}

/** Path of the page. */
export const PAGE = join(__dirname, "..", "docs", "attributes.md");

if (require.main === module)
  void import("./comments.mjs" as string).then(({ byType }: { byType: Comments }) =>
    writeFileSync(PAGE, attributes(byType)),
  );
