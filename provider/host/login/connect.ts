import { NodeSSH } from "node-ssh";
import { once } from "node:events";
import net from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { AuthHandlerMiddleware } from "ssh2";
import { hostOf, type Connection } from "../../connection";
import { HostError, LoginFailure, RefusedLogin } from "../error";
import { hostSemaphore, loginSemaphore } from "../semaphore";
import { type AuthMethod } from "./auth-method";
import { KeyCheck } from "./host-key";
import { overJump } from "./jump";
import { login, type Login } from "./login";

/** Listeners to the progress of a login. */
interface LoginProgress {
  /** The login begins: its turn has come. */
  begin?(): void;
  /** The login has failed twice. */
  troubled?(why: string): void;
}

/** A TCP connection without Nagle's delay, which ssh2 would leave on: 2 ms a command instead of 44. */
async function dial({ host, port, timeout }: Login): Promise<net.Socket> {
  const socket = net.connect({ host, port, noDelay: true });
  const signal = timeout ? AbortSignal.timeout(timeout) : undefined;
  await once(socket, "connect", { signal }).catch((error: Error) => {
    socket.destroy();
    if (error.name === "AbortError") throw new LoginFailure(`no answer within ${timeout / 1000} s`);
    // For a name with several addresses Node reports one error for each, and none for all of them.
    throw error instanceof AggregateError ? new Error(error.errors.map(({ message }: Error) => message).join(", "), { cause: error }) : error; // prettier-ignore
  });
  return socket;
}

/** One try. Waiting for a jump host does not count towards the limit on logins. */
async function attempt(to: Login, { begin }: LoginProgress): Promise<NodeSSH> {
  const key = KeyCheck.of(to);
  if (to.jump) begin?.();
  const open = to.jump ? await overJump(to.jump, to, (jump) => reach(jump)) : () => dial(to);
  const enter = async () => {
    begin?.();
    return handshake(to, key, await open());
  };
  return loginSemaphore([to.host, to.port, to.jump?.host, to.jump?.port].join()).run(() => hostSemaphore().run(enter));
}

/** Offers one method after the other, and no key twice. */
function offering({ user, ways }: Login): AuthHandlerMiddleware {
  const left: Omit<AuthMethod, "title">[] = [{ method: { type: "none", username: user } }, ...ways];
  return (_left, _partial, next) => {
    let way = left.shift();
    while (way && (!way.method || way.isSpare?.())) way = left.shift();
    next(way?.method ?? (false as never));
  };
}

async function handshake(to: Login, key: KeyCheck, sock: Duplex): Promise<NodeSSH> {
  const ssh = new NodeSSH();
  try {
    await ssh.connect({
      sock,
      username: to.user,
      authHandler: offering(to),
      hostVerifier: (wire: Buffer) => key.accepts(wire),
      algorithms: key.algorithms,
      readyTimeout: to.timeout,
      keepaliveInterval: to.alive.interval,
      keepaliveCountMax: to.alive.most,
    });
    // Without a listener an error of an idle connection would end the process; the next round trip opens a new one.
    ssh.connection?.on("error", () => undefined);
    return ssh;
  } catch (error) {
    sock.destroy();
    if (key.verdict) throw new LoginFailure(key.verdict, true);
    const { level, message } = error as Error & { level?: string };
    if (/no matching host key format/i.test(message))
      throw new LoginFailure("it signs with SHA-1 (ssh-rsa) only, which is refused; `HostKeyAlgorithms +ssh-rsa` in ~/.ssh/config allows it", true); // prettier-ignore
    if (level === "agent") throw new LoginFailure(`the agent does not sign: ${message}`, true);
    const tooMany = /too many authentication failures/i.test(message);
    if (level !== "client-authentication" && !tooMany) throw error;
    const words = to.ways.map(({ title, trouble }) => (trouble?.() ? `${title} (not tried: ${trouble()})` : title));
    const tried = [...new Set(words)].join(", ") || "who brings no key, and there is no agent and no key file";
    const advice = "; it takes no more tries: give `privateKeyPath`, or `IdentityFile` with `IdentitiesOnly` in ~/.ssh/config"; // prettier-ignore
    throw new LoginFailure(`it refuses ${tried}${tooMany ? advice : ""}`, true);
  }
}

/** Logs in, trying again after a pause that doubles up to two seconds. */
async function reach(to: Login, told: LoginProgress = {}): Promise<NodeSSH> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt(to, told);
    } catch (error) {
      const { message, final } = error as Partial<LoginFailure>;
      const times = tries > 1 ? ` (tried ${tries} times)` : "";
      if (tries === 2) told.troubled?.(String(message));
      if (final || tries >= to.tries)
        throw new Error(`cannot log in as ${to.user}: ${message}${times}`, { cause: error });
    }
    await sleep(Math.min(100 * 2 ** tries, 2000) * (0.5 + Math.random()));
  }
}

/** Logs in, with up to `dialErrorLimit` tries. */
export async function connect(connection: Connection, told?: LoginProgress): Promise<NodeSSH> {
  const fail = (reason: string, isFinal: boolean) => new (isFinal ? RefusedLogin : HostError)(hostOf(connection), reason); // prettier-ignore
  const to = await login(connection).catch((error: Error) => {
    throw fail(`the login cannot be put together: ${error.message}`, true);
  });
  return reach(to, told).catch((error: Error) => {
    throw fail(error.message, error.cause instanceof LoginFailure && error.cause.final);
  });
}
