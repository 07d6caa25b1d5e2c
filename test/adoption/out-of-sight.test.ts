import assert from "node:assert/strict";
import type { Values } from "../../provider/kinds/kind";
import { lifecycle } from "../../provider/lifecycle/lifecycle";
import { Preflight } from "../../provider/preview/preflight";
import { kinds } from "../kinds/cases";
import type { LabHost } from "../lab";
import { forTest, labForSuite } from "../suite";

/** The places of somebody's link, how a command of `ip` is run there, and how a message names it. */
const PLACES = {
  "a namespace that the program does not mention": { ip: "ip -n lab", given: ["ip netns add lab"], says: "in namespace lab" }, // prettier-ignore
  "a namespace without a name, as a container has": {
    ip: "nsenter -t $(cat /run/sleeper) -n ip",
    given: ["unshare --net sh -c 'echo $$ >/run/sleeper; exec sleep 1000' >/dev/null 2>&1 & until [ -s /run/sleeper ]; do sleep 0.1; done; ip netns attach lab $(cat /run/sleeper)"], // prettier-ignore
    says: "in a namespace without a name (process \\d+, sleep)",
  },
} as const;

describe("links of others in namespaces that the program does not mention", () => {
  const lab = labForSuite();
  let host: LabHost;
  forTest(async (use) => {
    host = await use(lab().host("web-1", { kind: "guest" }));
  });
  const by = async (...commands: readonly string[]) => {
    for (const command of commands) assert.equal((await host.run(command)).code, 0, command);
  };
  const inputs = async (type: string, args: Values, preflight?: Preflight, mode = "off") => {
    const { inputs, failures } = await lifecycle(kinds[type]!, preflight).check(
      {},
      { connection: host.connection, mark: "pulumi:lab/dev:it", announcement: { mode }, ...args },
    );
    return { inputs, said: failures.map(({ reason }) => reason).join("\n") };
  };

  for (const [title, { ip, given, says }] of Object.entries(PLACES)) {
    const isUnnamed = says.includes("without");
    const prepare = async (driver: string) => {
      await by(...given, `ip link add link eth1 name v0 netns lab type ${driver}`, "ip -n lab link set v0 up");
      if (isUnnamed) await by("umount /run/netns/lab; rm /run/netns/lab");
    };
    const shown = async () => (await host.run(`${ip} -d link show v0`)).stdout;

    it(`${title}: an ipvlan changes no mode and no flag of another's, in a preview and without one`, async () => {
      await prepare("ipvlan mode l3 private");
      const before = await shown();
      for (const [args, field] of [
        [{ mode: "l2", flag: "private" }, "mode"],
        [{ mode: "l3", flag: "vepa" }, "flag"],
        [{ mode: "l3s", flag: "bridge" }, "mode"],
      ] as const) {
        const refused = new RegExp(`${field}: is that of the whole parent eth1, and v0 ${says.replace(/[()]/g, "\\$&")}, made outside this stack, has another`); // prettier-ignore
        const preflight = new Preflight(kinds, () => undefined);
        const ipvlan = { name: "i0", parent: "eth1", ...args };
        assert.match((await inputs("IpvlanLink", ipvlan, preflight, "on")).said, refused);
        await assert.rejects(lifecycle(kinds.IpvlanLink!).create((await inputs("IpvlanLink", ipvlan)).inputs), refused);
      }
      const same = await inputs("IpvlanLink", { name: "i0", parent: "eth1", mode: "l3", flag: "private" });
      const { id, outs } = await lifecycle(kinds.IpvlanLink!).create(same.inputs);
      const other = await inputs("IpvlanLink", { name: "i0", parent: "eth1", mode: "l3s", flag: "private" });
      await assert.rejects(lifecycle(kinds.IpvlanLink!).update(id, outs, other.inputs), /mode: is that of the whole/);
      await by("ip link del i0", `${ip} link set v0 type ipvlan mode l2 private`);
      const described = await inputs("IpvlanLink", { name: "i0", parent: "eth1", mode: "l3", flag: "private", description: "x" }); // prettier-ignore
      await assert.rejects(lifecycle(kinds.IpvlanLink!).update(id, outs, described.inputs), /mode: is that of the whole/, "it would be made again"); // prettier-ignore
      await by(`${ip} link set v0 type ipvlan mode l3 private`);
      await lifecycle(kinds.IpvlanLink!).delete(id, outs);
      assert.equal(await shown(), before);
    });

    it(`${title}: a passthru child, another driver and a MAC address are named, in a preview and when a command fails`, async () => {
      await prepare("macvlan mode passthru");
      for (const [type, args, words] of [
        ["MacvlanLink", {}, "a passthru child is the only one of its parent, and eth1 has v0"],
        ["IpvlanLink", {}, "eth1 is the parent of v0"],
      ] as const) {
        const refused = new RegExp(`${words} ${says.replace(/[()]/g, "\\$&")}`);
        const asked = { name: "m0", parent: "eth1", ...args };
        const preflight = new Preflight(kinds, () => undefined);
        assert.match((await inputs(type, asked, preflight, "on")).said, refused);
        await assert.rejects(lifecycle(kinds[type]!).create((await inputs(type, asked)).inputs), refused);
      }
    });
  }

  it("that cannot be seen are told as a place to look", async () => {
    // Nothing but the mount itself holds the namespace.
    await by(
      "ip netns add lab; ip link add link eth1 name v0 netns lab type macvlan mode passthru",
      "mkdir /run/hidden; mount --move /run/netns/lab /run/hidden 2>/dev/null || { touch /run/hidden/lab; mount --bind /run/netns/lab /run/hidden/lab; umount /run/netns/lab; }; rm /run/netns/lab", // prettier-ignore
    );
    const { inputs: asked } = await inputs("MacvlanLink", { name: "m0", parent: "eth1" });
    await assert.rejects(
      lifecycle(kinds.MacvlanLink!).create(asked),
      /a link in another namespace or container may hold eth1: `lsns -t net` on web-1/,
    );
  });
});
