import assert from "node:assert/strict";
import { effort } from "../effort";
import { network } from "../lab/network";
import { checkProgram } from "./check";
import { goldens, on, proveSaid } from "./golden";
import { labForSuite } from "../suite";

describe("golden cases of a preview, on real hosts", () => {
  const lab = labForSuite();

  for (const [i, [name, , it_]] of goldens().entries()) {
    const { given, kind, program } = it_;
    // A guest takes its time: a usual run has a part of them.
    if (kind === "guest" && i % effort(2, 1)) continue;
    it(name, async () => {
      const host = await lab().host("web-1", { kind });
      const dump = () => network((command) => host.run(command));
      for (const command of ["ip link set dev eth1 address 52:54:00:00:00:01", ...given]) await host.run(command);
      const before = await dump();
      proveSaid(it_, await checkProgram(on(program, host.connection), { mode: "on" }));
      assert.equal(await dump(), before, "nothing is touched");
      await host.stop();
    });
  }

  it("an `ip` that is not iproute2's is no fault of the resource", async () => {
    const host = await lab().host("web-1");
    await host.run("mkdir /run/bb; ln -s $(which busybox) /run/bb/ip; mount --bind /run/bb/ip /sbin/ip");
    const { failures } = await checkProgram(on([{ type: "NetNamespace", name: "red", args: {} }], host.connection), { mode: "on" }); // prettier-ignore
    assert.match(failures.red?.[0] ?? "", /^connection: web-1: its `ip` is not iproute2's: BusyBox/);
    await host.stop();
  });
});
