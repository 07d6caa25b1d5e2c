import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import net from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { NodeSSH } from "node-ssh";
import { once } from "./cache";
import { keys, snapshotName } from "./image";
import type { Machine, Recipe } from "./namespace-host";
import { freePort } from "./port";
import type { Said } from "./process";
import { need, NEEDS } from "./programs";
import { boot, type Qemu } from "./qemu";
import { macOf } from "./wire";

async function login(port: number, patience = 60_000): Promise<NodeSSH> {
  const privateKeyPath = join(await keys(), "client");
  const times = { readyTimeout: 10_000, keepaliveInterval: 5000, keepaliveCountMax: 3 };
  for (const limit = Date.now() + patience; ; await sleep(20)) {
    const ssh = new NodeSSH();
    const sock = net.connect({ host: "127.0.0.1", port, noDelay: true });
    sock.on("error", () => undefined);
    try {
      await ssh.connect({ sock, username: "root", privateKeyPath, ...times });
      ssh.connection?.on("error", () => undefined);
      return ssh;
    } catch (error) {
      sock.destroy();
      if (Date.now() > limit) throw error;
    }
  }
}

/** Commands run once in the snapshot, so that a guest's first command is fast. */
const WARM = "ip -j -d link >/dev/null; ip netns; sudo -n true; sync; echo 3 >/proc/sys/vm/drop_caches";

/** A guest that has booted and waits for its identity: its memory and its devices, to be cloned. */
const snapshot = (image: string, wire: number): Promise<string> =>
  once(snapshotName(image), "snapshot of a booted guest", async (into) => {
    const [port, tap, memory] = [await freePort(), `lab${process.pid}s`, join(into, "memory")];
    const qemu = await boot({ image, state: into, port, tap, wire, memory, clone: false });
    const booted = async () => {
      while (!readFileSync(join(into, "console"), "utf8").includes("LAB-READY")) await sleep(50);
      const ssh = await login(port);
      await ssh.execCommand(WARM);
      ssh.dispose();
      await sleep(300);
      await qemu.qmp.ask("migrate", { uri: `exec:cat > ${join(into, "devices")}` });
      await qemu.qmp.until("query-migrate", "completed");
    };
    try {
      await within(180, "the guest to boot", qemu.alive(booted()));
    } finally {
      await qemu.end();
    }
  });

function within<T>(seconds: number, what: string, work: Promise<T>): Promise<T> {
  const limit = sleep(seconds * 1000, undefined, { ref: false }).then(() => {
    throw new Error(`the lab waited ${seconds} s for ${what}`);
  });
  return Promise.race([work, limit]);
}

function identify(state: string, name: string, number: number): Promise<void> {
  const machine = createHash("sha256").update(`${name} ${state}`).digest("hex").slice(0, 32);
  const now = Math.floor(Date.now() / 1000);
  const line = [name, macOf(number), machine, now, randomBytes(48).toString("hex")].join(" ");
  return new Promise((resolve, reject) => {
    const socket = net.connect(join(state, "identity"));
    let said = "";
    socket.on("error", reject);
    socket.on("data", (data) => {
      if (!(said += data).includes(`ok ${name}`)) return;
      socket.destroy();
      resolve();
    });
    socket.write(`${line}\n`);
  });
}

async function wake(qemu: Qemu, frozen: string, { state, name, number, port }: Recipe): Promise<NodeSSH> {
  await qemu.qmp.ask("migrate-incoming", { uri: `exec:cat ${join(frozen, "devices")}` });
  await qemu.qmp.until("query-status", "running");
  await identify(state, name, number);
  return login(port, PATIENCE.login * 1000);
}

/** Time limits for a guest to wake and to let us in, in seconds, and number of starts: of some hundreds one does not wake. */
const PATIENCE = { wake: 40, login: 30, tries: 3 };

async function woken(recipe: Recipe): Promise<{ qemu: Qemu; ssh: NodeSSH }> {
  const { number, image, state, port, name } = recipe;
  const wire = recipe.wire.pid;
  const frozen = await snapshot(image, wire);
  const tap = `lab${process.pid}g${number}`;
  for (let tries = 1; ; tries++) {
    const qemu = await boot({ image, state, port, tap, wire, memory: join(frozen, "memory"), clone: true });
    try {
      return { qemu, ssh: await within(PATIENCE.wake, `${name} to wake`, qemu.alive(wake(qemu, frozen, recipe))) };
    } catch (error) {
      await qemu.end();
      if (tries === PATIENCE.tries) throw error;
      console.log(`      ${(error as Error).message}; it is started again`);
    }
  }
}

/** Starts a host with a kernel of its own, from the snapshot, in about half a second. */
export async function startGuest(recipe: Recipe): Promise<Machine> {
  need(NEEDS.guest);
  const { name, port } = recipe;
  const woke = await woken(recipe);
  const { qemu } = woke;
  let { ssh } = woke;
  const run = async (command: string, input = ""): Promise<Said> => {
    if (!ssh.isConnected()) ssh = await login(port);
    const { code, stdout, stderr } = await ssh.execCommand(command, { stdin: input, noTrim: true });
    return { code: code ?? -1, stdout, stderr };
  };
  const gone = qemu.over.then(() => ({ code: -1, stdout: "", stderr: `${name} went off` }));
  return {
    over: qemu.over,
    run: (command, input) => Promise.race([run(command, input), gone]),
    async stop() {
      ssh.dispose();
      await qemu.end();
    },
  };
}
