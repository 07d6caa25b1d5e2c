import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Lab, type HostOptions, type LabHost } from "../test/lab";
import { GROUPS, OBJECTS, type Place } from "./objects";
import type { Field } from "./subject";

/** Time that hosts get to reach the expected state, and pause after that, in milliseconds. */
const PATIENCE = 20_000;
const PEACE = 500;

/** Counts a host's namespaces, and the addresses, links that are up and default routes in them. */
const COUNT = `for n in $(ip netns list | cut -d" " -f1); do echo $n; ip -n $n -o -4 addr show dev eth0; ip -n $n -o link show dev eth0 up; ip -n $n route show default; done | wc -l`;
const EXPECTED = { all: OBJECTS, none: 0 } as const;

/** The hosts of the measurements, and the home of the user who reaches them. */
export class Fleet {
  private readonly hosts: LabHost[] = [];
  private readonly home = mkdtempSync(join(tmpdir(), "netlink-bench-"));
  private readonly delays = new Map<number, ChildProcess>();

  private constructor(
    private readonly lab: Lab,
    private readonly options: HostOptions,
  ) {
    process.once("exit", this.clean);
  }

  /** No host yet; `layers` are laid over the files of each. */
  static open = async (layers: readonly string[]): Promise<Fleet> => new Fleet(await Lab.open(), { layers });

  /** So many hosts, each so many milliseconds away. */
  async field(count: number, rtt: number): Promise<Field> {
    while (this.hosts.length < count)
      this.hosts.push(await this.lab.host(`web-${this.hosts.length + 1}`, this.options));
    const hosts = this.hosts.slice(0, count);
    const own = hosts.map(({ connection }) => connection.port);
    const ports = rtt ? await this.delayed(own, rtt) : own;
    const places = hosts.map(({ name }, i) => ({ name, host: "127.0.0.1", port: ports[i] ?? 0 }));
    this.settle(places);
    return { places, home: this.home };
  }

  /** Waits until all hosts have all objects or none, and until what they do about it is over. */
  async rest(count: number, state: keyof typeof EXPECTED): Promise<void> {
    const start = Date.now();
    for (const host of this.hosts.slice(0, count))
      for (let found; (found = Number((await host.run(COUNT)).stdout)) !== EXPECTED[state]; await sleep(50))
        if (Date.now() - start > PATIENCE)
          throw new Error(`${host.name} shows ${found} of ${EXPECTED[state]} objects in ${GROUPS} namespaces`);
    await sleep(PEACE);
  }

  async close(): Promise<void> {
    for (const child of this.delays.values()) child.disconnect();
    await this.lab.close();
    this.clean();
  }

  private readonly clean = (): void => rmSync(this.home, { recursive: true, force: true });

  private async delayed(ports: readonly number[], rtt: number): Promise<number[]> {
    const child =
      this.delays.get(rtt) ?? fork(join(__dirname, "delay.ts"), [String(rtt)], { execArgv: ["--require", "tsx/cjs"] });
    this.delays.set(rtt, child);
    child.send(ports);
    return (await once(child, "message"))[0] as number[];
  }

  /** Writes the files of a user who reaches these hosts: a key, the hosts' keys, and their names. */
  private settle(places: readonly Place[]): void {
    const folder = join(this.home, ".ssh");
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { privateKeyPath, hostKey } = this.hosts[0]!.connection;
    const [key, known] = [join(folder, "id_ed25519"), join(folder, "known_hosts")];
    copyFileSync(privateKeyPath, key);
    writeFileSync(known, places.map(({ host, port }) => `[${host}]:${port} ${hostKey}\n`).join(""));
    const all = `User root\nIdentityFile ${key}\nIdentitiesOnly yes\nUserKnownHostsFile ${known}\n`;
    const each = places.map(({ name, host, port }) => `Host ${name}\nHostName ${host}\nPort ${port}\n`);
    writeFileSync(join(folder, "config"), `${each.join("")}Host *\n${all}`);
  }
}
