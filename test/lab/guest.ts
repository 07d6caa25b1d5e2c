import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import net from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { NodeSSH } from "node-ssh";
import { keys, once } from "./image";
import type { Machine, Recipe } from "./namespace-host";
import { end, must, tied } from "./process";
import { Qmp } from "./qmp";

const MEMORY = 320;
const KERNEL =
  "console=ttyS0 quiet loglevel=3 panic=-1 mitigations=off nokaslr random.trust_cpu=on no_timer_check tsc=reliable audit=0 cryptomgr.notests rcupdate.rcu_expedited=1 8250.nr_uarts=2 rdinit=/init rootfstype=ramfs";

interface Boot {
  readonly image: string;
  /** Folder of its sockets, console and disk. */
  readonly state: string;
  readonly port: number;
  readonly tap: string;
  readonly wire: number;
  /** File of its memory, shared while the snapshot is made and private in a clone. */
  readonly memory: string;
  readonly clone: boolean;
}

const qemuArgs = ({ image, state, port, tap, memory, clone }: Boot): string[] => [
  ..."-M pc,memory-backend=ram -nodefaults -no-user-config -accel tcg -cpu max -smp 1 -display none -no-reboot".split(
    " ",
  ),
  ...["-m", String(MEMORY), "-kernel", join(image, "vmlinux"), "-initrd", join(image, "initrd"), "-append", KERNEL],
  ...["-object", `memory-backend-file,id=ram,size=${MEMORY}M,mem-path=${memory},share=${clone ? "off" : "on"}`],
  ...["-chardev", `file,id=console,path=${state}/console`, "-serial", "chardev:console"],
  ...["-chardev", `socket,id=identity,path=${state}/identity,server=on,wait=off`, "-serial", "chardev:identity"],
  ...["-qmp", `unix:${state}/qmp,server=on,wait=off`],
  ...["-netdev", `user,id=management,restrict=on,ipv6=off,hostfwd=tcp:127.0.0.1:${port}-:22`],
  ...["-device", "virtio-net-pci,netdev=management,mac=52:54:00:00:00:15"],
  ...["-netdev", `tap,id=wire,ifname=${tap},script=${join(__dirname, "tap-up.sh")},downscript=no,vhost=off`],
  ...["-device", "virtio-net-pci,netdev=wire,mac=52:54:00:00:00:16"],
  ...["-drive", `if=none,id=disk,format=raw,file=${state}/disk`, "-device", "virtio-blk-pci,drive=disk"],
  ...(clone ? ["-incoming", "defer"] : []),
];

async function boot(options: Boot) {
  const { state, wire } = options;
  mkdirSync(state, { recursive: true });
  if (!existsSync(join(state, "disk"))) must("mkfs.ext4", ["-q", "-O", "^has_journal", join(state, "disk"), "16M"]);
  const env = { ...process.env, LAB_WIRE: String(wire) };
  const qemu = tied("qemu-system-x86_64", qemuArgs(options), { stdio: ["ignore", "ignore", "pipe"], env });
  let errors = "";
  qemu.stderr?.on("data", (data) => (errors += data));
  const failed = new Promise<never>((_, reject) => {
    qemu.once("error", reject);
    qemu.once("exit", (code) => reject(new Error(`QEMU ended with ${code}: ${errors}`)));
  });
  failed.catch(() => undefined);
  const qmp = await Promise.race([Qmp.connect(join(state, "qmp")), failed]);
  await qmp.ask("migrate-set-capabilities", { capabilities: [{ capability: "x-ignore-shared", state: true }] });
  return { qemu, qmp };
}

/** A port that nothing listens on. */
export const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });

async function login(port: number, patience = 60_000): Promise<NodeSSH> {
  const privateKeyPath = join(await keys(), "client");
  for (const limit = Date.now() + patience; ; await sleep(20)) {
    const ssh = new NodeSSH();
    try {
      await ssh.connect({ host: "127.0.0.1", port, username: "root", privateKeyPath, readyTimeout: 10_000 });
      ssh.connection?.on("error", () => undefined);
      return ssh;
    } catch (error) {
      if (Date.now() > limit) throw error;
    }
  }
}

/** A guest that has booted and waits to be told who it is: its memory and its devices, to be cloned. */
const snapshot = (image: string, wire: number): Promise<string> =>
  once(`${image.split("/").at(-1)}-snapshot`, "snapshot of a booted guest", async (into) => {
    const [port, tap] = [await freePort(), `lab${process.pid}s`];
    const { qemu, qmp } = await boot({
      image,
      state: into,
      port,
      tap,
      wire,
      memory: join(into, "memory"),
      clone: false,
    });
    try {
      while (!readFileSync(join(into, "console"), "utf8").includes("LAB-READY")) await sleep(50);
      const ssh = await login(port);
      // What a first command costs is paid here, once.
      await ssh.execCommand("ip -j -d link >/dev/null; ip netns; sudo -n true; sync; echo 3 >/proc/sys/vm/drop_caches");
      ssh.dispose();
      await sleep(300);
      await qmp.ask("migrate", { uri: `exec:cat > ${join(into, "devices")}` });
      await qmp.until("query-migrate", "completed");
    } finally {
      qmp.close();
      await end(qemu);
    }
  });

function identify(state: string, name: string, number: number): Promise<void> {
  const machine = createHash("sha256").update(`${name} ${state}`).digest("hex").slice(0, 32);
  const mac = `52:54:00:1a:${(number >> 8).toString(16).padStart(2, "0")}:${(number & 255).toString(16).padStart(2, "0")}`;
  const line = [name, mac, machine, Math.floor(Date.now() / 1000), randomBytes(48).toString("hex")].join(" ");
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

/** Starts a host with a kernel of its own, from the snapshot, in about half a second. */
export async function startGuest({ name, number, image, state, wire, port: before }: Recipe): Promise<Machine> {
  const frozen = await snapshot(image, wire.pid);
  const [port, tap] = [before || (await freePort()), `lab${process.pid}g${number}`];
  const { qemu, qmp } = await boot({
    image,
    state,
    port,
    tap,
    wire: wire.pid,
    memory: join(frozen, "memory"),
    clone: true,
  });
  await qmp.ask("migrate-incoming", { uri: `exec:cat ${join(frozen, "devices")}` });
  await qmp.until("query-status", "running");
  await identify(state, name, number);
  let ssh = await login(port);
  return {
    port,
    async run(command, input) {
      if (!ssh.isConnected()) ssh = await login(port);
      const { code, stdout, stderr } = await ssh.execCommand(command, { stdin: input ?? "", noTrim: true });
      return { code: code ?? -1, stdout, stderr };
    },
    async stop() {
      ssh.dispose();
      qmp.close();
      await end(qemu);
    },
  };
}
