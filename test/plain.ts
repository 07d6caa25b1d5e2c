import assert from "node:assert/strict";
import type { LabHost } from "./lab";

/** Frees the names of a guest's own link to the lab and of its way out, `eth0` and `default`, which hosts in a namespace lack. */
export async function plain(host: LabHost): Promise<void> {
  if (host.kind !== "guest") return;
  const { code, stderr } = await host.run("ip link set eth0 down && ip link set eth0 name lab0 && ip link set lab0 up");
  assert.equal(code, 0, stderr);
}
