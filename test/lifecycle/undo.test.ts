import assert from "node:assert/strict";
import fc from "fast-check";
import { check } from "../../provider/kinds/check";
import type { Values } from "../../provider/kinds/kind";
import { UNKNOWN } from "../../provider/ip/unknown";
import { converge } from "../../provider/lifecycle/converge";
import { Item } from "../../provider/lifecycle/item";
import { Target } from "../../provider/lifecycle/target";
import { undo } from "../../provider/lifecycle/undo";
import { effort } from "../effort";
import { kinds } from "../kinds/cases";
import type { LabHost } from "../lab";
import { network } from "../lab/network";
import { forTest, labForSuite } from "../suite";

const mac = (n: number) => `02:00:00:00:00:0${n}`;
/** Objects that need each other, in the order in which they are made: as they are first, and what changes in them. */
const OBJECTS: readonly (readonly [type: string, args: Values, change: Values])[] = [
  ["NetNamespace", { name: "red" }, { loopback: false }],
  ["MacvlanLink", { name: "eth0", netns: "red", parent: "eth1", macAddress: mac(1), mtu: 1400 }, { mtu: 1300, description: "changed" }], // prettier-ignore
  ["Address", { dev: "eth0", netns: "red", address: "10.0.1.2/24" }, { metric: 50 }],
  ["Route", { dev: "eth0", netns: "red", dst: "10.8.0.0/16", via: "10.0.1.1" }, { via: "10.0.1.3" }],
  ["MacvlanLink", { name: "mv0", parent: "eth1", macAddress: mac(2) }, { mode: "private", macAddress: mac(3) }],
  ["Address", { dev: "mv0", address: "2001:db8::2/64", nodad: true }, { validLifetime: 7200 }],
  ["Route", { dst: "10.9.0.0/16", type: "blackhole" }, { mtu: 1300 }],
];
/** A resource that no host takes. */
const REFUSED = ["MacvlanLink", { name: "mv9", parent: "eth1", mtu: 9000 }] as const;

describe("many objects of one host", () => {
  const lab = labForSuite();
  let host: LabHost;
  forTest(async (use) => {
    host = await use(lab().host("web-1"));
  });

  const item = (type: string, args: Values) => {
    const given = { connection: host.connection, mark: "pulumi:lab/dev:it", ...args };
    const { values, failures } = check(kinds[type]!, given, UNKNOWN);
    assert.deepEqual(failures, []);
    return new Item(kinds[type]!, values);
  };
  const dump = () => network((command) => host.run(command));
  const make = async (items: readonly Item[]) => {
    const target = new Target(items);
    return converge(target, await target.readSettled());
  };

  it("are made in one round trip and taken back one after the other", async () => {
    const pristine = await dump();
    const target = new Target(OBJECTS.map(([type, args]) => item(type, args)));
    const now = await target.readSettled();
    let told = 0;
    const { apply } = target;
    Object.assign(target, { apply: (commands: Parameters<typeof apply>[0]) => (told++, apply(commands)) });
    assert.equal((await converge(target, now)).length, OBJECTS.length);
    assert.equal(told, 1);
    await undo(target, []);
    assert.equal(await dump(), pristine);
  });

  it("are as they were before a change that fails, whichever were there and whichever were to change", async () => {
    const some = fc.array(fc.boolean(), { minLength: OBJECTS.length, maxLength: OBJECTS.length });
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(some, some, async (wasThere, changes) => {
        // An object in or on another is there only with it.
        const holder = [undefined, 0, 1, 2, undefined, 4, undefined];
        const isThere = (i: number): boolean => wasThere[i]! && (holder[i] === undefined || isThere(holder[i]));
        const old = OBJECTS.flatMap(([type, args], i) => (isThere(i) ? [item(type, args)] : []));
        if (old.length) await make(old);
        const before = await dump();
        const items = OBJECTS.map(([type, args, change], i) => item(type, { ...args, ...(changes[i] ? change : {}) }));
        const target = new Target([...items, item(...REFUSED)]);
        const now = await target.readSettled();
        const were = target.items.map((one) => one.observe(now));
        await assert.rejects(converge(target, now), /mtu/);
        assert.notEqual(await dump(), before, "it had begun");
        await undo(target, were);
        assert.equal(await dump(), before);
        runs++;
        if (old.length) await undo(new Target(old), []);
      }),
      { seed: 1, numRuns: effort(8, 60), endOnFailure: true },
    );
    assert.ok(runs >= 8);
  });
});
