import type { Values } from "../kinds/kind";

/** The machine of a host and its current boot, as the machine reports them. */
export interface Machine {
  readonly machineId: string;
  readonly bootId: string;
}

/** The reason why everything on a host is gone, if the machine tells it: another machine, or a reboot. */
export function whyGone(host: unknown, was: Values, { machineId, bootId }: Machine): string | undefined {
  const differs = (one: unknown, other: string) => !!one && !!other && one !== other;
  if (differs(was.machineId, machineId))
    return `${host} is another machine now: its machine-id is ${machineId}, and was ${was.machineId}`;
  if (differs(was.bootId, bootId)) return `${host} was rebooted since`;
  return undefined;
}
