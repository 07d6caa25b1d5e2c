import assert from "node:assert/strict";
import { programOf } from "../../provider/discover/discover";

describe("discover", () => {
  const lo = { ifindex: 1, ifname: "lo", flags: ["UP"], mtu: 65536 };
  const link = { ifindex: 2, ifname: "eth1", flags: ["UP"], mtu: 1500 };
  const child = {
    ...{ ...link, ifindex: 3, ifname: "a", link: "eth1", address: "02:00:00:00:00:01", txqlen: 1000 },
    linkinfo: { info_kind: "macvlan", info_data: { mode: "bridge" } },
  };

  for (const [what, end] of Object.entries({ newline: "\n", return: "\r", separator: "\u2028" }))
    it(`what a host says ends no comment: ${what}`, () => {
      const links = [lo, link, { ...child, ifalias: `pulumi:x${end}process.exit()` }];
      const program = programOf({ namespaces: [], netns: { "": { links } } }, { connection: '"h"', all: false });
      const lines = program.split(/[\n\r\u2028\u2029]/);
      assert.deepEqual(
        lines.filter((line) => line.startsWith("process")),
        [],
      );
      assert.match(program, /^\/\/ MacvlanLink a: left out, it is of pulumi:x\\\w+process\.exit\(\)$/m);
    });

  it("gives a link that the program declares as itself, after it", () => {
    const vlan = { ...link, ifindex: 4, ifname: "vlan7", link: "eth1", linkinfo: { info_kind: "vlan", info_data: { id: 7, protocol: "802.1Q", flags: ["REORDER_HDR"] } } }; // prettier-ignore
    const on = (ifname: string, parent: string) => ({ ...child, ifname, link: parent });
    const snapshot = { namespaces: ["red"], netns: { "": { links: [lo, link, vlan, on("a", "vlan7")] }, red: { links: [lo, link, { ...vlan, ifname: "v" }, on("b", "v")] } } }; // prettier-ignore
    const lines = programOf(snapshot, { connection: '"h"', all: false }).split("\n").filter((line) => line.startsWith("const")); // prettier-ignore
    assert.deepEqual(lines.slice(1).map((line) => line.replace(/(, mac|, vlanId).*/, "")), [
      'const red = new netlink.NetNamespace("red", { connection, adopt: true });',
      'const vlan7 = new netlink.VlanLink("vlan7", { connection, parent: "eth1"',
      'const redV = new netlink.VlanLink("red-v", { netns: red, parent: "eth1", parentNetns: "red", name: "v"',
      'const a = new netlink.MacvlanLink("a", { parent: vlan7',
      'const redB = new netlink.MacvlanLink("red-b", { parent: redV, name: "b"',
    ]); // prettier-ignore
  });

  it("ends if links seem to be on themselves or on each other, as an ipvtap shows it whose parent is in another namespace", () => {
    const tap = (ifindex: number, ifname: string, on?: string) => ({ ...child, ifindex, ifname, link: on, linkinfo: { info_kind: "ipvtap", info_data: { mode: "l2" } } }); // prettier-ignore
    const links = [lo, tap(4, "itself"), tap(5, "one", "other"), tap(6, "other", "one")];
    const program = programOf({ namespaces: [], netns: { "": { links } } }, { connection: '"h"', all: false });
    for (const name of ["itself", "one", "other"]) assert.match(program, new RegExp(`IpvtapLink.*${name}`));
  });
});
