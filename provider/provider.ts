import { closeAll } from "./host/host";
import type { Kind } from "./ip/kind";
import * as kinds from "./kinds";
import { lifecycle } from "./lifecycle";

for (const kind of Object.values(kinds)) exports[kind.type] = lifecycle(kind as unknown as Kind);

// The engine ends this process with SIGINT once all is done.
process.once("SIGINT", () => void closeAll().finally(() => process.exit(0)));
