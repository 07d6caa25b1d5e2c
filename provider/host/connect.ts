import { once } from "node:events";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { NodeSSH } from "node-ssh";
import { hostOf, type Connection } from "../ip/connection";
import { Failure, HostError } from "./error";
import { KeyCheck } from "./host-key";
import { overJump } from "./jump";
import { login, type Login } from "./login";

/** A TCP connection without Nagle's delay, which ssh2 would leave on: 2 ms a command instead of 44. */
async function dial({ host, port, timeout }: Login): Promise<net.Socket> {
  const socket = net.connect({ host, port, noDelay: true });
  const signal = timeout ? AbortSignal.timeout(timeout) : undefined;
  await once(socket, "connect", { signal }).catch((error: Error) => {
    socket.destroy();
    throw error.name === "AbortError" ? new Failure(`no answer within ${timeout / 1000} s`) : error;
  });
  return socket;
}

async function attempt(to: Login): Promise<NodeSSH> {
  const key = KeyCheck.of(to);
  const ssh = new NodeSSH();
  const sock = await (to.jump ? overJump(to.jump, to, reach) : dial(to));
  try {
    await ssh.connect({
      sock,
      username: to.user,
      authHandler: [{ type: "none", username: to.user }, ...to.ways.flatMap(({ method }) => method ?? [])],
      hostVerifier: (wire: Buffer) => key.accepts(wire),
      algorithms: key.algorithms,
      readyTimeout: to.timeout,
      keepaliveInterval: to.alive.interval,
      keepaliveCountMax: to.alive.most,
    });
    // Unheard, an error of an idle connection would end the whole process; who needs it next opens a new one.
    ssh.connection?.on("error", () => undefined);
    return ssh;
  } catch (error) {
    sock.destroy();
    if (key.verdict) throw new Failure(key.verdict, true);
    if ((error as { level?: string }).level !== "client-authentication") throw error;
    const tried = [...new Set(to.ways.map(({ what }) => what))].join(", ");
    throw new Failure(`it refuses ${tried || "who brings no key, and there is no agent and no key file"}`, true);
  }
}

/** Logs in, trying again after a pause that doubles up to two seconds. */
async function reach(to: Login, troubled?: (why: string) => void): Promise<NodeSSH> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt(to);
    } catch (error) {
      const { message, final } = error as Partial<Failure>;
      const times = tries > 1 ? ` (tried ${tries} times)` : "";
      if (tries === 2) troubled?.(String(message));
      if (final || tries >= to.tries)
        throw new Error(`cannot log in as ${to.user}: ${message}${times}`, { cause: error });
    }
    await sleep(Math.min(100 * 2 ** tries, 2000) * (0.5 + Math.random()));
  }
}

/** Logs in, `dialErrorLimit` times where need be; says when it fails for the second time. */
export async function connect(connection: Connection, troubled?: (why: string) => void): Promise<NodeSSH> {
  const fail = (reason: string) => new HostError(hostOf(connection), reason);
  const to = await login(connection).catch((error: Error) => {
    throw fail(`the login cannot be put together: ${error.message}`);
  });
  return reach(to, troubled).catch((error: Error) => {
    throw fail(error.message);
  });
}
