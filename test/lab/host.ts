import { startGuest } from "./guest";
import { startNamespaceHost, type Machine, type Recipe } from "./namespace-host";
import type { Said } from "./process";

/** `namespace`: quick, many, the machine's kernel. `guest`: a kernel of its own, with ipvlan, VLANs and the rest. */
export type HostKind = "namespace" | "guest";

/** Keys to log in to every host of a lab. */
export interface Login {
  readonly privateKeyPath: string;
  readonly hostKey: string;
}

const START = { namespace: startNamespaceHost, guest: startGuest } as const;

/** A host of the lab: reached over SSH on loopback, its `eth1` on the wire that all share. */
export class LabHost {
  private running: Promise<Machine> | undefined;
  private heard = 0;

  constructor(
    readonly kind: HostKind,
    private readonly recipe: Omit<Recipe, "connected">,
    private readonly login: Login,
  ) {}

  get name(): string {
    return this.recipe.name;
  }

  /** The argument `connection` of a program. */
  get connection() {
    return { name: this.name, host: "127.0.0.1", port: this.recipe.port, user: "root", ...this.login } as const;
  }

  /** Number of connections that its sshd has had since it was started. */
  get connections(): number {
    if (this.kind === "guest") throw new Error(`${this.name} does not count its connections`);
    return this.heard;
  }

  /** Runs a shell command as root, if possible not by the way that is tested. */
  async run(command: string, input?: string): Promise<Said> {
    if (!this.running) throw new Error(`${this.name} is off`);
    return (await this.running).run(command, input);
  }

  /** Pulls the plug. */
  async stop(): Promise<void> {
    const machine = await this.running?.catch(() => undefined);
    await machine?.stop();
    this.running = undefined;
  }

  /** Starts it with the same name, port and keys; links and namespaces are gone. A guest keeps /persist, a namespace host all but /run. */
  async start(): Promise<void> {
    await (this.running ??= this.boot());
  }

  async reboot(): Promise<void> {
    await this.stop();
    await this.start();
  }

  private boot(): Promise<Machine> {
    this.heard = 0;
    const running = START[this.kind]({ ...this.recipe, connected: () => void this.heard++ });
    const off = () => void (this.running === running && (this.running = undefined));
    running.then((machine) => machine.over.then(off), off);
    return running;
  }
}
