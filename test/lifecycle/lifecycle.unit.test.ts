import assert from "node:assert/strict";
import { Incomplete } from "../../provider/lifecycle/fault";
import { HostError } from "../../provider/host/error";
import { hostAt, type Outcome } from "../../provider/host/host";
import { check } from "../../provider/kinds/check";
import type { Kind } from "../../provider/kinds/kind";
import { macvlan } from "../../provider/kinds";
import { lifecycle } from "../../provider/lifecycle/lifecycle";
import { UNKNOWN } from "../../provider/ip/unknown";

describe("a create whose connection breaks", () => {
  const kind = macvlan as unknown as Kind;
  const cut = new HostError("h", "the connection broke; the commands that were sent may have run", true);
  const links = [{ ifindex: 2, ifname: "eth1", flags: ["UP"], mtu: 1500 }];
  const seen: Outcome = {
    snapshot: { namespaces: [], netns: { "": { links } } },
    machineId: "m",
    bootId: "b",
    user: 0,
  };
  const at = (name: string) => check(kind, { connection: name, name: "a", parent: "eth1" }, UNKNOWN).values;
  /** Error of a create on a host with these answers. */
  const failure = (name: string, ...answers: readonly Outcome[]) => {
    const values = at(name);
    const left = [...answers];
    hostAt(name).apply = () => Promise.resolve(left.shift() ?? Promise.reject(cut));
    return lifecycle(kind).create(values).then(() => assert.fail("it was made"), (error: unknown) => error); // prettier-ignore
  };

  it("while it only looks leaves nothing: what others told the host in that round trip is theirs", async () => {
    assert.ok(!((await failure("looks")) instanceof Incomplete));
  });

  it("while it looks again, since something else has come to the place, leaves nothing", async () => {
    const host = hostAt("again");
    host.lastRead = () => seen;
    let told = 0;
    host.apply = (commands) => {
      const command = commands.find(({ tool }) => tool === "ip");
      if (told++ || !command) return Promise.reject(cut);
      return Promise.resolve({ ...seen, refusal: { command, words: "RTNETLINK answers: File exists" } });
    };
    const error = await lifecycle(kind).create(at("again")).catch((error: unknown) => error); // prettier-ignore
    assert.ok(error instanceof Error && !(error instanceof Incomplete) && told === 2);
  });

  it("while it makes the object may have left it", async () => {
    assert.ok((await failure("makes", seen)) instanceof Incomplete);
  });
});
