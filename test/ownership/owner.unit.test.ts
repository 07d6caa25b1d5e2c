import assert from "node:assert/strict";
import { ownerOf, placeOwner } from "../../provider/ownership/owner";
import { kinds } from "../kinds/cases";

const mark = "pulumi:lab/dev:eth0";

describe("marks", () => {
  it("of a link or its namespace are those of what they hold", () => {
    const link = (ifname: string, ifalias?: string) => ({ ifindex: 1, ifname, flags: [], mtu: 1500, ifalias });
    const host = (lo?: string, eth0?: string, netns = "red") => ({
      namespaces: [netns],
      netns: { [netns]: { links: [link("lo", lo), link("eth0", eth0)] } },
    });
    const own = "pulumi:lab/dev:ip";
    assert.equal(
      placeOwner({ ownedByPlace: true }, host(undefined, mark), { netns: "red", dev: "eth0", mark: own }),
      own,
    );
    assert.equal(
      placeOwner({ ownedByPlace: true }, host("pulumi:lab/dev:red"), { netns: "red", dev: "eth0", mark: own }),
      own,
    );
    assert.equal(
      placeOwner({ ownedByPlace: true }, host("pulumi:lab/prod:red", "by hand"), {
        netns: "red",
        dev: "eth0",
        mark: own,
      }),
      undefined,
    );
    assert.equal(
      placeOwner({ ownedByPlace: true }, host(mark, undefined, ""), { netns: undefined, dev: "eth0", mark: own }),
      undefined,
      "the host's own lo marks nothing",
    );
  });

  it("of a link asked for say nothing of a route that has several next hops elsewhere", () => {
    const eth0 = { ifindex: 2, ifname: "eth0", flags: [], mtu: 1500, ifalias: mark };
    const snapshot = { namespaces: [], netns: { "": { links: [eth0] } } };
    const desired = { host: "h", dst: "10.9.0.0/24", dev: "eth0", mark: "pulumi:lab/dev:way" };
    const seen = (dev?: string) => ({ values: desired, outputs: {}, dev });
    assert.equal(ownerOf(kinds.Route!, desired, seen("eth0"), snapshot), desired.mark);
    assert.equal(ownerOf(kinds.Route!, desired, seen(), snapshot), undefined);
  });
});
