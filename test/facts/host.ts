import assert from "node:assert/strict";
import type { Values } from "../../provider/kinds/kind";
import { lifecycle } from "../../provider/lifecycle/lifecycle";
import { kinds } from "../kinds/cases";
import { plain } from "../plain";
import { effort } from "../effort";
import { skip } from "../skip";
import type { HostKind, LabHost, Suite } from "../lab";
import { labForSuite } from "../suite";

/** The handlers of each kind, as the engine calls them. */
export const handlers = Object.fromEntries(Object.entries(kinds).map(([type, kind]) => [type, lifecycle(kind)]));

/** The host that a fact is shown on, and functions that act on it. */
export interface On {
  readonly host: LabHost;
  /** Runs commands by hand; each has to succeed. Returns the output of the last one. */
  by(...commands: string[]): Promise<string>;
  inputs(type: string, args: Values): Promise<Values>;
  create(type: string, args: Values): Promise<{ id: string; outs: Values }>;
  /** Creates and expects a refusal that matches this. */
  refuses(type: string, args: Values, said: RegExp): Promise<void>;
  /** Whether the next plan does nothing: what was made reads back as it was asked for. */
  silent(type: string, made: { id: string; outs: Values }, args: Values): Promise<void>;
}

/** A fact of the kernel or of iproute2 by its number, and what it has led to here. */
export interface Fact {
  readonly fact: string;
  readonly on?: HostKind;
  readonly suite?: Suite;
  /** Differs between releases: shown on all of them. */
  readonly everywhere?: boolean;
  /** A word that old releases of `ip` do not know. */
  readonly needs?: string;
  show(on: On): Promise<void>;
}

/** Releases that facts marked `everywhere` are also shown on, the oldest in a usual run; `npm run test:matrix` shows all on all. */
const OTHERS = (["bullseye", "trixie", "sid"] satisfies Suite[]).slice(0, effort(1, 3));
const { LAB_KIND, LAB_SUITE } = process.env as { LAB_KIND?: HostKind; LAB_SUITE?: Suite };

/** Shows facts, each on a host of its own. */
export function showing(title: string, facts: readonly Fact[]): void {
  describe(title, () => {
    const lab = labForSuite();
    const shown = facts.flatMap((one) => [
      one,
      ...(one.everywhere && !LAB_SUITE ? OTHERS : []).map((suite): Fact => ({
        ...one,
        fact: `${one.fact} (${suite})`,
        on: "guest",
        suite,
      })),
    ]);
    for (const { fact, on = LAB_KIND ?? "namespace", suite, needs, show } of shown)
      it(fact, async function () {
        if (needs && (suite ?? LAB_SUITE) === "bullseye") skip(this, `bullseye's iproute2 does not know ${needs}`);
        const host = await lab().host("web-1", { kind: on, suite });
        try {
          await plain(host);
          await show(ways(host));
        } finally {
          await host.stop();
        }
      });
  });
}

function ways(host: LabHost): On {
  const by = async (...commands: string[]) => {
    let said = "";
    for (const command of commands) {
      const { code, stdout, stderr } = await host.run(command);
      assert.equal(code, 0, `${command}: ${stderr}`);
      said = stdout;
    }
    return said;
  };
  const inputs = async (type: string, args: Values) => {
    const { inputs, failures } = await handlers[type]!.check({}, { connection: host.connection, mark: "pulumi:lab/dev:it", ...args }); // prettier-ignore
    assert.deepEqual(failures, []);
    return inputs;
  };
  const create = async (type: string, args: Values) => handlers[type]!.create(await inputs(type, args));
  const silent: On["silent"] = async (type, { id, outs }, args) => {
    const read = (await handlers[type]!.read(id, outs)) as { props: Values };
    assert.equal(
      handlers[type]!.diff(id, read.props, await inputs(type, args)).changes,
      false,
      JSON.stringify(read.props),
    );
  };
  return { host, by, inputs, create, silent, refuses: (type, args, said) => assert.rejects(create(type, args), said) };
}
