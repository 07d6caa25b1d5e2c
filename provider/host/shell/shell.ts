import type { NodeSSH } from "node-ssh";
import type { ClientChannel } from "ssh2";
import { empty, OutputTooLong, type Stream } from "./output";
import { isBegun, isWhole, SCRIPT, type Facts } from "./script";
import type { Sudo } from "./sudo";

/** The output of the script for one input, and its exit code if it has ended. */
export interface ShellResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The seconds within which an answer has to begin, and to be complete. */
const LIMIT = { begin: 30, end: 120 };
const NOTHING = () => undefined;

/** The connection ended before the answer did. */
export class ConnectionBroken extends Error {
  constructor(
    reason: string,
    /** Whether the host may have received a part of the input. */
    readonly sent: boolean,
  ) {
    super(`the connection broke: ${reason || "no answer came"}`);
  }

  /** Whether the wait timed out: another try would too. */
  get silent(): boolean {
    return /keepalive|no answer within/i.test(this.message);
  }
}

/** The script on a host: it takes one input after the other for as long as its connection lasts, and the connection ends with it. */
export class Shell {
  /** Facts of the host, from the first answer. */
  facts?: Facts;
  /** Output since the last answer. */
  private heard = empty();
  /** The end of the shell: an exit code, null for a signal, or an error. */
  private ended: Error | number | null | undefined;
  /** The key of the last input. */
  private key = "";
  /** The answer is complete, or the shell has ended. */
  private answered: (how?: Error | number | null) => void = NOTHING;

  private constructor(
    private readonly ssh: NodeSSH,
    private readonly channel: ClientChannel,
    private readonly sudo: Sudo,
  ) {
    channel.on("data", (chunk: Buffer) => this.hear("stdout", chunk));
    channel.stderr.on("data", (chunk: Buffer) => this.hear("stderr", chunk));
    channel.on("error", (error: Error) => this.end(error));
    // Listened to here too: the channel itself only learns that it was closed.
    ssh.connection?.on("error", (error) => this.end(error));
    channel.once("close", (code?: number) => {
      this.end(code ?? null);
      ssh.dispose();
    });
    channel.write(sudo.input);
  }

  /** Starts the script. */
  static open(ssh: NodeSSH, sudo: Sudo): Promise<Shell> {
    return new Promise((resolve, reject) => {
      const fail = (error?: Error) => reject(new ConnectionBroken(error?.message ?? "", false));
      setTimeout(fail, LIMIT.begin * 1000, new Error(`no answer within ${LIMIT.begin} s`)).unref();
      if (!ssh.connection) return fail();
      ssh.connection
        .once("error", fail)
        .once("close", fail)
        .exec(sudo.command(SCRIPT), (error, channel) => (error ? fail(error) : resolve(new Shell(ssh, channel, sudo))));
    });
  }

  /** One round trip: gives it an input with this key. An answer that is too late or too long ends the connection. */
  async ask(key: string, input: string): Promise<ShellResult> {
    const [sent, isFirst] = [this.ended === undefined, !this.key];
    const expires = (limit: number, isDone: () => boolean) =>
      setTimeout(() => isDone() || this.answered(new Error(`no answer within ${limit} s${this.instead()}`)), limit * 1000).unref(); // prettier-ignore
    const limits = [expires(LIMIT.begin, () => isBegun(`${this.heard.stdout}`, key)), expires(LIMIT.end, () => false)];
    try {
      const code = await new Promise<number | null | undefined>((resolve, reject) => {
        this.key = key;
        this.answered = (how) => (how instanceof Error ? reject(how) : resolve(how));
        if (sent) this.channel.write(input);
        else this.answered(this.ended ?? null);
      });
      // A shell that ends at once tells the first caller why; one that has answered before was ended by somebody.
      if (code === null || (code !== undefined && !isFirst)) throw new Error(`${this.heard.stderr}`.trim());
      return { code: code ?? 0, stdout: `${this.heard.stdout}`, stderr: `${this.heard.stderr}` };
    } catch (error) {
      throw error instanceof OutputTooLong ? error : new ConnectionBroken((error as Error).message, sent);
    } finally {
      limits.forEach(clearTimeout);
      this.answered = NOTHING;
      this.heard = empty();
    }
  }

  private hear(stream: Stream, chunk: Buffer): void {
    const words = this.heard[stream];
    try {
      words.add(chunk);
      if (stream === "stdout" && isWhole(words.last.toString("latin1"), this.key)) this.answered();
    } catch (error) {
      this.end(error as OutputTooLong);
      this.ssh.connection?.destroy();
    }
  }

  private end(how: Error | number | null): void {
    this.ended ??= how;
    this.answered(how);
  }

  /** The output that came instead of an answer. */
  private instead(): string {
    const words = this.sudo.hide(`${this.heard.stdout}` || `${this.heard.stderr}`);
    return words ? ` but ${JSON.stringify(words.slice(0, 200))}` : "";
  }
}
