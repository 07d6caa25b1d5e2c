import { asFault, Target } from "./converge";
import { Fault, HalfMade } from "./fault";
import { got } from "./got";
import { HostError } from "./host/error";
import { check, contains, UNKNOWN } from "./ip/check";
import { differing, replacing, type Kind, type Observed, type Values } from "./ip/kind";
import { printable } from "./ip/printable";
import { fate, type Machine } from "./machine";
import { claim, isAnother } from "./owner";
import type { Ahead, Preflight } from "./preflight";

/** Without `undefined`, which the engine does not take in a result. */
const plain = (values: Values): Values => JSON.parse(JSON.stringify(values)) as Values;

/** Check, diff, create, read, update and delete of one kind, as the engine calls them. */
export function lifecycle(kind: Kind, preflight?: Preflight) {
  const fields = Object.keys(kind.schema.shape);
  /** What creates of this run have taken up as it stood, on each machine: to a later delete it is no longer what the old resource had. */
  const taken = new Set<string>();
  const asked = (inputs: Values): Values => Object.fromEntries(fields.map((field) => [field, inputs[field]]));

  /** What was asked for, from outputs: those in `readBack` are only what the host says of arguments that were left out. */
  const askedIn = (outs: Values): Values => {
    const { readBack = [] } = outs as { readBack?: readonly string[] };
    return Object.fromEntries(Object.entries(asked(outs)).filter(([field]) => !readBack.includes(field)));
  };
  const outsOf = (observed: Observed<Values>, { __provider, after }: Values, machine?: Machine): Values => {
    const readBack = Object.keys(observed.outputs).filter(
      (f) => fields.includes(f) && observed.values[f] === undefined,
    );
    return plain({
      ...observed.values,
      ...observed.outputs,
      ...(readBack.length ? { readBack } : {}),
      ...machine,
      __provider,
      after,
    });
  };

  return {
    async check(olds: Values, { __provider, preflight: ahead, after, replaceOnChanges, ...news }: Values) {
      const { values, failures: wrong } = check(kind, news, UNKNOWN);
      const was = "host" in olds ? asked(olds) : undefined;
      const plan = (ahead ?? { mode: "off" }) as Ahead;
      const failures = wrong.length ? wrong : ((await preflight?.check(kind, values, was, plan)) ?? []);
      // A failure that names its property would print the property's value, secret or not.
      return {
        inputs: plain({ ...values, __provider, after, replaceOnChanges }),
        failures: failures.map((reason) => ({ property: "", reason: printable(reason) })),
      };
    },

    diff(_id: string, olds: Values, news: Values) {
      const [was, will] = [askedIn(olds), asked(news)];
      const changed = differing(was, will);
      const always = replacing(kind, was, will);
      const goes = (field: string) => kind.follows?.includes(field) && contains(will[field], UNKNOWN);
      const onChange = ((news.replaceOnChanges ?? []) as string[]).map((path) => /\w+|\*/.exec(path)?.[0]);
      const asks = (field: string) => onChange.includes(field) || onChange.includes("*");
      const replaces = changed.filter((f) => always.includes(f) || goes(f) || asks(f));
      // All of it is unknown only while the engine asks what goes with something that is replaced.
      if (news.after === UNKNOWN) replaces.push("after");
      return { changes: changed.length + replaces.length > 0, replaces, deleteBeforeReplace: true };
    },

    async create(inputs: Values) {
      const target = new Target(kind, asked(inputs));
      const halfMade = (reason: string) => new HalfMade(reason, target.id, plain({ ...inputs, halfMade: true }));
      let existing: Observed<Values> | undefined;
      let before = target.recall();
      try {
        // What is added to what was seen a moment ago is refused where something else has come there since, and nothing is done.
        const added = before && (await target.converge(before).catch(refusedBy(target)));
        if (added) return { id: target.id, outs: outsOf(added, inputs, target.machine) };
        before = await target.ready();
        existing = target.observe(before);
        if (existing) claim(target, existing);
        const made = await target.converge(before);
        if (existing) taken.add(target.placeOn(before));
        return { id: target.id, outs: outsOf(made, inputs, target.machine) };
      } catch (error) {
        // While it is only looked at, others may have told the host something in the same round trip.
        if (target.touched && error instanceof HostError && error.sent) throw halfMade(error.message);
        // What stands there although nothing of ours was carried out is somebody else's, made a moment ago.
        if (!existing && target.touched && error instanceof Fault)
          await takeBack(target).catch((second: Error) => {
            throw halfMade(`${error.message}\nand it could not be taken back: ${second.message}`);
          });
        throw asFault(error);
      }
    },

    async read(id: string, props: Values) {
      // Outputs name the host; what a program asks `get` for does not yet.
      const isGot = props.host === undefined;
      // Nothing of ours tells it from another of its name.
      const isRead = isGot || props.got === true;
      const target = new Target(kind, isGot ? got(kind, id, props) : askedIn(props));
      const outcome = await target.read().catch(rethrow);
      const observed = target.observe(outcome);
      if (isGot && !observed) throw new Fault(`there is no ${target.title}`);
      if (!observed || observed.conflict || (!isRead && isAnother(observed, [target.desired.mark], props, outcome))) {
        await preflight?.gone(target.title, props, outcome);
        if (!observed) await target.forget(outcome).catch(rethrow);
        return { id: "" };
      }
      const { __provider, after } = props;
      await preflight?.drifted(target.title, kind, target.desired, observed, outcome.snapshot);
      return {
        id,
        props: { ...outsOf(observed, props, target.machine), ...(isRead ? { got: true } : {}) },
        inputs: plain({ ...observed.values, __provider, after }),
      };
    },

    async update(_id: string, olds: Values, news: Values) {
      const target = new Target(kind, asked(news));
      const before = await target.ready().catch(rethrow);
      const existing = target.observe(before);
      if (existing && isAnother(existing, [olds.mark, news.mark], olds, before))
        throw new Fault(
          `${target.title} is left alone: something else has taken its place${because(olds, before)}; \`pulumi refresh\` sees that ours is gone`,
        );
      const made = await target.converge(before, olds.halfMade ? {} : askedIn(olds)).catch(rethrow);
      return { outs: outsOf(made, news, target.machine) };
    },

    async delete(_id: string, props: Values) {
      const target = new Target(kind, askedIn(props), kind.around?.(askedIn(props)));
      const before = await target.ready().catch(rethrow);
      if (taken.has(target.placeOn(before))) return;
      const observed = target.observe(before);
      if (!observed || observed.conflict) return target.forget(before);
      if (isAnother(observed, [target.desired.mark], props, before))
        throw new Fault(
          `${target.title} is left alone: it does not carry our mark, so someone else made it${because(props, before)}; \`pulumi refresh\` forgets it`,
        );
      if (observed.keep)
        throw new Fault(`${target.title} is not deleted: ${observed.keep}; \`force: true\` deletes it all the same`);
      await target.remove(observed, before).catch(rethrow);
    },
  };
}

const because = (was: Values, now: Machine): string => {
  const why = fate(was.host, was, now);
  return why ? ` (${why})` : "";
};

/** A host that has refused the first command is as it was. */
const refusedBy =
  (target: Target) =>
  (error: unknown): undefined => {
    if (target.touched || !(error instanceof Fault)) throw error;
  };

const rethrow = (error: unknown): never => {
  throw asFault(error);
};

/** Takes back what a create that failed has made. */
async function takeBack(target: Target): Promise<void> {
  const after = await target.read();
  const made = target.observe(after);
  const { mark } = target.desired;
  if (made && !made.conflict && (made.owner ?? mark) === mark) await target.remove(made, after);
}
