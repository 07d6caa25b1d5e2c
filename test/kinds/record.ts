// Records the snapshots of the golden cases again on real hosts: `npx tsx test/kinds/record.ts`. Read the difference before you keep it.
import { writeFileSync } from "node:fs";
import { hostAt, closeAll } from "../../provider/host/host";
import { check } from "../../provider/kinds/check";
import { display } from "../../provider/ip/command";
import type { Snapshot } from "../../provider/ip/snapshot";
import { Lab } from "../lab";
import { trim } from "./trim";
import { casesOf, kinds, needsOf, PLACE, sortFor, UNKNOWN, type Case } from "./cases";

async function main(): Promise<void> {
  const lab = await Lab.open();
  const only = process.argv.slice(2); // Such as `Route/create`; all if none is named.
  for (const kind of Object.values(kinds))
    for (const [name, file, it] of casesOf(kind.type)) {
      if (it.invalid || (only.length && !only.includes(`${kind.type}/${name}`))) continue;
      const host = await lab.host("web-1", { kind: it.suite ? "guest" : sortFor(kind.type), suite: it.suite });
      await host.run("ip link set dev eth1 address 52:54:00:00:00:01");
      for (const command of it.given ?? []) {
        const said = await host.run(command);
        if (said.code !== 0) throw new Error(`${file}: ${command}: ${said.stderr}`);
      }
      const valid = (args: Case["desired"] | undefined) => check(kind, { ...PLACE, ...args }, UNKNOWN).values;
      const machine = hostAt(host.connection);
      const isWanted = it.desired !== null && !it.replaces;
      const values = valid(it.replaces ? it.was : (it.desired ?? it.was));
      const needs = needsOf(kind, values, isWanted);
      const { snapshot } = await machine.read(needs);
      const plan = [...kind.plan(isWanted ? values : undefined, kind.observe(snapshot, values), snapshot)];
      let afterDelete: Snapshot | undefined;
      if (it.replaces) {
        const wanted = valid(it.desired);
        ({ snapshot: afterDelete } = await machine.apply(plan, needsOf(kind, wanted, true)));
        plan.push(...kind.plan(wanted, kind.observe(afterDelete, wanted), afterDelete));
      }
      const planned = plan.map(display);
      if (JSON.stringify(planned) !== JSON.stringify(it.commands))
        console.log(`${kind.type}/${name}: plans\n  ${planned.join("\n  ")}`);
      writeFileSync(
        file,
        `${JSON.stringify({ ...it, snapshot: trim(snapshot), afterDelete: afterDelete && trim(afterDelete), commands: it.replaces ? planned : (it.commands ?? planned) }, null, 1)}\n`,
      );
      await host.stop();
    }
  await closeAll();
  await lab.close();
}

void main().then(() => process.exit(0));
