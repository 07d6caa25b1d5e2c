import { randomUUID } from "node:crypto";
import type { NodeSSH } from "node-ssh";
import { hostOf, type Connection } from "../ip/connection";
import { isChange } from "./batch";
import { connect } from "./connect";
import { HostError, Unsuitable } from "./error";
import { run, TooLong } from "./run";
import { parseAnswer, SCRIPT, scriptInput, type Answer, type Section } from "./script";

/** The one connection to a host, opened when it is needed and again where it broke. */
export class Session {
  readonly host: string;
  private ssh: Promise<NodeSSH> | undefined;
  private troubled: (trouble: string) => void = () => undefined;
  /** The first failure that is not the only one: the host may still answer, but not soon. */
  readonly trouble = new Promise<string>((resolve) => (this.troubled = resolve));

  constructor(private readonly connection: Connection) {
    this.host = hostOf(connection);
  }

  /** Ends the connection. */
  async close(): Promise<void> {
    (await this.ssh?.catch(() => undefined))?.dispose();
    this.ssh = undefined;
  }

  /** One round trip: sends sections and gives what came of them. */
  async exchange(sections: readonly Section[]): Promise<Answer> {
    const changes = sections.some(isChange);
    const ssh = await this.connected();
    const sudo = typeof this.connection === "object" && this.connection.become === "sudo" ? "sudo -n " : "";
    const key = randomUUID();
    const said = run(ssh, `${sudo}sh -c '${SCRIPT}'`, scriptInput(key, sections));
    const { code, stdout, stderr } = await said.catch(async (error: Error) => {
      if (!(error instanceof TooLong)) return { code: null, stdout: "", stderr: error.message };
      await this.close();
      throw new Unsuitable(this.host, error.message, changes);
    });
    if (code === null) {
      await this.close();
      throw new HostError(this.host, `the connection broke: ${stderr.trim() || "no answer came"}`, changes);
    }
    if (code !== 0 && !stdout)
      throw new Unsuitable(
        this.host,
        `the shell failed: ${stderr.trim() || `exit code ${code}`}${sudo && ": sudo has to work without a password"}`,
      );
    return this.checked(stdout, key, sections);
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
      // Unheard, an error of an idle connection would end the whole process; the next round trip opens a new one.
      ssh.connection?.on("error", () => undefined).once("close", () => (this.ssh = undefined));
      return ssh;
    };
    this.ssh ??= open().catch((error: unknown) => {
      this.ssh = undefined;
      throw error;
    });
    return this.ssh;
  }
}
