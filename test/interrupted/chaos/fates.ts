import { setTimeout as sleep } from "node:timers/promises";
import type { FaultProxy, LabHost } from "../../lab";
import { endAll, processesOf, signal, type Process } from "./processes";

/** A run that is to be hit, and the means to do it. */
export interface Scenery {
  /** Folder of the stack. */
  readonly folder: string;
  readonly host: LabHost;
  readonly proxy: FaultProxy;
  /** Resolves with the end of the run. */
  readonly over: Promise<unknown>;
  /** Starts the host again and gives it what it has to have. */
  boot(): Promise<void>;
}

const hit = ({ folder }: Scenery, part: Process["part"], name: NodeJS.Signals = "SIGKILL") =>
  signal(
    processesOf(folder).filter((one) => one.part === part),
    name,
  );

/** Ends the sessions of the host's sshd, or what runs in them; not the session that this very command may have. */
const SESSIONS = (victim: "session" | "inside") => `
for s in $(pgrep -f "sshd(-session)?: [a-z]+@"); do
  case " $PPID $$ " in *" $s "*) continue;; esac
  for c in $(pgrep -P $s); do [ ${victim} = session ] || kill -9 $c $(pgrep -P $c); done
  [ ${victim} = inside ] || kill -9 $s
done`;

/** Everything that can happen to a run. */
export const FATES = {
  "the engine is killed": async (run: Scenery) => hit(run, "engine"),
  "the provider is killed": async (run: Scenery) => hit(run, "provider"),
  "the program is killed": async (run: Scenery) => hit(run, "program"),
  "the user interrupts twice": async (run: Scenery) => {
    hit(run, "engine", "SIGINT");
    await sleep(300);
    hit(run, "engine", "SIGINT");
  },
  "the connection is reset": async ({ proxy }: Scenery) => proxy.reset(),
  "the connection goes silent and the user leaves": async ({ proxy, folder, over }: Scenery) => {
    proxy.mode = "hang";
    await Promise.race([sleep(1500), over]);
    await endAll(folder);
  },
  "sshd's session is killed": async ({ host }: Scenery) => void (await host.run(SESSIONS("session"))),
  "the commands are killed on the host": async ({ host }: Scenery) => void (await host.run(SESSIONS("inside"))),
  "the host reboots": async ({ host, boot }: Scenery) => {
    await host.stop();
    await boot();
  },
  "the host goes off": async ({ host, over, boot }: Scenery) => {
    await host.stop();
    await Promise.race([over, sleep(60_000, undefined, { ref: false })]);
    await boot();
  },
} as const;
export type Fate = keyof typeof FATES;

/** Whether the host has lost all that was on it. */
export const loses = (fate: Fate): boolean => fate.startsWith("the host");
