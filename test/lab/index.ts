import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startGuest } from "./guest";
import { image, keys, type Suite } from "./image";
import { startNamespaceHost, type Machine, type Recipe } from "./namespace-host";
import type { Said } from "./process";
import { layWire, type Wire } from "./wire";

export type { Suite } from "./image";

/** `namespace`: quick, many, the machine's kernel. `guest`: a kernel of its own, with ipvlan, VLANs and the rest. */
export type HostKind = "namespace" | "guest";

/** What a host is to be. */
export interface HostOptions {
  readonly kind?: HostKind;
  /** `LAB_SUITE` of the environment, or bookworm, where left out. */
  readonly suite?: Suite;
}

const START = { namespace: startNamespaceHost, guest: startGuest } as const;
const SUITE = (process.env.LAB_SUITE ?? "bookworm") as Suite;
const PREFIX = "netlink-lab-";

/** A host of the lab: reached over SSH on loopback, its `eth1` on the wire that all share. */
export class LabHost {
  private machine: Machine | undefined;

  constructor(
    readonly name: string,
    readonly kind: HostKind,
    private readonly recipe: Omit<Recipe, "port">,
    private readonly login: { readonly privateKeyPath: string; readonly hostKey: string },
    private port = 0,
  ) {}

  /** What a program passes as `connection`. */
  get connection() {
    return { name: this.name, host: "127.0.0.1", port: this.port, user: "root", ...this.login } as const;
  }

  /** How many connections its sshd has had since it was started. */
  get connections(): number {
    if (!this.machine?.connections) throw new Error(`${this.name} does not count its connections`);
    return this.machine.connections();
  }

  /** Runs a shell command as root, not by the way that is tested where that can be. */
  run(command: string, input?: string): Promise<Said> {
    if (!this.machine) throw new Error(`${this.name} is off`);
    return this.machine.run(command, input);
  }

  /** Pulls the plug. */
  async stop(): Promise<void> {
    await this.machine?.stop();
    this.machine = undefined;
  }

  /** Starts it where it was: the same name, port and keys; links and namespaces are gone. A guest keeps the files in /persist, a namespace host all but /run. */
  async start(): Promise<void> {
    this.machine ??= await START[this.kind]({ ...this.recipe, port: this.port });
    this.port = this.machine.port;
  }

  async reboot(): Promise<void> {
    await this.stop();
    await this.start();
  }
}

/** Hosts on one machine and one wire. All of it ends with this process, however that ends. */
export class Lab {
  /** Password of the user `ops`, who may use sudo. */
  readonly password = "lab-password";
  private readonly made: LabHost[] = [];
  private count = 0;

  private constructor(
    private readonly folder: string,
    private readonly wire: Wire,
    /** Text of the private key of `root` and `ops`. */
    readonly privateKey: string,
    private readonly login: { readonly privateKeyPath: string; readonly hostKey: string },
  ) {}

  static async open(): Promise<Lab> {
    if (process.getuid?.() !== 0) throw new Error("the lab makes hosts from namespaces and needs root");
    sweep();
    const folder = mkdtempSync(join(tmpdir(), PREFIX));
    writeFileSync(join(folder, "owner"), String(process.pid));
    const privateKeyPath = join(await keys(), "client");
    const hostKey = readFileSync(join(await keys(), "host.pub"), "utf8")
      .split(" ")
      .slice(0, 2)
      .join(" ");
    const lab = new Lab(folder, await layWire(), readFileSync(privateKeyPath, "utf8"), { privateKeyPath, hostKey });
    for (const [signal, code] of [
      ["SIGINT", 130],
      ["SIGTERM", 143],
    ] as const)
      process.once(signal, () => void lab.close().finally(() => process.exit(code)));
    return lab;
  }

  /** Starts a host. */
  async host(name: string, { kind = "namespace", suite = SUITE }: HostOptions = {}): Promise<LabHost> {
    const number = ++this.count;
    const recipe = { name, number, image: await image(suite), state: join(this.folder, `${number}`), wire: this.wire };
    const host = new LabHost(name, kind, recipe, this.login);
    this.made.push(host);
    await host.start();
    return host;
  }

  /** Starts hosts side by side. */
  async hosts<N extends string>(wanted: Readonly<Record<N, HostOptions>>): Promise<Record<N, LabHost>> {
    const started = Object.entries<HostOptions>(wanted).map(async ([name, options]) => [
      name,
      await this.host(name, options),
    ]);
    return Object.fromEntries(await Promise.all(started)) as Record<N, LabHost>;
  }

  /** Ends every host and removes what they kept. */
  async close(): Promise<void> {
    await Promise.all(this.made.map((host) => host.stop()));
    await this.wire.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Removes the folders of labs whose process was killed. */
function sweep(): void {
  for (const name of readdirSync(tmpdir()).filter((name) => name.startsWith(PREFIX))) {
    const owner = join(tmpdir(), name, "owner");
    const pid = existsSync(owner) ? readFileSync(owner, "utf8") : "";
    if (pid && !existsSync(`/proc/${pid}`)) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}
