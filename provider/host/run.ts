import { setTimeout as sleep } from "node:timers/promises";
import type { NodeSSH } from "node-ssh";

/** What a command said, and how it ended; without a code the connection ended first, with the reason in the place of complaints. */
export interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Whether the host was told what to do. */
  readonly sent: boolean;
}

/** How long one round trip may take, in milliseconds. */
const LIMIT = 120_000;
const MB = 1 << 20;
/** What a host may say, in bytes; some hundred thousand routes are less. */
const MOST = { "answer is": 16 * MB, "complaints are": MB };

/** More was said than anybody would read. */
export class TooLong extends Error {}

const text = (bytes: string) => Buffer.from(bytes, "latin1").toString("utf8");

/** Runs a command over a connection; one that has no end, of time or of words, ends with the connection. */
export async function run(ssh: NodeSSH, command: string, stdin: string): Promise<Said> {
  let give: (up: Error) => void = () => undefined;
  const over = new Promise<never>((_, reject) => (give = reject));
  const counts = (what: keyof typeof MOST) => {
    let size = 0;
    return (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MOST[what]) return;
      ssh.connection?.destroy();
      give(new TooLong(`its ${what} longer than ${MOST[what] / MB} MB`));
    };
  };
  void sleep(LIMIT, undefined, { ref: false }).then(() => give(new Error(`no answer within ${LIMIT / 1000} s`)));
  let sent = false;
  const onChannel = () => void (sent = true);
  // Bytes, not text: a character may lie across two chunks.
  const heard = { encoding: "latin1", onStdout: counts("answer is"), onStderr: counts("complaints are") } as const;
  const told = ssh.execCommand(command, { stdin, noTrim: true, onChannel, ...heard });
  told.catch(() => undefined);
  try {
    const { code, stdout, stderr } = await Promise.race([told, over]);
    return { code, stdout: text(stdout), stderr: text(stderr), sent };
  } catch (error) {
    if (error instanceof TooLong) throw error;
    return { code: null, stdout: "", stderr: (error as Error).message, sent };
  }
}
