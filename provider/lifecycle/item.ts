import type { Outcome } from "../host/host";
import type { Command } from "../ip/command";
import type { Snapshot } from "../ip/snapshot";
import { identityOf, type Identity } from "../kinds/identity";
import type { Kind, Observed, Values } from "../kinds/kind";
import { observe, realNames } from "../kinds/real-names";
import { Journal } from "../ownership/journal";
import { ownerOf } from "../ownership/owner";
import { verdict, type Verdict } from "../ownership/verdict";

/** One object of a target: what is asked for, and how it stands on the host. */
export class Item {
  readonly journal: Journal;
  readonly identity: Identity;

  constructor(
    readonly kind: Kind,
    readonly desired: Values,
  ) {
    this.journal = new Journal(kind, desired);
    this.identity = identityOf(kind, desired);
  }

  /** The object's name in messages. */
  get title(): string {
    return this.identity.title;
  }

  /** The object's slots on the machine itself, whatever that is called. */
  slotsOn = ({ machineId, bootId }: Outcome): string =>
    [machineId, bootId, ...identityOf(this.kind, { ...this.desired, host: "" }).slots].join(" ");

  /** The object as it was read, with its owner. It is looked for by what `was` asked for, and what counts down is compared with that. */
  observe = ({ snapshot }: Outcome, was: Values = this.desired): Observed<Values> | undefined => {
    const { countsDown = [], toldApartBy = [] } = this.kind.changes ?? {};
    const before = Object.fromEntries([...countsDown, ...toldApartBy].map((field) => [field, was[field]]));
    const observed = observe(this.kind, snapshot, { ...this.desired, ...before });
    return observed && { ...observed, owner: ownerOf(this.kind, this.desired, observed, snapshot) };
  };

  /** The desired values without those that count down: what is left of a lifetime is no match, it begins again. */
  get begun(): Values {
    const { countsDown = [] } = this.kind.changes ?? {};
    return { ...this.desired, ...Object.fromEntries(countsDown.map((field) => [field, undefined])) };
  }

  /** The verdict on the object in the resource's place. `was` is what the state has of it. */
  verdict(outcome: Outcome, was?: Values): Verdict {
    const observed = this.observe(outcome, was);
    const marks = [this.desired.mark, was?.mark];
    return verdict({ observed, marks, isUnmarked: this.kind.isUnmarked, state: was, machine: outcome });
  }

  /** The commands of the kind, in which links have the names that the kernel gives them. */
  planned(desired: Values | undefined, observed: Observed<Values> | undefined, snapshot: Snapshot): readonly Command[] {
    const real = (values: Values) => realNames(this.kind, snapshot, values);
    const there = observed && { ...observed, values: real(observed.values) };
    return this.kind.plan(desired && real(desired), there, snapshot);
  }

  /** The commands from what is there to what is asked for, with their notes; `isFirst` is the first plan of a run. */
  plan(observed: Observed<Values> | undefined, { snapshot }: Outcome, isFirst: boolean): readonly Command[] {
    const planned = this.planned(this.desired, observed, snapshot);
    return this.journal.accompany(planned, observed, snapshot, isFirst);
  }
}
