import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * `pass`: as if it were not there. `refuse`: new connections are reset. `hang`: bytes are held back, both ways, until
 * it passes again. `cut`: a connection is reset once the host has sent `cutAfter` bytes, or the client `cutSent`.
 */
export type FaultMode = "pass" | "refuse" | "hang" | "cut";

/** A proxy between a client and a port of loopback that breaks what passes. */
export class FaultProxy {
  /** Milliseconds that every byte is late, each way. */
  delay = 0;
  /** Bytes from the host after which `cut` resets a connection. */
  cutAfter = 0;
  /** Bytes from the client after which `cut` resets a connection; by default it does not. */
  cutSent = Infinity;
  /** Connections accepted so far. */
  connections = 0;
  /** Bytes carried so far, both ways, and the function called after each piece. */
  carried = 0;
  watch: () => void = () => undefined;
  private now: FaultMode = "pass";
  private flowing = Promise.resolve();
  private resume: () => void = () => undefined;
  private readonly live = new Map<net.Socket, number>();
  private readonly server = net.createServer({ noDelay: true, allowHalfOpen: true }, (client) => this.accept(client));

  constructor(private readonly target: number) {}

  get port(): number {
    return (this.server.address() as net.AddressInfo).port;
  }

  /** Waits until nothing is open any more. */
  async quiet(): Promise<void> {
    for (let i = 0; this.live.size; i++) {
      if (i > 500) throw new Error("what was open does not end");
      await sleep(10);
    }
  }

  get mode(): FaultMode {
    return this.now;
  }

  set mode(mode: FaultMode) {
    if (mode === "hang" && this.now !== "hang") this.flowing = new Promise((resolve) => (this.resume = resolve));
    this.now = mode;
    if (mode !== "hang") this.resume();
    if (mode === "cut") for (const [client, heard] of this.live) if (heard >= this.cutAfter) client.resetAndDestroy();
  }

  listen(): Promise<this> {
    return new Promise((resolve) => this.server.listen(0, "127.0.0.1", () => resolve(this)));
  }

  /** Resets what is open. */
  reset(): void {
    for (const client of this.live.keys()) client.resetAndDestroy();
  }

  /** Resets what is open, and takes nothing more. */
  close(): Promise<void> {
    this.reset();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private accept(client: net.Socket): void {
    this.connections++;
    client.on("error", () => undefined);
    if (this.now === "refuse") return void client.resetAndDestroy();
    const host = net.connect({ port: this.target, host: "127.0.0.1", noDelay: true, allowHalfOpen: true });
    host.on("error", () => client.resetAndDestroy());
    this.live.set(client, 0);
    client.on("close", () => this.live.delete(client) && host.destroy());
    let sent = 0;
    this.carry(client, host, (data) => this.upTo(this.cutSent, client, data, (sent += data.length)));
    this.carry(host, client, (data) => this.count(client, data));
  }

  private count(client: net.Socket, data: Buffer): Buffer {
    const heard = (this.live.get(client) ?? 0) + data.length;
    this.live.set(client, heard);
    return this.upTo(this.cutAfter, client, data, heard);
  }

  /** The part of the data that may still pass. */
  private upTo(most: number, client: net.Socket, data: Buffer, total: number): Buffer {
    if (this.now !== "cut" || total < most) return data;
    // Not at once: what comes together with a reset reads as an ordinary end.
    setTimeout(() => client.resetAndDestroy(), 10);
    return data.subarray(0, Math.max(0, most - (total - data.length)));
  }

  /** In order, late by `delay`, and not while it hangs. */
  private carry(from: net.Socket, to: net.Socket, some: (data: Buffer) => Buffer): void {
    let line = Promise.resolve();
    const later = (act: () => void) => {
      const due = Date.now() + this.delay;
      line = line
        .then(() => (due > Date.now() ? sleep(due - Date.now()) : undefined))
        .then(() => this.flowing)
        .then(() => void (to.writable && act()));
    };
    from.on("data", (data) => {
      this.carried += data.length;
      this.watch();
      later(() => void to.write(some(data)));
    });
    from.on("end", () => later(() => void to.end()));
  }
}

/** Puts a proxy in front of a port of loopback. */
export const faultProxy = (port: number): Promise<FaultProxy> => new FaultProxy(port).listen();
