import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** The time between two looks, and the time in which work that has begun may end, in milliseconds. */
const TIMES = { look: 2000, end: 5000, pause: 50 };

/** Whether a process listens there. One that is busy or paused does too. */
const listens = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = net.connect(port, host, () => resolve(true));
    socket.once("error", ({ code }: NodeJS.ErrnoException) => resolve(code !== "ECONNREFUSED"));
    socket.once("connect", () => socket.destroy());
  });

/** Ends the provider if its engine is gone: nobody else would, if the engine was killed. Work that has begun has some seconds to end. */
export function watchEngine(address: string | undefined, isIdle: () => boolean, end: () => unknown): void {
  const [, host, port] = /^(.+):(\d+)$/.exec(address ?? "") ?? [];
  if (!host) return;
  const timer = setInterval(async () => {
    if (await listens(host, Number(port))) return;
    clearInterval(timer);
    for (const start = Date.now(); !isIdle() && Date.now() - start < TIMES.end;) await sleep(TIMES.pause);
    end();
  }, TIMES.look).unref();
}
