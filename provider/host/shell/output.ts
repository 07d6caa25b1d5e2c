const MB = 1 << 20;
/** The most output of a host, in bytes; some hundred thousand routes are less. */
const MOST = { stdout: 16 * MB, stderr: MB };
const CALLED = { stdout: "answer is", stderr: "complaints are" };

export type Stream = keyof typeof MOST;

/** The output is larger than the limit. */
export class OutputTooLong extends Error {
  constructor(stream: Stream) {
    super(`its ${CALLED[stream]} longer than ${MOST[stream] / MB} MB`);
  }
}

/** The output of one stream. */
class Output {
  /** The last chunk, with as much of the text before it as the end of an answer may span. */
  last = Buffer.alloc(0);
  private size = 0;
  private readonly chunks: Buffer[] = [];

  constructor(private readonly stream: Stream) {}

  add(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.size += chunk.length;
    this.last = Buffer.concat([this.last.subarray(-100), chunk]);
    if (this.size > MOST[this.stream]) throw new OutputTooLong(this.stream);
  }

  toString = () => Buffer.concat(this.chunks).toString("utf8");
}

/** The state before any output. */
export const empty = () => ({ stdout: new Output("stdout"), stderr: new Output("stderr") });
