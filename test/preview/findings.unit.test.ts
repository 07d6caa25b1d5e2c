import assert from "node:assert/strict";
import { macvlan, vlan } from "../../provider/kinds";
import type { Kind, Values } from "../../provider/kinds/kind";
import { findingsOf } from "../../provider/preview/findings";
import type { Scene } from "../../provider/preview/scene";

describe("findings of a preview about arguments that are not known yet", () => {
  const links = [{ ifindex: 2, ifname: "eth1", flags: [], mtu: 1500 }];
  /** The findings about a link on a parent that is down and wireless, if some of its arguments are not known. */
  const found = (kind: unknown, given: Values, unknown: readonly string[], isThere = false) => {
    const desired = { name: "a", parent: "eth1", host: "h", mark: "pulumi:p/s:a", ...given };
    return findingsOf({
      ...{ kind: kind as Kind, kinds: [], desired, unknown, probed: [], user: 0, title: "a" },
      snapshot: { namespaces: [], netns: { "": { links } }, wireless: ["eth1"] },
      observed: isThere ? { values: desired, outputs: {}, owner: undefined } : undefined,
      hasLink: () => false,
      hasNetns: () => false,
    } as unknown as Scene).join();
  };

  for (const [title, kind, given, field, said, isThere] of [
    ["what is there may be taken over", macvlan, {}, "adopt", /already exists/, true],
    ["a macvlan on a wireless parent may be passthru", macvlan, {}, "mode", /eth1 is wireless/, false],
    ["a VLAN on a parent that is down may be bound loosely", vlan, { up: true }, "looseBinding", /eth1 is down/, false],
  ] as const)
    it(title, () => {
      assert.match(found(kind, given, [], isThere), said);
      assert.doesNotMatch(found(kind, given, [field], isThere), said);
    });
});
