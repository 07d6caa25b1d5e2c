import { closeAll, isIdle } from "./host/host";
import * as all from "./kinds";
import type { Kind } from "./kinds/kind";
import { watchEngine } from "./lifecycle/engine-watch";
import { lifecycle } from "./lifecycle/lifecycle";
import { warn } from "./lifecycle/log";
import { Preflight } from "./preview/preflight";

const kinds = Object.fromEntries(Object.values(all).map((kind) => [kind.type, kind as unknown as Kind]));
// The engine starts a process for each run, and all of a program's resources come to it.
const preflight = new Preflight(kinds, warn);

for (const [type, kind] of Object.entries(kinds)) exports[type] = lifecycle(kind, preflight);

// The engine ends this process with SIGINT once all is done; its own address is the argument of the process.
const end = () => void closeAll().finally(() => process.exit(0));
process.once("SIGINT", end);
watchEngine(process.argv[2], isIdle, end);
