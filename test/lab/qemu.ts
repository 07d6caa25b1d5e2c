import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { end, must, over, tied } from "./process";
import { Qmp } from "./qmp";

const MEMORY = 320;
/** `norandmaps`: at fixed addresses QEMU translates a program once for all its processes; a call of `ip` takes less than half the time. */
const KERNEL =
  "console=ttyS0 quiet loglevel=3 panic=-1 mitigations=off nokaslr norandmaps random.trust_cpu=on no_timer_check tsc=reliable audit=0 cryptomgr.notests rcupdate.rcu_expedited=1 8250.nr_uarts=2 rdinit=/init rootfstype=ramfs";
const MACHINE =
  "-M pc,memory-backend=ram -nodefaults -no-user-config -accel tcg -cpu max -smp 1 -display none -no-reboot";

/** Arguments that a virtual machine is started with. */
export interface Boot {
  readonly image: string;
  /** Folder of its sockets, console and disk. */
  readonly state: string;
  readonly port: number;
  /** Name its end of the wire has on the machine until it is on the wire. */
  readonly tap: string;
  /** Process that holds the wire. */
  readonly wire: number;
  /** File of its memory, shared while the snapshot is made and private in a clone. */
  readonly memory: string;
  readonly clone: boolean;
}

/** A virtual machine that runs or, as a clone, waits for its snapshot. */
export interface Qemu {
  readonly qmp: Qmp;
  readonly over: Promise<void>;
  /** Waits for work that can only be done while it runs, and throws the reason if it ends before that. */
  alive<T>(work: Promise<T>): Promise<T>;
  end(): Promise<void>;
}

const qemuArgs = ({ image, state, port, tap, memory, clone }: Boot): string[] => [
  ...MACHINE.split(" "),
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

/** Starts QEMU. */
export async function boot(options: Boot): Promise<Qemu> {
  const { state, wire } = options;
  mkdirSync(state, { recursive: true });
  if (!existsSync(join(state, "disk"))) must("mkfs.ext4", ["-q", "-O", "^has_journal", join(state, "disk"), "16M"]);
  const env = { ...process.env, LAB_WIRE: String(wire) };
  const child = tied("qemu-system-x86_64", qemuArgs(options), { stdio: ["ignore", "ignore", "pipe"], env });
  let errors = "";
  child.stderr?.on("data", (data) => (errors += data));
  const ended = over(child);
  const failed = ended.then(() => {
    const console = existsSync(join(state, "console")) ? readFileSync(join(state, "console"), "utf8").slice(-500) : "";
    throw new Error(`QEMU ended with ${child.exitCode ?? child.signalCode}: ${errors}${console}`);
  });
  failed.catch(() => undefined);
  const alive = <T>(work: Promise<T>): Promise<T> => Promise.race([work, failed]);
  try {
    const qmp = await alive(Qmp.connect(join(state, "qmp")));
    await qmp.ask("migrate-set-capabilities", { capabilities: [{ capability: "x-ignore-shared", state: true }] });
    return { qmp, over: ended, alive, end: () => end(child).finally(qmp.close) };
  } catch (error) {
    await end(child);
    throw error;
  }
}
