import net from "node:net";

const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const server = net.createServer().on("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });

const given = new Set<number>();
/** The ports of this process: another one that runs tests beside it has its own. */
const FIRST = 20_000 + 3000 * (Number(process.env.MOCHA_WORKER_ID ?? 0) % 4);

/** A port that nothing listens on, below those that the kernel gives to clients: a host that is off keeps it, and none is given twice. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 1000; tries++) {
    const port = FIRST + Math.floor(Math.random() * 3000);
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) return port;
  }
  throw new Error("no port is free");
}
