import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import net from "node:net";
import { join } from "node:path";
import { end, must, over, say, tiedUntilReady, type Said } from "./process";
import type { Wire } from "./wire";

/** A host that is running, of either kind. */
export interface Machine {
  /** Its end, by `stop` or by itself. */
  readonly over: Promise<void>;
  run(command: string, input?: string): Promise<Said>;
  stop(): Promise<void>;
}

/** Everything that a host is made from. */
export interface Recipe {
  readonly name: string;
  /** Number of the host in this lab. */
  readonly number: number;
  readonly image: string;
  /** Folders of files over those of the image. */
  readonly layers: readonly string[];
  /** Folder of what it keeps while it is off. */
  readonly state: string;
  readonly wire: Wire;
  /** Port of its sshd on loopback. */
  readonly port: number;
  /** Told of every connection to its sshd, by namespace hosts only. */
  readonly connected: () => void;
}

const NAMESPACES = ["--net", "--mount", "--uts", "--ipc", "--pid", "--fork", "--kill-child"];
const ENV = { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", HOME: "/root", SHELL: "/bin/bash" };

const only = (child: ChildProcess) =>
  Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").trim().split(" ")[0]);

/** Sets the wire's link up without the second or two in which it looks for its own address on it; later addresses are looked for. */
const LINK_UP = `cd /proc/sys/net/ipv6/conf/eth1; echo 0 >accept_dad; ip link set eth1 up; i=0
  until ip -6 addr show dev eth1 -tentative | grep -q fe80 || [ $i -ge 100 ]; do sleep 0.01; i=$((i+1)); done; echo 1 >accept_dad`;

/** Starts a host that shares the machine's kernel: namespaces of its own, and an sshd per connection inside them. */
export async function startNamespaceHost(recipe: Recipe): Promise<Machine> {
  const { name, number, image, layers, state, wire, port, connected } = recipe;
  mkdirSync(state, { recursive: true });
  const start = [join(__dirname, "init-namespace.sh"), name, [...layers, join(image, "root")].join(":"), state];
  const init = await tiedUntilReady("unshare", [...NAMESPACES, ...start]);
  const pid = only(init);
  const enter = ["-t", String(pid), "-m", "-n", "-u", "-i", "-p", "-r", "-w"];
  const server = doorman(enter).on("connection", connected);
  const stop = async () => {
    server.close();
    await end(init, pid);
  };
  const ended = over(init).then(() => {
    server.close();
    wire.unplug(number);
  });
  try {
    wire.plug(number, pid);
    must("nsenter", [...enter, "/bin/sh", "-c", LINK_UP]);
    await listen(server, port);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    over: ended,
    run: (command, input) =>
      say("nsenter", [...enter, "/bin/sh", "-c", command], { input, env: { ...process.env, ...ENV } }),
    stop: () => stop().then(() => ended),
  };
}

/** A socket stays in the namespace it was made in: the way in survives whatever happens to the host's network. */
const doorman = (enter: readonly string[]): net.Server =>
  net.createServer({ pauseOnConnect: true, noDelay: true }, (socket) => {
    const { fd } = (socket as unknown as { _handle: { fd: number } })._handle;
    const sshd = spawn("nsenter", [...enter, "/usr/sbin/sshd", "-i"], { stdio: [fd, fd, "ignore"], env: ENV });
    socket.on("error", () => undefined);
    sshd.on("error", () => socket.destroy());
    sshd.on("spawn", () => socket.destroy());
  });

const listen = (server: net.Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", 1024, resolve);
  });
