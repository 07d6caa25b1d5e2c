import type { NodeSSH } from "node-ssh";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { textOf } from "../../ip/equality";
import { LoginFailure } from "../error";
import type { Login } from "./login";

interface Jump {
  readonly ssh: Promise<NodeSSH>;
  users: number;
}

/** Connections to jump hosts: one for all hosts that are reached over it, and it ends with the last of them. */
const jumps = new Map<string, Jump>();

function jumpTo(jump: Login, reach: (to: Login) => Promise<NodeSSH>): { shared: Jump; leave: () => void } {
  const key = textOf(jump);
  const shared = jumps.get(key) ?? { ssh: reach(jump), users: 0 };
  const drop = () => void (jumps.get(key) === shared && jumps.delete(key));
  if (!jumps.has(key)) shared.ssh.then((ssh) => ssh.connection?.once("close", drop), drop);
  jumps.set(key, shared);
  shared.users++;
  const leave = () => {
    if (--shared.users) return;
    drop();
    shared.ssh.then((ssh) => ssh.dispose()).catch(() => undefined);
  };
  return { shared, leave };
}

/** Opens the connection to a host over its jump host, once that is reached. */
export async function overJump(
  jump: Login,
  to: Login,
  reach: (to: Login) => Promise<NodeSSH>,
): Promise<() => Promise<Duplex>> {
  const { shared, leave } = jumpTo(jump, reach);
  const left = (error: unknown): never => {
    leave();
    throw error;
  };
  const ssh = await shared.ssh.catch((error: Error) =>
    left(new LoginFailure(`its jump host ${jump.host}:${jump.port}: ${error.message}`, true)),
  );
  return async () => (await forward(ssh, to).catch(left)).once("close", leave);
}

/** The reply of an sshd that may not forward; RFC 4254. */
const PROHIBITED = 1;

async function forward(ssh: NodeSSH, { host, port, timeout }: Login): Promise<Duplex> {
  const opened = ssh.forwardOut("127.0.0.1", 0, host, port).catch((error: Error & { reason?: number }) => {
    throw new LoginFailure(`its jump host does not reach it: ${error.message}`, error.reason === PROHIBITED);
  });
  if (!timeout) return opened;
  const timedOut = sleep(timeout, undefined, { ref: false }).then(() => {
    opened.then((channel) => channel.destroy()).catch(() => undefined);
    throw new LoginFailure(`no answer within ${timeout / 1000} s`);
  });
  return Promise.race([opened, timedOut]);
}
