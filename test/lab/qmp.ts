import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A connection to QEMU's monitor; one command at a time, an answer each. */
export class Qmp {
  private readonly waiting: { resolve(value: unknown): void; reject(error: Error): void }[] = [];

  private constructor(private readonly socket: net.Socket) {
    let rest = "";
    socket.on("data", (data) => {
      const lines = (rest + data).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) this.hear(JSON.parse(line));
    });
    socket.on("error", () => undefined);
    socket.on("close", () => this.waiting.splice(0).forEach(({ reject }) => reject(new Error("QEMU ended"))));
  }

  /** Connects as soon as QEMU listens. */
  static async connect(path: string, patience = 30_000): Promise<Qmp> {
    const limit = Date.now() + patience;
    for (;;) {
      const socket = await new Promise<net.Socket | undefined>((resolve) => {
        const made = net.connect(path, () => resolve(made));
        made.on("error", () => resolve(undefined));
      });
      if (socket) {
        const qmp = new Qmp(socket);
        await qmp.ask("qmp_capabilities");
        return qmp;
      }
      if (Date.now() > limit) throw new Error("QEMU does not listen");
      await sleep(5);
    }
  }

  /** Runs a command; qemu-qmp-ref(7). */
  ask(execute: string, args?: object): Promise<unknown> {
    if (this.socket.destroyed) return Promise.reject(new Error("QEMU ended"));
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.socket.write(`${JSON.stringify({ execute, arguments: args })}\n`);
    });
  }

  /** Asks until the status is as wanted. */
  async until(query: string, status: string): Promise<void> {
    for (;;) {
      const now = ((await this.ask(query)) as { status?: string }).status;
      if (now === status) return;
      if (now === "failed") throw new Error(`${query}: failed`);
      await sleep(5);
    }
  }

  close = (): void => void this.socket.destroy();

  private hear(message: { return?: unknown; error?: { desc: string } }): void {
    if (message.error) this.waiting.shift()?.reject(new Error(message.error.desc));
    else if ("return" in message) this.waiting.shift()?.resolve(message.return);
  }
}
