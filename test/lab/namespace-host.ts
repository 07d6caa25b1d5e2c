import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import net from "node:net";
import { join } from "node:path";
import { end, must, say, tiedUntilReady, type Said } from "./process";
import type { Wire } from "./wire";

/** A host that is running, of either kind. */
export interface Machine {
  readonly port: number;
  run(command: string, input?: string): Promise<Said>;
  stop(): Promise<void>;
  /** How many connections its sshd has had; only namespace hosts count. */
  connections?(): number;
}

/** What a host is made from. */
export interface Recipe {
  readonly name: string;
  /** Number of the host in this lab. */
  readonly number: number;
  readonly image: string;
  /** Folder of what it keeps while it is off. */
  readonly state: string;
  readonly wire: Wire;
  /** Port it had before, 0 at first. */
  readonly port: number;
}

const only = (child: ChildProcess) =>
  Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").trim().split(" ")[0]);

/** Starts a host that shares the machine's kernel: namespaces of its own, and an sshd per connection inside them. */
export async function startNamespaceHost({ name, number, image, state, wire, port }: Recipe): Promise<Machine> {
  mkdirSync(state, { recursive: true });
  const flags = ["--net", "--mount", "--uts", "--ipc", "--pid", "--fork", "--kill-child"];
  const init = await tiedUntilReady("unshare", [
    ...flags,
    join(__dirname, "init-namespace.sh"),
    name,
    join(image, "root"),
    state,
  ]);
  const pid = only(init);
  const enter = ["-t", String(pid), "-m", "-n", "-u", "-i", "-p", "-r", "-w"];
  const end1 = `h${number}`;
  wire.ip("link", "add", end1, "type", "veth", "peer", "name", "eth1", "netns", String(pid));
  wire.ip("link", "set", end1, "master", "br0", "up");
  must("nsenter", [...enter, "ip", "link", "set", "eth1", "up"]);
  let connections = 0;
  const listener = (await listen(port, enter)).on("connection", () => void connections++);
  return {
    port: (listener.address() as net.AddressInfo).port,
    connections: () => connections,
    run: (command, input) => say("nsenter", [...enter, "/bin/sh", "-c", command], input),
    async stop() {
      listener.close();
      await end(init, pid);
    },
  };
}

/** A socket stays in the namespace it was made in: the way in survives whatever happens to the host's network. */
function listen(port: number, enter: readonly string[]): Promise<net.Server> {
  const server = net.createServer({ pauseOnConnect: true, noDelay: true }, (socket) => {
    const { fd } = (socket as unknown as { _handle: { fd: number } })._handle;
    const sshd = spawn("nsenter", [...enter, "/usr/sbin/sshd", "-i"], { stdio: [fd, fd, "ignore"] });
    sshd.on("error", () => socket.destroy());
    sshd.on("spawn", () => socket.destroy());
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", 1024, () => resolve(server));
  });
}
