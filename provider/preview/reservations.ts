import { UNKNOWN } from "../ip/unknown";
import { identityOf, slotOf } from "../kinds/identity";
import type { Kind, Values } from "../kinds/kind";
import { titleOf, type Claim, type Declared } from "./claim";
import { claimsOf } from "./claims";

/** The standing of a resource in its program. */
interface Standing {
  /** Its name in messages. */
  readonly title: string;
  /** Clashes with the claims of others. */
  readonly clashes: string[];
  /** The resource in the state. */
  readonly was: Values | undefined;
  /** Whether another was in its place, and has left it. */
  readonly vacated: boolean;
}

/** The resources that the running program has declared so far, and what they take of their hosts. */
export class Program {
  private readonly declared = new Map<string, { one: Declared; claims: readonly Claim[] }>();
  private readonly claims = new Map<string, Map<string, Claim>>();
  /** Places where the state has a resource that is declared elsewhere now. */
  private readonly vacated = new Set<string>();
  /** Marks, before and now, of the declared resources that the state has in a place, and that stay there. */
  private readonly stay = new Map<string, Map<string, readonly unknown[]>>();

  /** Declares a resource, again if the engine asks twice; `stored` is the resource in the state, `behind` whether it is made after its link. */
  declare(kind: Kind, values: Values, stored: Values | undefined, behind = false): Standing {
    const id = `${kind.type} ${values.mark}`;
    const was = stored ?? this.declared.get(id)?.one.was;
    const one: Declared = { id, kind, values, was, behind };
    this.forget(id);
    const known = (claim: Claim) => !(claim.on + (claim.as ?? "")).includes(UNKNOWN);
    const claims = claimsOf(one, this.linkAt(values.host, values.netns, values.dev)).filter(known);
    const clashes = claims.flatMap((claim) => {
      // The claims that are there agree with each other.
      const [[id, { as }] = ["", claim]] = this.claims.get(claim.on) ?? [];
      const by = as === undefined || as !== claim.as ? this.declared.get(id) : undefined;
      const others = by ? [by.one] : this.circle(claim);
      return others.length ? [claim.said(others.map(titleOf).join(" and "))] : [];
    });
    this.declared.set(id, { one, claims });
    for (const claim of claims) this.claims.set(claim.on, (this.claims.get(claim.on) ?? new Map()).set(id, claim));
    const slots = (of: Values) => identityOf(kind, of).slots.join(" ");
    const [now, before] = [slots(values), was && slots(was)];
    if (before !== undefined && before !== now) this.vacated.add(before);
    if (was && before === now) this.stay.set(now, (this.stay.get(now) ?? new Map()).set(id, [was.mark, values.mark]));
    return { title: titleOf(one), clashes, was, vacated: this.vacated.has(now) };
  }

  /** Whether the state has another resource of the program in the place of one that goes. */
  isShared = (kind: Kind, gone: Values): boolean =>
    [...(this.stay.get(identityOf(kind, gone).slots.join(" "))?.values() ?? [])].some(
      (marks) => !marks.includes(gone.mark),
    );

  /** The declared link of a name, in a namespace of a host. */
  linkAt = (host: unknown, netns: unknown, name: unknown): Declared | undefined => this.at("link", host, netns, name);

  /** Whether a namespace of a host is declared. */
  hasNetns = (host: unknown, name: unknown): boolean => this.at("netns", host, name) !== undefined;

  private at(...place: Parameters<typeof slotOf>): Declared | undefined {
    const [id] = this.claims.get(slotOf(...place))?.keys() ?? [];
    return id === undefined ? undefined : this.declared.get(id)?.one;
  }

  /** The resources in a circle of claims that wait for each other. */
  private circle({ on, behind: next }: Claim): Declared[] {
    const others = new Map<string, Declared>();
    while (next !== undefined && next !== on) {
      const [[id, claim] = ["", undefined]] = this.claims.get(next) ?? [];
      const other = this.declared.get(id);
      if (!claim || !other || others.has(next)) return [];
      others.set(next, other.one);
      next = claim.behind;
    }
    return [...others.values()];
  }

  private forget(id: string): void {
    for (const { on } of this.declared.get(id)?.claims ?? []) this.claims.get(on)?.delete(id);
  }
}
