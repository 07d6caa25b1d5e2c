import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { faultProxy, type FaultProxy, type HostKind, type Lab, type LabHost } from "../../lab";
import { portraits, unlike } from "../../lab/portrait";
import { Stack, type Run } from "../../engine/stack";
import type { Round, State } from "./choice";
import { FATES, loses } from "./fates";
import { clearAttributes, endAll } from "./processes";
import { declared, VARIANTS, WORLDS } from "./worlds";

/** Hosts and a stack that live through the rounds. */
export class Scene {
  private stack!: Stack;
  /** State that was reached and checked; undefined if a round failed. */
  private state: State | undefined;
  /** Portraits of the hosts in each state, and the time and bytes it usually takes to get there. */
  private readonly views = new Map<State, readonly string[]>();
  private readonly usual = new Map<State, { readonly time: number; readonly bytes: number }>();

  private constructor(
    private readonly kind: HostKind,
    private readonly hosts: readonly LabHost[],
    private readonly proxies: readonly FaultProxy[],
  ) {}

  /** Starts the hosts. */
  static async open(lab: Lab, kind: HostKind): Promise<Scene> {
    const hosts = await Promise.all(WORLDS[kind].hosts.map((_, i) => lab.host(`host-${i + 1}`, { kind })));
    return new Scene(kind, hosts, await Promise.all(hosts.map(({ connection }) => faultProxy(connection.port))));
  }

  /** Sees what each state of these rounds looks like and takes if nothing happens. */
  async rehearse(rounds: readonly Round[]): Promise<void> {
    await this.restart();
    this.views.set("nothing", await portraits(this.hosts));
    const states = rounds.flatMap(({ from, to }) => [from, to]);
    for (const variant of VARIANTS.filter((one) => states.includes(one))) {
      await this.measure(variant);
      await this.measure("nothing");
    }
  }

  /** Plays a round; reports whether something was hit before it was over. */
  async play(round: Round): Promise<boolean> {
    if (this.state === undefined) await this.restart();
    await this.bring(round.from);
    this.state = undefined;
    const { folder } = this.stack;
    let ended = false;
    this.stack.inline = round.fate !== "the program is killed";
    const over = this.run(round.to).finally(() => (ended = true));
    await Promise.race([this.moment(round), over]);
    const hit = !ended;
    const [host, proxy] = [this.hosts[round.host]!, this.proxies[round.host]!];
    if (hit) await FATES[round.fate]({ folder, host, proxy, over, boot: () => this.boot(host) });
    // A run that went on would be another's; Pulumi's own limits are longer than a test's.
    await Promise.race([over, sleep(60_000, undefined, { ref: false })]);
    await endAll(folder);
    await over;
    this.stack.inline = true;
    clearAttributes(folder);
    for (const each of this.proxies) each.mode = "pass";
    if (hit && loses(round.fate)) await this.succeeds(() => this.stack.refresh());
    await this.bring(round.to);
    return hit;
  }

  /** Takes away all there is; the hosts are then as they were. */
  async close(): Promise<void> {
    if (this.state !== undefined) await this.bring("nothing");
    await this.stack?.close();
    await Promise.all(this.proxies.map((proxy) => proxy.close()));
  }

  /** Hosts and a stack without anything. */
  private async restart(): Promise<void> {
    await this.stack?.close();
    for (const host of this.hosts) {
      await host.stop();
      await this.boot(host);
    }
    this.stack = await Stack.create({ resources: [] });
    this.state = "nothing";
  }

  private async boot(host: LabHost): Promise<void> {
    await host.start();
    const { code, stderr } = await host.run(WORLDS[this.kind].given);
    assert.equal(code, 0, stderr);
  }

  private async measure(to: State): Promise<void> {
    const [start, carried] = [Date.now(), this.carried];
    await this.succeeds(() => this.run(to));
    this.usual.set(to, { time: Date.now() - start, bytes: this.carried - carried });
    if (!this.views.has(to)) this.views.set(to, await portraits(this.hosts));
    await this.check(to);
  }

  /** Comes to a state as a user does, and sees that it is reached exactly, and for good. */
  private async bring(to: State): Promise<void> {
    if (this.state === to) return;
    await this.succeeds(() => this.run(to));
    await this.check(to);
  }

  private async check(to: State): Promise<void> {
    const differ = unlike(await portraits(this.hosts), this.views.get(to) ?? []);
    assert.deepEqual(differ, [], `the hosts are not as ${to} is when nothing happens`);
    if (to !== "nothing") {
      const { changes, stdout } = await this.succeeds(() => this.stack.up());
      const { create, update, replace, delete: deleted } = changes;
      assert.deepEqual([create, update, replace, deleted], [0, 0, 0, 0], `a further up is not silent:\n${stdout}`);
    }
    this.state = to;
  }

  private run(to: State): Promise<Run> {
    if (to === "nothing") return this.stack.destroy();
    const connections = this.hosts.map(({ connection }, i) => ({
      ...connection,
      port: this.proxies[i]?.port,
      dialErrorLimit: 3,
    }));
    this.stack.resources = declared(this.kind, to, connections);
    return this.stack.up();
  }

  /** Runs a command as the user does, and again if Pulumi asks to take away the lock of a run that was killed. */
  private async succeeds(command: () => Promise<Run>): Promise<Run> {
    let run = await command();
    if (/`pulumi cancel`/.test(run.stdout + run.stderr)) {
      await this.stack.cancel();
      run = await command();
    }
    assert.equal(run.code, 0, `${run.stdout}\n${run.stderr}`);
    return run;
  }

  /** The moment at which a round hits. */
  private async moment({ to, after, share }: Round): Promise<void> {
    const { time, bytes } = this.usual.get(to) ?? { time: 0, bytes: 0 };
    if (after === "time") return sleep(share * time);
    const limit = this.carried + share * bytes;
    await new Promise<void>((resolve) => {
      for (const proxy of this.proxies) proxy.watch = () => this.carried >= limit && resolve();
    });
  }

  private get carried(): number {
    return this.proxies.reduce((sum, { carried }) => sum + carried, 0);
  }
}
