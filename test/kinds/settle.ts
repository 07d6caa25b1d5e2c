import assert from "node:assert/strict";
import { hostAt } from "../../provider/host/host";
import type { Command } from "../../provider/ip/command";
import { display } from "../../provider/ip/command";
import type { Kind, Values } from "../../provider/kinds/kind";
import type { LabHost } from "../lab";
import { needsOf } from "./cases";

/** Fields that the iproute2 of the hosts' release does not know yet. */
export const NOT_YET: readonly string[] = process.env.LAB_SUITE === "bullseye" ? ["bcqueuelen"] : [];

/** Plans and applies on a real host; what is wanted, or its absence, then plans nothing more. Gives the plan. */
export async function settle(host: LabHost, kind: Kind, values: Values, wanted: boolean): Promise<readonly Command[]> {
  const machine = hostAt(host.connection);
  const desired = wanted ? values : undefined;
  const needs = needsOf(kind, values, wanted);
  const { snapshot } = await machine.read(needs);
  const plan = kind.plan(desired, kind.observe(snapshot, values), snapshot);
  const after = await machine.apply(plan, needs);
  const said = `${plan.map(display).join("; ")}: ${after.refusal?.words}`;
  assert.equal(after.refusal, undefined, said);
  const observed = kind.observe(after.snapshot, values);
  assert.deepEqual(kind.plan(desired, observed, after.snapshot), [], `nothing is left to do after ${said}`);
  assert.equal(observed !== undefined, wanted, said);
  return plan;
}
