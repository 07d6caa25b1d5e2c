import { setTimeout as sleep } from "node:timers/promises";
import type { NodeSSH } from "node-ssh";

/** What a command said, and how it ended. */
export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How long one round trip may take, in milliseconds. */
const LIMIT = 120_000;
const MB = 1 << 20;
/** What a host may say, in bytes; some hundred thousand routes are less. */
const MOST = { "answer is": 16 * MB, "complaints are": MB };

/** More was said than anybody would read. */
export class TooLong extends Error {}

/** The connection ended before the command did. */
export class Broken extends Error {
  constructor(
    reason: string,
    /** Whether the host may have been given any of it. */
    readonly sent: boolean,
  ) {
    super(`the connection broke: ${reason || "no answer came"}`);
  }

  /** Whether it was waited for in vain: another try would be too. */
  get silent(): boolean {
    return /keepalive|no answer within/i.test(this.message);
  }
}

const text = (bytes: string) => Buffer.from(bytes, "latin1").toString("utf8");

/** Runs a command over a connection; one that has no end, of time or of words, ends with the connection. */
export async function run({ ssh, command, stdin }: { ssh: NodeSSH; command: string; stdin: string }): Promise<Said> {
  let give: (up: Error) => void = () => undefined;
  let sent = false;
  const over = new Promise<never>((_, reject) => (give = reject));
  const counts = (what: keyof typeof MOST) => {
    let size = 0;
    return (chunk: Buffer) => {
      size += chunk.length;
      if (size > MOST[what]) give(new TooLong(`its ${what} longer than ${MOST[what] / MB} MB`));
      if (size > MOST[what]) ssh.connection?.destroy();
    };
  };
  void sleep(LIMIT, undefined, { ref: false }).then(() => give(new Error(`no answer within ${LIMIT / 1000} s`)));
  // Heard here too: what the channel is told of it is only that it has closed.
  ssh.connection?.once("error", give);
  const told = ssh.execCommand(command, {
    stdin,
    noTrim: true,
    // Bytes, not text: a character may lie across two chunks.
    encoding: "latin1",
    onChannel: () => (sent = true),
    onStdout: counts("answer is"),
    onStderr: counts("complaints are"),
  });
  told.catch(() => undefined);
  const { code, stdout, stderr } = await Promise.race([told, over])
    .catch((error: Error) => {
      throw error instanceof TooLong ? error : new Broken(error.message, sent);
    })
    .finally(() => ssh.connection?.off("error", give));
  if (code === null) throw new Broken(text(stderr).trim(), sent);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}
