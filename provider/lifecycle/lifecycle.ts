import { type Announcement } from "../announcement";
import { HostError } from "../host/error";
import { printable } from "../ip/printable";
import type { Read } from "../ip/read";
import { UNKNOWN } from "../ip/unknown";
import { check } from "../kinds/check";
import type { Kind, Observed, Values } from "../kinds/kind";
import { ACTION } from "../ownership/actions";
import { sameStack } from "../ownership/mark";
import type { Preflight } from "../preview/preflight";
import { converge } from "./converge";
import { assertAdoptable, assertDeletable, because, leftAlone } from "./failures";
import { asFault, Fault, Incomplete } from "./fault";
import { assertNoHarm } from "./harm";
import { Item } from "./item";
import { lookup } from "./lookup";
import { remove } from "./remove";
import { serially } from "./serial";
import { state, withoutUndefined } from "./state";
import { Target } from "./target";
import { undo } from "./undo";

/** Check, diff, create, read, update and delete of one kind, as the engine calls them. */
export function lifecycle(kind: Kind, preflight?: Preflight) {
  const { asked, askedIn, interrupted, outsOf, diff } = state(kind);
  /** Slots in which a create of this run has taken up an existing object, on each machine: a later delete of the old resource leaves it alone. */
  const takenUp = new Set<string>();

  const handlers = {
    async check(olds: Values, { __provider, announcement, gatewayAddresses, replaceOnChanges, ...news }: Values) {
      const { values, failures: wrong } = check(kind, news, UNKNOWN);
      const was = "host" in olds ? asked(olds) : undefined;
      const announced = (announcement ?? { mode: "off" }) as Announcement;
      const { failures, isMissing } = (!wrong.length && (await preflight?.check(kind, values, was, announced))) || { failures: wrong }; // prettier-ignore
      // A failure that names its property would print the property's value, secret or not.
      return {
        inputs: withoutUndefined({ ...values, __provider, gatewayAddresses, replaceOnChanges, missing: isMissing || undefined }), // prettier-ignore
        failures: failures.map((reason) => ({ property: "", reason: printable(reason) })),
      };
    },

    diff,

    async create(inputs: Values) {
      const { item, target } = one(kind, asked(inputs));
      const { id } = item.identity;
      const incomplete = (reason: string) => new Incomplete(reason, id, interrupted(inputs, true));
      let existing: Observed<Values> | undefined;
      let before = target.lastRead();
      try {
        await assertNoHarm(item, target, preflight);
        // Nothing was there a moment ago. If something has come since, the host refuses the first command, and nothing is done.
        const [added] = (before && (await converge(target, before).catch(refusedBy(target)))) ?? [];
        if (added) return { id, outs: outsOf(added, inputs, target.machine) };
        before = await target.readSettled();
        existing = item.observe(before);
        if (existing) assertAdoptable(item, existing, item.verdict(before), preflight);
        const [made] = await converge(target, before);
        if (existing) takenUp.add(item.slotsOn(before));
        return { id, outs: outsOf(made!, inputs, target.machine) };
      } catch (error) {
        // While it is only looked at, others may have told the host something in the same round trip.
        if (target.mayHaveChanged && error instanceof HostError && error.sent) throw incomplete(error.message);
        // An object that is there although none of our commands ran was made by somebody else a moment ago.
        if (!existing && target.mayHaveChanged && error instanceof Fault)
          await undo(target, []).catch((second: Error) => {
            throw incomplete(`${error.message}\nand it could not be taken back: ${second.message}`);
          });
        throw asFault(error);
      }
    },

    async read(id: string, props: Values) {
      // Outputs name the host; what a program asks `get` for does not yet.
      const isGot = props.host === undefined;
      // Nothing of ours tells it from another of its name.
      const isRead = isGot || props.readOnly === true;
      const { item, target } = one(kind, isGot ? lookup(kind, id, props) : askedIn(props));
      const outcome = await target.read().catch(rethrow);
      const observed = item.observe(outcome);
      if (isGot && !observed) throw new Fault(`there is no ${item.title}`);
      if (!observed || ACTION.read[item.verdict(outcome, isRead ? undefined : props)] === "gone") {
        await preflight?.notices.gone(item.title, props, outcome);
        if (!observed) await target.clearNotes(outcome).catch(rethrow);
        return { id: "" };
      }
      const { __provider, gatewayAddresses, mark } = props;
      // That another resource of the stack has taken it up since is not this one's to say.
      const isOurs = sameStack(observed.values.mark as string | undefined, mark as string | undefined);
      const values = isOurs ? { ...observed.values, mark } : observed.values;
      await preflight?.notices.drifted(item.title, kind, item.desired, observed, outcome.snapshot);
      return {
        id,
        props: { ...outsOf({ ...observed, values }, props, target.machine), ...(isRead ? { readOnly: true } : {}) },
        inputs: withoutUndefined({ ...values, __provider, gatewayAddresses }),
      };
    },

    async update(id: string, olds: Values, news: Values) {
      const { item, target } = one(kind, asked(news));
      const before = await target.readSettled().catch(rethrow);
      if (ACTION.update[item.verdict(before, olds)] === "refuse")
        throw leftAlone(item, "something else has taken its place", because(olds, before), "sees that ours is gone");
      const was = olds.incomplete ? [] : [askedIn(olds)];
      await assertNoHarm(item, target, preflight).catch(rethrow);
      const [made] = await converge(target, before, was).catch((error: Error) => {
        const changed = interrupted({ ...olds, ...news }, olds.incomplete ?? "changed");
        throw target.mayHaveChanged ? new Incomplete(error.message, id, changed) : asFault(error);
      });
      return { outs: outsOf(made!, news, target.machine) };
    },

    async delete(_id: string, props: Values) {
      // Made under another name by a run before, and kept: the state has both of them until this one goes.
      if (preflight?.isShared(kind, askedIn(props))) return;
      const { item, target } = one(kind, askedIn(props), kind.deleteReads?.(askedIn(props)));
      const before = await target.readSettled().catch(rethrow);
      if (takenUp.has(item.slotsOn(before))) return;
      const observed = item.observe(before);
      const action = ACTION.delete[item.verdict(before, props)];
      if (!observed || action === "forget") return target.clearNotes(before);
      if (action === "refuse")
        throw leftAlone(item, "it does not carry our mark, so someone else made it", because(props, before), "forgets it"); // prettier-ignore
      assertDeletable(item, observed);
      await remove(target, item, observed, before).catch(rethrow);
    },
  };
  return {
    ...handlers,
    create: (inputs: Values) => serially(kind, inputs, () => handlers.create(inputs)),
    delete: (id: string, props: Values) => serially(kind, props, () => handlers.delete(id, props)),
  };
}

/** One object, and the target that is no more than it. */
function one(kind: Kind, desired: Values, reads?: readonly Read[]) {
  const item = new Item(kind, desired);
  return { item, target: new Target([item], reads) };
}

/** A host that has refused the first command is as it was. */
const refusedBy =
  (target: Target) =>
  (error: unknown): undefined => {
    if (target.mayHaveChanged || !(error instanceof Fault)) throw error;
  };

const rethrow = (error: unknown): never => {
  throw asFault(error);
};
