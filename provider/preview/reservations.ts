import { same } from "../ip/equality";
import { knownOf, UNKNOWN } from "../ip/unknown";
import { replacedFields } from "../kinds/changes";
import { brokenLaws, isForbidden, linkUnder } from "../kinds/constraint";
import { identityOf, labelOf, slotOf } from "../kinds/identity";
import { SlotIndex } from "./slot-index";
import type { Kind, Standing, Subject, Values, World } from "../kinds/kind";

/** A resource as a program declares it. */
interface Reservation extends Subject {
  /** The resource's id in the program. */
  readonly id: string;
  /** The slots that it occupies. */
  readonly slots: readonly string[];
  /** The slot of the link that it is on. */
  readonly linkSlot?: string;
  /** The slots that it has in the state and leaves, since it is replaced. */
  readonly replaced: readonly string[];
}

/** The standing of a resource in its program. */
interface Reserved {
  /** Its name in messages. */
  readonly title: string;
  /** Why the program cannot have it. */
  readonly clashes: string[];
  /** The resource in the state. */
  readonly was: Values | undefined;
  /** Whether another was in its place, and has left it. */
  readonly vacated: boolean;
}

/** A resource's name in messages. */
const titleIn = (kind: Kind, values: Values): string =>
  `${kind.type} ${/[^:/]*$/.exec(String(values.mark))?.[0]} (${labelOf(kind, values)})`;

const isKnown = (slot: string) => !slot.includes(UNKNOWN);

/** A resource with what it takes of its host. */
function declared(id: string, kind: Kind, values: Values, was: Values | undefined, afterItsLink: boolean): Reservation {
  const { known, unknown } = knownOf(values);
  const { name, netns } = linkUnder(kind, values);
  const isReplaced = was && !unknown.length && replacedFields(kind, was, values).length > 0;
  return {
    ...{ id, title: titleIn(kind, values), kind, values: known, unknown, was, afterItsLink },
    slots: identityOf(kind, values).slots.filter(isKnown),
    linkSlot: name === undefined ? undefined : slotOf("link", values.host, netns, name),
    replaced: isReplaced ? identityOf(kind, was).slots : [],
  };
}

/** The resources that the running program has declared so far, and what they take of their hosts. */
export class Reservations {
  private readonly declared = new Map<string, Reservation>();
  private readonly slots = new SlotIndex();
  private readonly replaced = new SlotIndex();
  private readonly onLink = new SlotIndex();
  /** The resources whose laws have asked for the link of a slot. */
  private readonly asked = new SlotIndex();
  /** Places where the state has a resource that is declared elsewhere now. */
  private readonly vacated = new Set<string>();
  /** Marks, before and now, of the declared resources that the state has in a place, and that stay there. */
  private readonly stay = new Map<string, Map<string, readonly unknown[]>>();

  /** Declares a resource, again if the engine asks twice; `stored` is the resource in the state, `afterItsLink` whether it is made after its link. */
  declare(kind: Kind, values: Values, stored: Values | undefined, afterItsLink = false): Reserved {
    const id = `${kind.type} ${values.mark}`;
    const one = declared(id, kind, values, stored ?? this.declared.get(id)?.was, afterItsLink);
    const { title, was } = one;
    this.release(id);
    const others = one.slots.flatMap((slot) => this.at(this.slots, slot));
    const hint = (other: Reservation) =>
      same(other.values.connection, one.values.connection) ? "" : "; if these are two machines, give each connection a `name`"; // prettier-ignore
    const twice = others.map((other) => `${kind.identity.field}: ${other.title} is the same one on ${String(values.host)}${hint(other)}`); // prettier-ignore
    this.remember(one);
    const clashes = twice.length ? twice.slice(0, 1) : [...this.broken(one), ...this.brokenBy(one)];
    const slots = (of: Values) => identityOf(kind, of).slots.join(" ");
    const [now, before] = [slots(values), was && slots(was)];
    if (before !== undefined && before !== now) this.vacated.add(before);
    if (was && before === now) this.stay.set(now, (this.stay.get(now) ?? new Map()).set(id, [was.mark, values.mark]));
    return { title, clashes, was, vacated: this.vacated.has(now) };
  }

  /** Whether the state has another resource of the program in the place of one that goes. */
  isShared = (kind: Kind, gone: Values): boolean =>
    [...(this.stay.get(identityOf(kind, gone).slots.join(" "))?.values() ?? [])].some(
      (marks) => !marks.includes(gone.mark),
    );

  /** Whether the resource with a mark is declared in the same place, under another name of the host. */
  isAnothers(kind: Kind, mark: string, values: Values): boolean {
    const other = this.declared.get(`${kind.type} ${mark}`);
    const slotsOf = (of: Values) => String(identityOf(kind, { ...of, host: "" }).slots);
    return other !== undefined && mark !== values.mark && slotsOf(other.values) === slotsOf(values);
  }

  /** Whether a link or a namespace is declared, by its slot. */
  has = (...slot: Parameters<typeof slotOf>): boolean => this.slots.get(slotOf(...slot)).length > 0;

  /** The laws that a resource breaks in its program. */
  private broken(one: Reservation): string[] {
    const all = brokenLaws(one, this.worldOf(one), isForbidden);
    return all.map(({ field, fact }) => `${field}: ${fact} (on ${String(one.values.host)})`);
  }

  /** The laws that others break by a link that they have asked for, and that is declared now. */
  private brokenBy(link: Reservation): string[] {
    const slots = link.kind.link ? [...link.slots, ...link.replaced] : [];
    const others = new Set(slots.flatMap((slot) => this.at(this.asked, slot)));
    others.delete(link);
    return [...others].flatMap((other) => this.broken(other).map((said) => `${other.title}: ${said}`));
  }

  /** The program as a resource sees it. */
  private worldOf({ id, values: { host } }: Reservation): World {
    const find = (index: SlotIndex, netns: unknown, name: unknown): Standing | undefined => {
      const slot = slotOf("link", host, netns, name);
      this.asked.add(slot, id);
      return this.at(index, slot)[0];
    };
    return {
      link: (netns, name) => find(this.slots, netns, name),
      replaced: (netns, name) => find(this.replaced, netns, name),
      objectsOn: (netns, name) =>
        this.at(this.onLink, slotOf("link", host, netns, name)).filter((other) => other.id !== id),
    };
  }

  private readonly at = (index: SlotIndex, slot: string): Reservation[] =>
    index.get(slot).flatMap((id) => this.declared.get(id) ?? []);

  private remember(one: Reservation): void {
    this.declared.set(one.id, one);
    this.each(one, (index, slot) => index.add(slot, one.id));
  }

  private release(id: string): void {
    const one = this.declared.get(id);
    if (one) this.each(one, (index, slot) => index.remove(slot, id));
  }

  private each({ slots, linkSlot, replaced }: Reservation, then: (index: SlotIndex, slot: string) => unknown): void {
    for (const slot of slots) then(this.slots, slot);
    for (const slot of replaced) then(this.replaced, slot);
    if (linkSlot !== undefined && isKnown(linkSlot)) then(this.onLink, linkSlot);
  }
}
