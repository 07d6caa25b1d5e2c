import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { hostAt } from "../../provider/host/host";
import type { Values } from "../../provider/kinds/kind";
import { lifecycle } from "../../provider/lifecycle/lifecycle";
import { effort } from "../effort";
import { kinds } from "../kinds/cases";
import type { LabHost } from "../lab";
import { forSuite, labForSuite } from "../suite";

/** One object, and the commands by which a person makes the same one, and deletes it. */
interface Subject {
  readonly type: string;
  readonly args: Values;
  readonly made: string;
  readonly gone: string;
}

const route = (args: Values, words: string): Subject => ({ type: "Route", args: { dev: "eth1", ...args }, made: `ip route add ${words} dev eth1 proto static`, gone: `ip route del ${words}` }); // prettier-ignore
const address = (cidr: string): Subject => ({ type: "Address", args: { dev: "eth1", address: cidr, nodad: cidr.includes(":") }, made: `ip addr add ${cidr} dev eth1`, gone: `ip addr del ${cidr} dev eth1` }); // prettier-ignore

/** One object of every sort that a person can make just as we do. */
const SUBJECTS: Readonly<Record<string, Subject>> = {
  "an IPv4 address": address("192.168.2.2/24"),
  "an IPv6 address": address("2001:db8::2/64"),
  "a route": route({ dst: "10.1.0.0/16" }, "10.1.0.0/16"),
  "an IPv6 route": route({ dst: "2001:db8:1::/64" }, "2001:db8:1::/64"),
  "a blackhole": { type: "Route", args: { dst: "10.2.0.0/16", type: "blackhole" }, made: "ip route add blackhole 10.2.0.0/16 proto static", gone: "ip route del blackhole 10.2.0.0/16" }, // prettier-ignore
  "a macvlan": { type: "MacvlanLink", args: { name: "mv0", parent: "eth1" }, made: "ip link add link eth1 name mv0 type macvlan mode bridge", gone: "ip link del mv0" }, // prettier-ignore
  "a namespace": { type: "NetNamespace", args: { name: "red" }, made: "ip netns add red", gone: "ip netns del red" },
};

describe("what somebody makes at the same moment", () => {
  const lab = labForSuite();
  let host: LabHost;
  let empty: string;
  const dump = async () => (await host.run("ip link; ip addr; ip route show table all; ip -6 route show table all; ip netns; ls /run/pulumi-netlink 2>&1")).stdout.replace(/^\d+: /gm, ""); // prettier-ignore
  forSuite(async (use) => {
    host = await use(lab().host("web-1"));
    await host.run("ip link set eth1 up; ip netns add other; ip netns del other");
    empty = await dump();
  });

  /** A stack with a connection of its own, as on another machine. */
  const user = (name: string) => {
    const connection = { ...(host.connection as object), name } as typeof host.connection;
    return async ({ type, args }: Subject) => {
      const handlers = lifecycle(kinds[type]!);
      const asked = { connection, mark: `pulumi:lab/${name}:it`, ...args };
      const { inputs, failures } = await handlers.check({}, asked);
      assert.deepEqual(failures, []);
      const { id, outs } = await handlers.create(inputs);
      return () => handlers.delete(id, outs);
    };
  };
  const hand = async (command: string) => assert.equal((await host.run(command)).code, 0, command);

  for (const [title, subject] of Object.entries(SUBJECTS)) {
    it(`${title} that is made between our look and our command is not ours`, async () => {
      const machine = hostAt({ ...(host.connection as object), name: "late" } as typeof host.connection) as unknown as { exchange(s: readonly { job?: number }[]): Promise<unknown> }; // prettier-ignore
      const exchange = machine.exchange.bind(machine);
      machine.exchange = async (sections) => {
        if (sections.some(({ job }) => job !== undefined)) await host.run(subject.made);
        return exchange(sections);
      };
      await assert.rejects(user("late")(subject), /exists|a moment ago/);
      machine.exchange = exchange;
      await assert.rejects(user("late")(subject), /already exists and was made (outside this stack|by)/, "nor later");
      await hand(subject.gone);
      assert.equal(await dump(), empty);
    });

    it(`${title} that three make at once is one's, and the others fail`, async () => {
      const delays = fc.sample(fc.tuple(fc.nat(25), fc.nat(25), fc.nat(25)), { numRuns: effort(6, 150), seed: 7 });
      for (const [first, second, third] of delays) {
        const tries = [
          sleep(first).then(() => user("red")(subject)),
          sleep(second).then(() => user("blue")(subject)),
          sleep(third).then(async () => {
            await hand(subject.made);
            return () => hand(subject.gone);
          }),
        ];
        const ends = await Promise.allSettled(tries);
        const won = ends.flatMap((end) => (end.status === "fulfilled" ? [end.value] : []));
        const why = JSON.stringify(ends.map((end) => (end.status === "rejected" ? String(end.reason) : "won")));
        assert.equal(won.length, 1, why);
        await won[0]!();
        assert.equal(await dump(), empty, why);
      }
    });
  }
});
