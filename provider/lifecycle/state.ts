import { Fault } from "./fault";
import { differing } from "../ip/equality";
import { contains, UNKNOWN } from "../ip/unknown";
import { replacedFields } from "../kinds/changes";
import { type Kind, type Observed, type Values } from "../kinds/kind";
import type { Machine } from "../ownership/machine";

/** Without `undefined`, which the engine does not take in a result. */
export const withoutUndefined = (values: Values): Values => JSON.parse(JSON.stringify(values)) as Values;

/** The version of the state's keys; a state without one has version 1. */
const VERSION = 1;

/** Refuses a state that a newer version of this package has written. */
function assertReadable({ stateVersion = 1 }: { readonly stateVersion?: number }): void {
  if (stateVersion > VERSION)
    throw new Fault(
      `the state has version ${stateVersion}, and this pulumi-netlink reads ${VERSION}: upgrade the package`,
    );
}

/** The state of a kind's resources: inputs, outputs, and how two of them differ. */
export function state(kind: Kind) {
  const fields = Object.keys(kind.schema.shape);
  /** The arguments in inputs. */
  const asked = (inputs: Values): Values => Object.fromEntries(fields.map((field) => [field, inputs[field]]));

  /** The arguments in outputs, without the values in `fromHost`: those were read from the host for arguments that were left out. */
  const askedIn = (outs: Values): Values => {
    const { fromHost = [] } = outs as { fromHost?: readonly string[] };
    assertReadable(outs);
    return Object.fromEntries(Object.entries(asked(outs)).filter(([field]) => !fromHost.includes(field)));
  };

  /** Outputs of a run that was interrupted: what it was asked for. */
  const interrupted = (inputs: Values, incomplete: unknown): Values =>
    withoutUndefined({ ...inputs, incomplete, stateVersion: VERSION });

  /** Outputs: the object as it is on a machine. */
  const outsOf = (observed: Observed<Values>, { __provider, gatewayAddresses }: Values, machine?: Machine): Values => {
    const fromHost = Object.keys(observed.outputs).filter(
      (f) => fields.includes(f) && observed.values[f] === undefined,
    );
    return withoutUndefined({
      ...observed.values,
      ...observed.outputs,
      ...(fromHost.length ? { fromHost } : {}),
      ...machine,
      __provider,
      gatewayAddresses,
      stateVersion: VERSION,
    });
  };

  /** The changed fields, and those that replace. */
  const diff = (_id: string, olds: Values, news: Values) => {
    const [was, will] = [askedIn(olds), asked(news)];
    const changed = differing(was, will);
    const always = replacedFields(kind, was, will);
    const goes = (field: string) => kind.goesWith?.includes(field) && contains(will[field], UNKNOWN);
    const onChange = ((news.replaceOnChanges ?? []) as string[]).map((path) => /\w+|\*/.exec(path)?.[0]);
    const asks = (field: string) => onChange.includes(field) || onChange.includes("*");
    const replaces = changed.filter((f) => always.includes(f) || goes(f) || asks(f));
    // All of it is unknown only while the engine asks what goes with something that is replaced.
    if (news.gatewayAddresses === UNKNOWN) replaces.push("gatewayAddresses");
    // An object that is not on its host any more is made again by an update.
    const changes = changed.length + replaces.length > 0 || news.missing === true;
    return { changes, replaces, deleteBeforeReplace: true };
  };

  return { asked, askedIn, interrupted, outsOf, diff };
}
