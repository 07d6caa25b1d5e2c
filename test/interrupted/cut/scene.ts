import assert from "node:assert/strict";
import type { NodeSSH } from "node-ssh";
import type { Incomplete } from "../../../provider/lifecycle/fault";
import { isChange } from "../../../provider/host/shell/batch";
import { HostError } from "../../../provider/host/error";
import { hostAt } from "../../../provider/host/host";
import { SCRIPT, scriptInput, type Section } from "../../../provider/host/shell/script";
import type { Values } from "../../../provider/kinds/kind";
import { lifecycle } from "../../../provider/lifecycle/lifecycle";
import { kinds } from "../../kinds/cases";
import type { LabHost } from "../../lab";
import { portrait, unlike } from "../../lab/portrait";
import type { Case } from "./cases";

const PLACE = { mark: "pulumi:lab/dev:it", __provider: "the stub" };

/** Cuts off the script's input after so many lines: their section is ended, and half of the next line follows. */
const cutOff = (input: string, whole: number): string => {
  const lines = input.split("\n");
  const [kept, next = ""] = [lines.slice(0, whole), lines[whole]];
  const end = kept.length > 1 && kept.at(-1) !== "." ? ["."] : [];
  return [...kept, ...end, next.slice(0, next.length >> 1)].join("\n");
};

/** Does a piece of work whose first change of the host is cut off; returns its error, and whether there was as much to cut. */
async function cut(host: LabHost, n: number, work: () => Promise<unknown>) {
  const machine = hostAt(host.connection) as unknown as { exchange: (sections: readonly Section[]) => Promise<unknown>; session: { connected(): Promise<NodeSSH> } }; // prettier-ignore
  const exchange = machine.exchange;
  let within = false;
  machine.exchange = async (sections) => {
    if (!sections.some(isChange)) return exchange(sections);
    machine.exchange = exchange;
    within = n < scriptInput("key", sections.filter(isChange)).split("\n").length;
    const stdin = cutOff(scriptInput("key", sections), n);
    await (await machine.session.connected()).execCommand(`sh -c '${SCRIPT}'`, { stdin });
    throw new HostError(host.name, "the connection broke", true);
  };
  const error = await work().then(
    () => undefined,
    (error: Incomplete) => error,
  );
  machine.exchange = exchange;
  return { within, error };
}

/** A case on a host of its own, and what it looks like when nothing is cut off. */
export class Scene {
  private constructor(
    private readonly host: LabHost,
    private readonly type: string,
    private readonly beside: readonly string[],
    readonly wanted: Values,
    readonly changed: Values,
    private readonly views = new Map<string, readonly string[]>(),
  ) {}

  static async of({ type, args, change, given = [], beside = [] }: Case, host: LabHost): Promise<Scene> {
    for (const command of given) assert.equal((await host.run(command)).code, 0, command);
    const handlers = lifecycle(kinds[type]!);
    const inputs = async (args: Values) => {
      const { inputs, failures } = await handlers.check({}, { connection: host.connection, ...PLACE, ...args });
      assert.deepEqual(failures, []);
      return inputs;
    };
    const scene = new Scene(host, type, beside, await inputs(args), await inputs({ ...args, ...change }));
    await scene.look("before");
    const outs = await scene.create();
    await scene.look("made");
    const changed = await scene.update(outs, scene.changed);
    await scene.look("changed");
    await scene.delete(changed);
    await scene.look("deleted");
    if (!beside.length) assert.deepEqual(scene.views.get("deleted"), scene.views.get("before"));
    await scene.clear();
    return scene;
  }

  /** Those of a run of its own, as every run has. */
  private get handlers() {
    return lifecycle(kinds[this.type]!);
  }

  create = async (): Promise<Values> => {
    const { outs } = await this.handlers.create(this.wanted);
    return this.besides(outs);
  };
  update = async (olds: Values, news: Values): Promise<Values> => {
    const { outs } = await this.handlers.update("", olds, news);
    return this.besides(outs);
  };
  read = (outs: Values): Promise<object> => this.handlers.read("it", outs);
  delete = (outs: Values): Promise<void> => this.handlers.delete("", outs);
  cut = (n: number, work: () => Promise<unknown>) => cut(this.host, n, work);

  /** Does something right before the next change of the host. */
  first(work: () => Promise<unknown>): void {
    const machine = hostAt(this.host.connection) as unknown as { exchange: (sections: readonly Section[]) => Promise<unknown> }; // prettier-ignore
    const exchange = machine.exchange;
    machine.exchange = async (sections) => {
      if (!sections.some(isChange)) return exchange(sections);
      machine.exchange = exchange;
      await work();
      return exchange(sections);
    };
  }

  /** The host is as it was when nothing was cut off; then it is as before. */
  async is(view: string, n: number, outs: Values): Promise<void> {
    await this.compare(view, n);
    await this.gone(n, outs);
  }

  /** The next delete leaves nothing. */
  async gone(n: number, outs: Values): Promise<void> {
    await this.delete(outs);
    await this.compare("deleted", n);
    await this.clear();
  }

  private async compare(view: string, n: number): Promise<void> {
    const differ = unlike(await portrait(this.host), this.views.get(view) ?? []);
    assert.deepEqual(differ, [], `cut off behind ${n} lines, not as ${view} is`);
  }

  private async look(view: string): Promise<void> {
    this.views.set(view, await portrait(this.host));
  }

  /** Runs the other commands of the case, once the object is there. */
  async besides(outs: Values): Promise<Values> {
    for (const command of this.beside) await this.host.run(command);
    return outs;
  }

  /** Undoes the other commands of the case. */
  private async clear(): Promise<void> {
    for (const command of [...this.beside].reverse()) await this.host.run(command.replace(/ add /, " del "));
  }
}
