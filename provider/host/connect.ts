import { once } from "node:events";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { NodeSSH } from "node-ssh";
import { hostOf, type Connection } from "../ip/connection";
import { HostError } from "./error";
import { keyOf, knownKeys, remember, type HostKey } from "./known-hosts";
import { login, type Login } from "./login";

/** The signature algorithms of a key type, as ssh2 lists them. */
const ALGORITHMS: Readonly<Record<string, readonly string[]>> = {
  "ssh-rsa": ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"],
};

/** Judges the key a host shows; the verdict is why it is refused, if it is. */
class KeyCheck {
  verdict?: string;
  constructor(
    private readonly to: Login,
    private readonly known: readonly HostKey[],
  ) {}

  /** Asks the host for a key of a type that is known, where one is. */
  get algorithms() {
    const types = this.known.flatMap(({ type }) => ALGORITHMS[type] ?? [type]);
    return types.length ? { serverHostKey: types as never } : undefined;
  }

  accepts(wire: Buffer): boolean {
    const key = keyOf(wire);
    const policy = this.to.hostKeyChecking ?? "strict";
    const match = this.known.find(({ blob }) => blob === key.blob);
    if (match?.revoked) this.verdict = `its ${key.type} key is revoked in known_hosts`;
    else if (match || policy === "off") return true;
    else if (this.known.length)
      this.verdict = `it shows another ${key.type} key than the one that is known: someone may be in between, or it was set up anew`;
    else if (policy === "strict")
      this.verdict = `its ${key.type} key is not known: add it to known_hosts (ssh-keyscan), give \`hostKey\`, or set hostKeyChecking: "accept-new"`;
    else this.remember(key);
    return this.verdict === undefined;
  }

  private remember(key: HostKey): void {
    try {
      remember(this.to.host, this.to.port, key);
    } catch (error) {
      this.verdict = `its ${key.type} key cannot be remembered: ${(error as Error).message}`;
    }
  }
}

const expected = async (to: Login): Promise<readonly HostKey[]> => {
  const [type, blob] = to.hostKey?.trim().split(/\s+/) ?? [];
  return type && blob ? [{ type, blob }] : knownKeys(to.host, to.port);
};

/** A TCP connection without Nagle's delay, which ssh2 would leave on: 2 ms a command instead of 44. */
async function dial(to: Login, timeout: number): Promise<net.Socket> {
  const socket = net.connect({ host: to.host, port: to.port, noDelay: true });
  await once(socket, "connect", { signal: AbortSignal.timeout(timeout) }).catch((error: Error) => {
    socket.destroy();
    throw error.name === "AbortError" ? new Error(`no answer within ${timeout / 1000} s`) : error;
  });
  return socket;
}

async function attempt(to: Login): Promise<NodeSSH> {
  const timeout = (to.perDialTimeout ?? 15) * 1000;
  const key = new KeyCheck(to, await expected(to));
  const ssh = new NodeSSH();
  try {
    return await ssh.connect({
      sock: await dial(to, timeout),
      username: to.user,
      password: to.password,
      privateKey: to.privateKey,
      passphrase: to.privateKeyPassword,
      agent: to.agent,
      hostVerifier: (wire: Buffer) => key.accepts(wire),
      algorithms: key.algorithms,
      readyTimeout: timeout,
      keepaliveInterval: 5000,
      keepaliveCountMax: 3,
    });
  } catch (error) {
    throw Object.assign(new Error(key.verdict ?? (error as Error).message), {
      final: key.verdict !== undefined || isFinal(error),
    });
  }
}

/** Whether another try would end the same: the login was refused, or the key cannot be used. */
const isFinal = (error: unknown) =>
  (error as { level?: string }).level === "client-authentication" || /parse|passphrase/i.test((error as Error).message);

/** Logs in, trying again after a pause that doubles up to two seconds, `dialErrorLimit` times; says when it fails for the second time. */
export async function connect(connection: Connection, troubled?: (why: string) => void): Promise<NodeSSH> {
  const name = hostOf(connection);
  const to = await login(connection).catch((error: Error) => {
    throw new HostError(name, `the login cannot be put together: ${error.message}`);
  });
  const limit = to.dialErrorLimit ?? 10;
  for (let tries = 1; ; tries++) {
    try {
      return await attempt(to);
    } catch (error) {
      const { message, final } = error as Error & { final: boolean };
      const times = tries > 1 ? ` (tried ${tries} times)` : "";
      if (tries === 2) troubled?.(message);
      if (final || tries >= limit) throw new HostError(name, `cannot log in as ${to.user}: ${message}${times}`);
    }
    await sleep(Math.min(100 * 2 ** tries, 2000) * (0.5 + Math.random()));
  }
}
