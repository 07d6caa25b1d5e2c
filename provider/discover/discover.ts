import { differing, same } from "../ip/equality";
import { printable } from "../ip/printable";
import type { Snapshot } from "../ip/snapshot";
import * as all from "../kinds";
import { check } from "../kinds/check";
import { labelOf } from "../kinds/identity";
import { isNamed, type Found, type Kind, type Values } from "../kinds/kind";

/** The order of declaration: containers go before what they hold. */
const SLOTS = ["netns", "link", "address", "route"];
const rank = ({ identity, type }: Kind) => [SLOTS.indexOf(identity.slot), type].join(" ");
/** Every kind, in the order in which a program declares its objects. */
const ORDER = (Object.values(all) as unknown as Kind[]).sort((one, other) => rank(one).localeCompare(rank(other)));
const NOTHING_UNKNOWN = "\0";

const isNetns = ({ holds }: Kind) => holds?.includes("netns") ?? false;

/** Options of the program that is written. */
export interface Discovery {
  /** The connection as TypeScript. */
  readonly connection: string;
  /** Also the addresses and routes of the host's own network. */
  readonly all: boolean;
}

const checked = (kind: Kind, args: Values) => check(kind, { connection: "it", adopt: true, ...args }, NOTHING_UNKNOWN);

/** Whether a program that asks for this plans nothing: the object is as asked for. */
function isAsAsked(kind: Kind, snapshot: Snapshot, args: Values): boolean {
  const { values, failures } = checked(kind, args);
  const found = failures.length ? undefined : kind.observe(snapshot, values);
  if (!found || found.conflict || found.failed) return false;
  // The mark is all that taking it over changes.
  const observed = { ...found, values: { ...found.values, mark: values.mark } };
  return !differing(values, observed.values).length && !kind.plan(values, observed, snapshot).length;
}

/** The arguments without those that have their default value. */
function shortest(kind: Kind, args: Values): Values {
  const whole = checked(kind, args).values;
  let kept = args;
  for (const field of Object.keys(args)) {
    const fewer = Object.fromEntries(Object.entries(kept).filter(([name]) => name !== field));
    if (same(checked(kind, fewer).values, whole)) kept = fewer;
  }
  return kept;
}

const RESERVED =
  /^(break|case|catch|class|const|continue|debugger|default|delete|do|else|enum|export|extends|false|finally|for|function|if|import|in|instanceof|new|null|return|super|switch|this|throw|true|try|typeof|var|void|while|with|yield|let|static|await|async|implements|interface|package|private|protected|public|eval|arguments|undefined|exports|require|module|netlink|connection)$/;

/** Gives each text out once, the later ones with a number. */
const once =
  (given = new Set<string>()) =>
  (text: string, joint = "-"): string => {
    for (let n = 1; ; n++) {
      const one = n === 1 ? text : `${text}${joint}${n}`;
      if (!given.has(one)) return given.add(one) && one;
    }
  };

/** Writes programs; knows the names it gave, so that resources can refer to each other. */
class Writer {
  private readonly names = once();
  private readonly idents = once();
  private readonly holders = new Map<string, string>();

  constructor(private readonly snapshot: Snapshot) {}

  /** A resource, or the comment that says why it is none. */
  write(kind: Kind, { values, owner, skippedBecause }: Found): string {
    const label = labelOf(kind, { ...values, ...checked(kind, values).values });
    const why =
      skippedBecause ??
      (owner && `it is of ${owner}`) ??
      (isAsAsked(kind, this.snapshot, values) ? undefined : "its arguments cannot say what it is");
    if (why) return comment(`${kind.type} ${label}: left out, ${why}`);
    const args = shortest(kind, values);
    const name = this.names(label.replace(/[/ ,=]+/g, "-"));
    const ident = isNamed(kind) && "name" in args ? this.idents(this.ident(name), "") : undefined;
    if (ident)
      this.holders.set(
        this.key(isNetns(kind) ? args.name : values.netns, isNetns(kind) ? undefined : args.name),
        ident,
      );
    const made = `new netlink.${kind.type}(${JSON.stringify(name)}, ${this.args(args, name)});`;
    return ident ? `const ${ident} = ${made}` : made;
  }

  private key = (netns: unknown, link: unknown) => JSON.stringify([netns ?? "", link ?? ""]);

  private ident(name: string): string {
    const camel = name.replace(/[^A-Za-z0-9_]+(.)?/g, (_, next: string | undefined) => next?.toUpperCase() ?? "");
    return RESERVED.test(camel) || /^\d|^$/.test(camel) ? `_${camel}` : camel;
  }

  private args({ netns, dev, name, ...rest }: Values, own: string): string {
    const link = dev === undefined ? undefined : this.holders.get(this.key(netns, dev));
    const inside =
      netns === undefined ? undefined : (this.holders.get(this.key(netns, undefined)) ?? JSON.stringify(netns));
    const parts = [
      ...(link
        ? [`dev: ${link}`]
        : [
            ...(inside?.startsWith('"') || !inside ? ["connection"] : []),
            ...(inside ? [`netns: ${inside}`] : []),
            ...(dev === undefined ? [] : [`dev: ${JSON.stringify(dev)}`]),
          ]),
      ...(name === undefined || name === own ? [] : [`name: ${JSON.stringify(name)}`]),
      ...Object.entries(rest).map(([field, value]) => `${field}: ${literal(value)}`),
      "adopt: true",
    ];
    return `{ ${parts.join(", ")} }`;
  }
}

/** A comment of one line, whatever a name on the host holds: text on the next line would run as code. */
const comment = (text: string): string => `// ${printable(text).replaceAll("\n", "\\n")}`;

/** The defaults of a next hop. */
const USUAL: Values = { weight: 1, onlink: false };

const literal = (value: unknown): string =>
  Array.isArray(value)
    ? `[${value.map(literal).join(", ")}]`
    : typeof value === "object" && value !== null
      ? `{ ${Object.entries(value)
          .flatMap(([key, inner]) => (inner === undefined || inner === USUAL[key] ? [] : [`${key}: ${literal(inner)}`]))
          .join(", ")} }`
      : JSON.stringify(value);

/** A program that takes over what is on a host, and changes nothing. */
export function programOf(snapshot: Snapshot, { connection, all }: Discovery): string {
  const writer = new Writer(snapshot);
  const ours = new Set(
    ORDER.filter((kind) => kind.link).flatMap((kind) =>
      kind.list(snapshot, undefined).map(({ values }) => values.name),
    ),
  );
  const isMeant = (kind: Kind, { values, skippedBecause }: Found) =>
    !/kernel makes/.test(skippedBecause ?? "") &&
    (kind.link !== undefined || isNetns(kind) || values.netns !== undefined || all || ours.has(values.dev));
  const spaces = [undefined, ...Object.keys(snapshot.netns).filter(Boolean).sort()];
  const sections = ORDER.map((kind) => spaces.flatMap((netns) => kind.list(snapshot, netns).filter((found) => isMeant(kind, found)).map((found) => writer.write(kind, found)))); // prettier-ignore
  const unread = snapshot.namespaces.filter((name) => !snapshot.netns[name]).sort();
  const odd = unread.map((name) => comment(`NetNamespace ${name}: left out, no program can give its name`));
  const note = all ? [] : ["// Addresses and routes of the host's own network are left out; --all prints them."];
  return [`import * as netlink from "pulumi-netlink";`, [`const connection = ${connection};`, ...note].join("\n"), ...[odd, ...sections].filter((lines) => lines.length).map((lines) => lines.join("\n"))].join("\n\n").concat("\n"); // prettier-ignore
}
