import type { Values } from "../kinds/kind";

/** The machine behind a host, and the start that it runs since, as it says itself. */
export interface Machine {
  readonly machineId: string;
  readonly bootId: string;
}

/** Why what was on a host is gone, where the machine itself tells. */
export function whyGone(host: unknown, was: Values, { machineId, bootId }: Machine): string | undefined {
  const differs = (one: unknown, other: string) => !!one && !!other && one !== other;
  if (differs(was.machineId, machineId))
    return `${host} is another machine now: its machine-id is ${machineId}, and was ${was.machineId}`;
  if (differs(was.bootId, bootId)) return `${host} was rebooted since`;
  return undefined;
}
