import assert from "node:assert/strict";
import { checkProgram } from "./check";
import { check } from "../../provider/kinds/check";
import type { Kind, Values } from "../../provider/kinds/kind";
import { macvlan, vlan } from "../../provider/kinds";
import { Reservations } from "../../provider/preview/reservations";
import { UNKNOWN } from "../../provider/ip/unknown";

describe("the resources of a program", () => {
  const [one, other, third, free] = [1, 2, 3, 4].map((n) => `02:00:00:00:00:0${n}`) as [string, string, string, string];
  const kind = macvlan as unknown as Kind;
  /** Clashes if links of one parent go from one MAC address to another; `was` are further old arguments of the first. */
  const clashes = (moves: readonly (readonly [from: string, to: string])[], was: Values = {}) => {
    const program = new Reservations();
    return moves
      .map(([from, to], i) => {
        const name = "abcd"[i]!;
        const of = (more: Values) => check(kind, { connection: "h", mark: `pulumi:p/s:${name}`, name, parent: "eth1", ...more }, UNKNOWN).values; // prettier-ignore
        return program.declare(kind, of({ macAddress: to }), of({ macAddress: from, ...(i ? {} : was) })).clashes;
      })
      .join("");
  };
  const exchange = (was?: Values) => clashes([[one, other], [other, one]], was); // prettier-ignore

  it("cannot exchange two MAC addresses of one parent", () => {
    assert.match(exchange(), /^macAddress: is exchanged with that of MacvlanLink a \(a\)/);
  });

  it("can if one of the two is replaced, and has left its own by then", () => {
    for (const was of [{ parent: "eth2" }, { name: "c" }, { netns: "red" }]) assert.equal(exchange(was), "");
  });

  it("cannot pass three of them round, in whatever order they are declared, and can pass them on", () => {
    const round = [[one, other], [other, third], [third, one]] as const; // prettier-ignore
    assert.equal(
      clashes(round),
      "macAddress: is exchanged with that of MacvlanLink a (a) and MacvlanLink b (b), and links cannot exchange addresses in one `up`: give one of them another address first (on h)",
    );
    assert.match(
      clashes([...round].reverse()),
      /^macAddress: is exchanged with that of MacvlanLink b \(b\) and MacvlanLink a \(a\)/,
    );
    assert.match(clashes([...round, [free, one]]), /another address first \(on h\)macAddress: \S+ is that of MacvlanLink c \(c\) on eth1 too \(on h\)$/, "who only waits for a circle is not in it"); // prettier-ignore
    assert.equal(clashes([[one, other], [other, third], [third, free]]), ""); // prettier-ignore
  });

  it("may pass on an address if it is not known yet which one the other gets", () => {
    assert.equal(clashes([[one, UNKNOWN], [other, one]]), ""); // prettier-ignore
    assert.equal(clashes([[other, one], [one, UNKNOWN]]), ""); // prettier-ignore
  });

  it("may be VLANs of one parent if their numbers are not known yet", () => {
    const program = new Reservations();
    const of = (name: string, vlanId: unknown) => check(vlan as unknown as Kind, { connection: "h", mark: `pulumi:p/s:${name}`, name, parent: "eth1", vlanId }, UNKNOWN).values; // prettier-ignore
    const all = [of("a", UNKNOWN), of("b", UNKNOWN), of("c", 7), of("d", 7)];
    const clashes = all.map((values) => program.declare(vlan as unknown as Kind, values, undefined).clashes);
    assert.deepEqual(clashes, [[], [], [], ["vlanId: VlanLink c (c) already has this VLAN of the parent (on h)"]]);
  });

  it("hold a place for others if they stay in it, under the old mark or the new", () => {
    const of = (name: string, mark: string) => check(kind, { connection: "h", mark: `pulumi:p/s:${mark}`, name, parent: "eth1" }, UNKNOWN).values; // prettier-ignore
    const program = new Reservations();
    program.declare(kind, of("here", "renamed"), of("here", "before"));
    program.declare(kind, of("there", "leaves"), of("left", "leaves"));
    const held = (name: string, mark: string) => program.isShared(kind, of(name, mark));
    assert.deepEqual(["before", "renamed", "gone"].map((mark) => held("here", mark)), [false, false, true]); // prettier-ignore
    assert.deepEqual(
      [held("left", "gone"), held("there", "gone")],
      [false, false],
      "it was not there, or is not any more",
    );
  });

  it("of two ways to one address may be of two machines, which need names", async () => {
    const red = (name: string, gate: string) => ({ type: "NetNamespace", name, args: { name: "red", connection: { host: "192.168.1.10", proxy: { host: gate } } } }); // prettier-ignore
    const said = async (...gates: string[]) => (await checkProgram(gates.map((gate, i) => red(`r${i}`, gate)))).failures.r1?.[0] ?? ""; // prettier-ignore
    assert.match(await said("a", "b"), /is the same one on 192.168.1.10:22; if these are two machines, give each connection a `name`$/); // prettier-ignore
    assert.match(await said("a", "a"), /is the same one on 192.168.1.10:22$/);
  });
});
