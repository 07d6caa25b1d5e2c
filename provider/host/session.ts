import { randomUUID } from "node:crypto";
import type { NodeSSH } from "node-ssh";
import { hostOf, type Connection } from "../ip/connection";
import { isChange } from "./batch";
import { connect } from "./connect";
import { HostError, Unsuitable } from "./error";
import { run, type Said, type TooLong } from "./run";
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
    (await this.ssh?.catch(() => undefined))?.dispose();
    this.ssh = undefined;
  }

  /** One round trip: sends sections and gives what came of them; once more where the connection broke before it could change anything. */
  async exchange(sections: readonly Section[]): Promise<Answer> {
    const key = randomUUID();
    const changes = sections.some(isChange);
    for (let again = false; ; again = true) {
      const { code, stdout, stderr, sent } = await this.say(scriptInput(key, sections), changes);
      if (code === null) await this.close();
      if (code === null && !again && !(sent && changes)) continue;
      const words = stderr.trim();
      const doubt = sent && changes ? "; what it was told may have been done" : "";
      if (code === null)
        throw new HostError(this.host, `the connection broke: ${words || "no answer came"}${doubt}`, doubt !== "");
      if (code !== 0 && !stdout)
        throw new Unsuitable(this.host, `the shell failed: ${words || `exit code ${code}`}${advice(this.sudo, words)}`);
      return this.checked(stdout, key, sections);
    }
  }

  private async say(script: string, changes: boolean): Promise<Said> {
    const { command, input } = this.sudo;
    return run(await this.connected(), `${command}sh -c '${SCRIPT}'`, input + script).catch(async (error: TooLong) => {
      await this.close();
      throw new Unsuitable(this.host, error.message, changes);
    });
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
    const open = async () => {
      const ssh = await connect(this.connection, (trouble) => this.troubled(trouble));
      ssh.connection?.once("close", () => (this.ssh = undefined));
      return ssh;
    };
    this.ssh ??= open().catch((error: unknown) => {
      this.ssh = undefined;
      throw error;
    });
    return this.ssh;
  }
}
