import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LabHost, type HostKind, type Login } from "./host";
import { image, keys, type Suite } from "./image";
import { freePort } from "./port";
import { need, NEEDS } from "./programs";
import { layWire, type Wire } from "./wire";

export { faultProxy, type FaultMode, type FaultProxy } from "./fault-proxy";
export { LabHost, type HostKind } from "./host";
export type { Suite } from "./image";

/** Options of a host. */
export interface HostOptions {
  readonly kind?: HostKind;
  /** By default `LAB_SUITE` of the environment, or bookworm. */
  readonly suite?: Suite;
  /** Folders whose files a namespace host has besides, `usr` in them. */
  readonly layers?: readonly string[];
}

const SUITE = (process.env.LAB_SUITE ?? "bookworm") as Suite;
const PREFIX = "netlink-lab-";
const CODE = { SIGINT: 130, SIGTERM: 143 } as const;

/** Hosts on one machine and one wire. All of it ends with this process, however that ends. */
export class Lab {
  /** Password of the user `ops`, who may use sudo. */
  readonly password = "lab-password";
  private readonly made: LabHost[] = [];
  private count = 0;
  private closing: Promise<void> | undefined;

  private constructor(
    private readonly folder: string,
    private readonly wire: Wire,
    /** Text of the private key of `root` and `ops`. */
    readonly privateKey: string,
    private readonly login: Login,
  ) {}

  /** Opens a lab, which needs root. */
  static async open(): Promise<Lab> {
    if (process.getuid?.() !== 0) throw new Error("the lab makes hosts from namespaces and needs root");
    need(NEEDS.host);
    sweep();
    const kept = await keys();
    const [type, key] = readFileSync(join(kept, "host.pub"), "utf8").split(" ");
    const login = { privateKeyPath: join(kept, "client"), hostKey: `${type} ${key}` };
    const folder = mkdtempSync(join(tmpdir(), PREFIX));
    writeFileSync(join(folder, "owner"), String(process.pid));
    const lab = new Lab(folder, await layWire(), readFileSync(login.privateKeyPath, "utf8"), login);
    watch(lab);
    return lab;
  }

  /** Starts a host. */
  async host(name: string, { kind = "namespace", suite = SUITE, layers = [] }: HostOptions = {}): Promise<LabHost> {
    const number = ++this.count;
    const state = join(this.folder, `${number}`);
    const recipe = { name, number, image: await image(suite), layers, state, wire: this.wire, port: await freePort() };
    if (this.closing) throw new Error("the lab is closed");
    const host = new LabHost(kind, recipe, this.login);
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
  close(): Promise<void> {
    return (this.closing ??= this.end());
  }

  /** Removes the files at once: for the end of the process. */
  readonly clean = (): void => rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });

  private async end(): Promise<void> {
    await Promise.all(this.made.map((host) => host.stop()));
    await this.wire.close();
    this.clean();
    forget(this);
  }
}

const opened = new Set<Lab>();
const signals = Object.keys(CODE) as (keyof typeof CODE)[];

const leave = (signal: keyof typeof CODE): void =>
  void Promise.allSettled([...opened].map((lab) => lab.close())).finally(() => process.exit(CODE[signal]));

function watch(lab: Lab): void {
  if (!opened.size) for (const signal of signals) process.on(signal, leave);
  opened.add(lab);
  process.once("exit", lab.clean);
}

function forget(lab: Lab): void {
  process.off("exit", lab.clean);
  if (opened.delete(lab) && !opened.size) for (const signal of signals) process.off(signal, leave);
}

/** Removes the folders of labs whose process was killed. */
function sweep(): void {
  for (const name of readdirSync(tmpdir()).filter((name) => name.startsWith(PREFIX))) {
    const folder = join(tmpdir(), name);
    try {
      const pid = readFileSync(join(folder, "owner"), "utf8");
      if (pid && !existsSync(`/proc/${pid}`)) rmSync(folder, { recursive: true, force: true });
    } catch {
      // Its owner is about to write its number, or another lab sweeps it too.
    }
  }
}
