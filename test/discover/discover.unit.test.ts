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
});
