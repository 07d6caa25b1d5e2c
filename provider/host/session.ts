import { randomUUID } from "node:crypto";
import type { NodeSSH } from "node-ssh";
import { hostOf, type Connection } from "../ip/connection";
import { isChange } from "./batch";
import { connect } from "./connect";
import { HostError, Unsuitable } from "./error";
import { run, TooLong, type Broken, type Said } from "./run";
import { parseAnswer, SCRIPT, scriptInput, type Answer, type Section } from "./script";
import { advice, sudoOf, type Sudo } from "./sudo";

/** The one connection to a host, opened when it is needed and again where it broke. */
export class Session {
  readonly host: string;
  private readonly sudo: Sudo;
  private ssh: Promise<NodeSSH> | undefined;
  private troubled: (trouble: string) => void = () => undefined;
  /** The first failure that is not the only one: the host may still answer, but not soon. */
  readonly trouble = new Promise<string>((resolve) => (this.troubled = resolve));

  constructor(private readonly connection: Connection) {
    this.host = hostOf(connection);
    this.sudo = sudoOf(connection);
  }

  /** Ends the connection. */
  async close(): Promise<void> {
    const open = this.ssh;
    this.ssh = undefined;
    (await open?.catch(() => undefined))?.dispose();
  }

  /** Opens the connection where it is not. */
  ready = async (): Promise<void> => void (await this.connected());

  /** One round trip: sends sections and gives what came of them. */
  async exchange(sections: readonly Section[]): Promise<Answer> {
    const key = randomUUID();
    const { command, input } = this.sudo;
    const { code, stdout, stderr } = await this.told(`${command}sh -c '${SCRIPT}'`, input + scriptInput(key, sections), sections.some(isChange)); // prettier-ignore
    const words = stderr.trim();
    if (code !== 0 && !stdout)
      throw new Unsuitable(this.host, `the shell failed: ${words || `exit code ${code}`}${advice(this.sudo, words)}`);
    return this.checked(stdout, key, sections);
  }

  /** What the host says to a command; one that changes nothing, or that never went out, is told again where the connection ended. */
  private async told(command: string, stdin: string, changes: boolean): Promise<Said> {
    for (let again = false; ; again = true) {
      const ssh = await this.connected();
      try {
        return await run({ ssh, command, stdin });
      } catch (error) {
        await this.close();
        if (error instanceof TooLong) throw new Unsuitable(this.host, error.message, changes);
        const { message, sent, silent } = error as Broken;
        const doubt = changes && sent ? "; what it was told may have been done" : "";
        if (again || silent || doubt) throw new HostError(this.host, message + doubt, doubt !== "");
      }
    }
  }

  private checked(stdout: string, key: string, sections: readonly Section[]): Answer {
    const answer = this.parsed(stdout, key, sections);
    if (answer.version.startsWith("ip utility, iproute2")) return answer;
    throw new Unsuitable(
      this.host,
      `its \`ip\` is not iproute2's: ${answer.version.slice(0, 100)}; install the package iproute2, 5.9 or newer`,
    );
  }

  private parsed(stdout: string, key: string, sections: readonly Section[]): Answer {
    try {
      return parseAnswer(stdout, key, sections);
    } catch (error) {
      throw new HostError(this.host, (error as Error).message, sections.some(isChange));
    }
  }

  private connected(): Promise<NodeSSH> {
    if (this.ssh) return this.ssh;
    const open = connect(this.connection, (trouble) => this.troubled(trouble));
    const over = () => void (this.ssh === open && (this.ssh = undefined));
    // Unheard, an error of an idle connection would end the whole process; the next round trip opens a new one.
    open.then((ssh) => ssh.connection?.on("error", () => undefined).once("close", over), over);
    return (this.ssh = open);
  }
}
