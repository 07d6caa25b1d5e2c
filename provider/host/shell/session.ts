import type { NodeSSH } from "node-ssh";
import { randomUUID } from "node:crypto";
import { setImmediate as turn } from "node:timers/promises";
import { hostOf, type Connection } from "../../connection";
import { HostError, UnsuitableHost } from "../error";
import { connect } from "../login/connect";
import { hostSemaphore } from "../semaphore";
import { isChange } from "./batch";
import { OutputTooLong } from "./output";
import { parseAnswer, scriptInput, type Answer, type Facts, type Section } from "./script";
import { Shell, type ConnectionBroken, type ShellResult } from "./shell";
import { advice, sudoOf, type Sudo } from "./sudo";

/** The connection to a host: opened when it is needed, and again after it broke. */
export class Session {
  readonly host: string;
  private readonly sudo: Sudo;
  private ssh: Promise<NodeSSH> | undefined;
  private shell: Shell | undefined;
  private troubled: (trouble: string) => void = () => undefined;
  /** A login that failed once and goes on: the host may still answer, but not soon. */
  readonly trouble = new Promise<string>((resolve) => (this.troubled = resolve));

  private begin: () => void = () => undefined;
  /** Resolves when the host's turn has come: only so many hosts are reached at once. */
  readonly begun = new Promise<void>((resolve) => (this.begin = resolve));

  constructor(private readonly connection: Connection) {
    this.host = hostOf(connection);
    this.sudo = sudoOf(connection);
  }

  /** Ends the connection; one that is still being opened ends afterwards, without anyone waiting. */
  async close(): Promise<void> {
    const open = this.ssh;
    this.ssh = this.shell = undefined;
    const ended = open?.then((ssh) => ssh.dispose()).catch(() => undefined);
    await Promise.race([ended, turn()]);
  }

  /** Opens the connection if it is not open. */
  ready = async (): Promise<void> => void (await this.connected());

  /** One round trip: sends sections and returns their results. */
  async exchange(sections: readonly Section[]): Promise<Answer> {
    const key = randomUUID();
    const { shell, code, stdout, stderr } = await this.send(key, sections);
    const words = stderr.trim();
    if (code !== 0 && !stdout)
      throw new UnsuitableHost(
        this.host,
        `the shell failed: ${this.sudo.hide(stderr).trim() || `exit code ${code}`}${advice(this.sudo, words)}`,
      );
    const { replies, ...facts } = this.parsed(stdout, key, sections, shell.facts);
    if (!facts.version.startsWith("ip utility, iproute2"))
      throw new UnsuitableHost(
        this.host,
        `its \`ip\` is not iproute2's: ${facts.version.slice(0, 100)}; install the package iproute2, 5.9 or newer`,
      );
    shell.facts = facts;
    return { replies, ...facts };
  }

  /** Sends sections. If the connection ends, it sends them again, unless they change something and may have arrived. */
  private async send(key: string, sections: readonly Section[]): Promise<ShellResult & { shell: Shell }> {
    const changes = sections.some(isChange);
    for (let isRetry = false; ; isRetry = true) {
      const ssh = await this.connected();
      try {
        return await hostSemaphore().run(async () => {
          // An end of the connection that has already arrived is handled first: an error in the next turn, a close in the one after.
          await turn();
          await turn();
          const shell = (this.shell ??= await Shell.open(ssh, this.sudo));
          return { shell, ...(await shell.ask(key, scriptInput(key, sections, shell.facts))) };
        });
      } catch (error) {
        await this.close();
        if (error instanceof OutputTooLong) throw new UnsuitableHost(this.host, error.message, changes);
        const { message, sent, silent } = error as ConnectionBroken;
        const doubt = changes && sent ? "; the commands that were sent may have run" : "";
        if (isRetry || silent || doubt) throw new HostError(this.host, this.sudo.hide(message) + doubt, doubt !== "");
      }
    }
  }

  private parsed(stdout: string, key: string, sections: readonly Section[], known?: Facts): Answer {
    try {
      return parseAnswer(stdout, key, sections, known);
    } catch (error) {
      const said = JSON.stringify(this.sudo.hide(stdout).slice(0, 200));
      throw new HostError(this.host, `${(error as Error).message}: ${said}`, sections.some(isChange));
    }
  }

  private connected(): Promise<NodeSSH> {
    if (this.ssh) return this.ssh;
    const open = connect(this.connection, { begin: this.begin, troubled: this.troubled });
    const over = () => void (this.ssh === open && (this.ssh = this.shell = undefined));
    // Without a listener an error of an idle connection would end the process; the next round trip opens a new one.
    open.then((ssh) => ssh.connection?.on("error", () => undefined).once("close", over), over);
    return (this.ssh = open);
  }
}
