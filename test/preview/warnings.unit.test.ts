import assert from "node:assert/strict";
import type { Kind } from "../../provider/kinds/kind";
import type { Scene } from "../../provider/preview/scene";
import { warningsOf } from "../../provider/preview/warnings";
import { ipvlan, macvlan, vlan } from "../../provider/kinds";

describe("warnings of a preview", () => {
  const at = (kind: unknown, asked: number, is: number, before: number | undefined): readonly string[] => {
    const desired = { name: "a", parent: "eth1", host: "h", mark: "pulumi:p/s:a", mtu: asked };
    const links = [{ ifindex: 2, ifname: "eth1", flags: ["UP"], mtu: 1500 }];
    return warningsOf({
      ...{ kind: kind as Kind, desired, snapshot: { namespaces: [], netns: { "": { links } } } },
      ...{ unknown: [], was: { ...desired, mtu: before } },
      observed: { values: { ...desired, mtu: is }, outputs: {}, owner: desired.mark },
    } as unknown as Scene);
  };

  it("tell why an MTU is no longer the one that was asked for", () => {
    assert.match(at(macvlan, 1400, 1300, 1400).join(), /^mtu: is 1300, not 1400: a parent whose MTU is lowered/);
    assert.match(at(ipvlan, 1400, 1500, 1400).join(), /^mtu: is 1500, not 1400: each change of the parent's/);
  });

  it("tell nothing of an MTU that the program changes itself", () => {
    assert.deepEqual(at(macvlan, 1400, 1300, 1300), []);
    assert.deepEqual(at(ipvlan, 1400, 1500, undefined), []);
  });

  it("tell nothing of an MTU that somebody raised", () => {
    for (const kind of [macvlan, vlan]) assert.deepEqual(at(kind, 1300, 1400, 1300), []);
  });
});
