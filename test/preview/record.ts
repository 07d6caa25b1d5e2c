// Records the golden cases of previews again on real hosts: `npx tsx test/preview/record.ts`. Read the difference before you keep it.
import { writeFileSync } from "node:fs";
import { closeAll, hostAt, type Outcome } from "../../provider/host/host";
import { display } from "../../provider/ip/command";
import type { Snapshot } from "../../provider/ip/snapshot";
import { trim } from "../kinds/trim";
import { Lab } from "../lab";
import { checkProgram } from "./check";
import { goldens, on } from "./golden";

async function main(): Promise<void> {
  const lab = await Lab.open();
  const only = process.argv.slice(2); // Such as `mac/of-a-sibling`; all if none is named.
  for (const [name, file, it] of goldens()) {
    if (only.length && !only.includes(name)) continue;
    const host = await lab.host("web-1", { kind: it.kind });
    for (const command of ["ip link set dev eth1 address 52:54:00:00:00:01", ...it.given]) await host.run(command);
    const machine = hostAt(host.connection);
    const netns: Record<string, object> = {};
    let snapshot: Snapshot | undefined;
    const probed: Record<string, string> = {};
    const apply = machine.apply.bind(machine);
    machine.apply = async (commands, needs): Promise<Outcome> => {
      const outcome = await apply(commands, needs);
      for (const [name, lists] of Object.entries(outcome.snapshot.netns)) netns[name] = { ...netns[name], ...lists };
      snapshot = outcome.snapshot;
      if (commands[0]) probed[display(commands[0])] = outcome.refusal?.words ?? "";
      return outcome;
    };
    const { failures, warnings } = await checkProgram(on(it.program, host.connection), { mode: "on" });
    const says = failures[it.program.at(-1)!.name]?.[0];
    const seen = { snapshot: trim({ ...snapshot, netns }), probed, says, warns: warnings[0] };
    writeFileSync(file, `${JSON.stringify({ ...it, ...seen }, null, 1)}\n`);
    await host.stop();
  }
  await closeAll();
  await lab.close();
}

void main().then(() => process.exit(0));
