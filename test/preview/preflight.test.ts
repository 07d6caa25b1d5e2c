import assert from "node:assert/strict";
import { effort } from "../effort";
import { lifecycle } from "../../provider/lifecycle/lifecycle";
import { Preflight } from "../../provider/preview/preflight";
import { kinds } from "../kinds/cases";
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

  const OTHER_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGJhZGJhZGJhZGJhZGJhZGJhZGJhZGJhZGJhZGJhZGJhZGJh";
  for (const [title, change, says] of [
    ["a key that it refuses", { user: "ops", privateKeyPath: undefined, password: "wrong" }, /^connection: web-1: cannot log in as ops: it refuses the password$/], // prettier-ignore
    [
      "another host key than the known one",
      { hostKey: OTHER_KEY },
      /^connection: web-1: .*it shows another ssh-ed25519 key than the known one/,
    ],
    ["a host key that nobody knows", { hostKey: undefined }, /^connection: web-1: .*its ssh-ed25519 key is not known/],
  ] as const)
    it(`${title} is an error`, async () => {
      const host = await lab().host("web-1");
      const warnings: string[] = [];
      const check = async (isPreview: boolean) => {
        const preflight = new Preflight(kinds, (message) => warnings.push(message));
        const connection = { ...(host.connection as object), ...change };
        const asked = { connection, mark: "pulumi:lab/dev:red", name: "red", announcement: { mode: "on", isPreview } };
        const { failures } = await lifecycle(kinds.NetNamespace!, preflight).check({}, asked);
        return failures.map(({ reason }) => reason).join();
      };
      assert.match(await check(true), says);
      assert.deepEqual(warnings, []);
      assert.equal(await check(false), "", "an `up` goes on with other hosts");
      assert.match(`connection: ${warnings.join()}`, new RegExp(says.source.replace("$", "; its resources were NOT")));
      await host.stop();
    });

  it("a host that is down is a warning, which says what was not done and what will fail", async () => {
    const host = await lab().host("web-1");
    const program = on([{ type: "NetNamespace", name: "red", args: {} }], { ...(host.connection as object), port: 1, dialErrorLimit: 1 } as never); // prettier-ignore
    const { failures, warnings } = await checkProgram(program, { mode: "on" });
    assert.deepEqual(failures.red, []);
    assert.match(warnings.join(), /^web-1: .*; its resources were NOT checked against it, and `pulumi up` fails while it is so$/); // prettier-ignore
    await host.stop();
  });
});
