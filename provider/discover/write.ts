import { printable } from "../ip/printable";
import type { Snapshot } from "../ip/snapshot";
import { identityOf, labelOf } from "../kinds/identity";
import { isNamed, type Found, type Kind, type Values } from "../kinds/kind";
import { checked, isAsAsked, shortest } from "./arguments";

/** Whether resources of a kind are what others are put into. */
export const isNetns = ({ holds }: Kind): boolean => holds?.includes("netns") ?? false;

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

/** Writes resources; knows the names it gave, so that resources can refer to each other. */
export class Writer {
  private readonly names = once();
  private readonly idents = once();
  private readonly holders = new Map<string, string>();

  constructor(private readonly snapshot: Snapshot) {}

  /** A resource, or a comment with the reason why it is left out. */
  write(kind: Kind, { values, owner: marked, skippedBecause }: Found): string {
    const whole = { ...values, ...checked(kind, values).values };
    const label = labelOf(kind, whole);
    const owner = marked ?? this.snapshot.notes?.[identityOf(kind, whole).note];
    const why =
      skippedBecause ??
      (owner && `it is of ${owner}`) ??
      (isAsAsked(kind, this.snapshot, values) ? undefined : "no arguments describe it");
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

  /** The arguments that place an object: resources of the program if it has them, which bring the rest along, and names elsewhere. */
  private place({ netns, dev, parent, parentNetns }: Values): string[] {
    const [link, on] = [this.holders.get(this.key(netns, dev)), this.holders.get(this.key(parentNetns, parent))];
    if (dev !== undefined && link) return [`dev: ${link}`];
    // What is on a resource of the program is in its namespace, if no other is given.
    const isBeside = netns === parentNetns;
    const upper = parent !== undefined && on && (isBeside || netns !== undefined) ? on : undefined;
    const inside = netns === undefined ? undefined : this.holders.get(this.key(netns, undefined));
    const given = (field: string, value: unknown) =>
      value === undefined ? [] : [`${field}: ${JSON.stringify(value)}`];
    return [
      ...(inside || upper ? [] : ["connection"]),
      ...(upper && isBeside ? [] : inside ? [`netns: ${inside}`] : given("netns", netns)),
      ...given("dev", dev),
      ...(upper ? [`parent: ${upper}`] : [...given("parent", parent), ...given("parentNetns", parentNetns)]),
    ];
  }

  private args({ netns, dev, parent, parentNetns, name, ...rest }: Values, own: string): string {
    const parts = [
      ...this.place({ netns, dev, parent, parentNetns }),
      ...(name === undefined || name === own ? [] : [`name: ${JSON.stringify(name)}`]),
      ...Object.entries(rest).map(([field, value]) => `${field}: ${literal(value)}`),
      "adopt: true",
    ];
    return `{ ${parts.join(", ")} }`;
  }
}

/** A comment of one line, whatever a name on the host holds: text on the next line would run as code. */
export const comment = (text: string): string => `// ${printable(text).replaceAll("\n", "\\n")}`;

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
