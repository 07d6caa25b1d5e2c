import assert from "node:assert/strict";
import { foundThere, ownerOf } from "../../provider/ownership/owner";
import { identityOf } from "../../provider/kinds/identity";
import { kinds } from "../kinds/cases";

const mark = "pulumi:lab/dev:ip";
const desired = { host: "h", netns: "red", dev: "eth0", address: "10.0.0.1/24", mark };
const seen = (more = {}) => ({ values: desired, outputs: {}, ...more });

describe("the owner of an address", () => {
  it("is told by its note, not by the link that it is on", () => {
    const lo = { ifindex: 1, ifname: "lo", flags: [], mtu: 1500, ifalias: "pulumi:lab/dev:red" };
    const eth0 = { ...lo, ifindex: 2, ifname: "eth0", ifalias: "pulumi:lab/dev:eth0" };
    const host = { namespaces: ["red"], netns: { red: { links: [lo, eth0] } } };
    const { note } = identityOf(kinds.Address!, desired);
    assert.equal(ownerOf(kinds.Address!, desired, seen(), host), undefined);
    assert.equal(ownerOf(kinds.Address!, desired, seen(), { ...host, notes: { [note]: mark } }), mark);
  });

  it("is named with what is there", () => {
    assert.equal(foundThere(seen()), "already exists and was made outside this stack (in namespace red)");
    assert.equal(
      foundThere(seen({ shown: "default via 10.0.0.1", madeBy: "a DHCP client" })),
      "already exists and was made by a DHCP client (default via 10.0.0.1, in namespace red)",
    );
    assert.equal(
      foundThere(seen({ owner: mark, madeBy: "hand" })),
      `already exists and was made by ${mark} (in namespace red)`,
    );
  });
});
