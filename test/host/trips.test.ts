import assert from "node:assert/strict";
import type { LabHost } from "../lab";
import { overhear } from "../lab/overhear";
import { ref, type Resource } from "../engine/resource";
import { Stack, type Run } from "../engine/stack";
import { forSuite, labForSuite } from "../suite";

const EACH = ["a", "b", "c"];
/** Objects on each host. */
const OBJECTS = 4 * EACH.length;
/** Resources that one host has, all of them or those of one sort. */
const on = ({ name: host, connection }: LabHost, change = {}, only = /./): Resource[] =>
  EACH.flatMap((it, i) => [
    { type: "NetNamespace", name: `${host}-${it}`, args: { connection, name: it } },
    { type: "MacvlanLink", name: `${host}-${it}-eth0`, args: { netns: ref(`${host}-${it}`), parent: "eth1", name: "eth0", allmulticast: true, ...change } },
    { type: "Address", name: `${host}-${it}-ip`, args: { dev: ref(`${host}-${it}-eth0`), address: `192.168.${i}.2/24` } },
    { type: "Route", name: `${host}-${it}-way`, args: { dev: ref(`${host}-${it}-eth0`), via: `192.168.${i}.1` } },
  ]).filter(({ type }) => only.test(type)); // prettier-ignore

/** Reads before anything is done. */
const LOOKS = 1;
type Work = (stack: Stack) => Promise<Run>;
/** An operation, the resources it is done with, and the most round trips to a host that it may take. */
const TABLE: readonly (readonly [title: string, work: Work, change: object, only: RegExp, most: number])[] = [
  ["a preview reads each host for all", (s) => s.preview(), {}, /./, LOOKS],
  ["an up takes two an object at most", (s) => s.up(), {}, /./, OBJECTS + 2 * EACH.length],
  ["a second up reads each host for all", (s) => s.up(), {}, /./, LOOKS],
  ["a preview of changes reads each host for all", (s) => s.preview(), { promisc: true }, /./, LOOKS],
  ["changes take two an object at most", (s) => s.up(), { promisc: true }, /./, LOOKS + 2 * EACH.length],
  ["a refresh takes one an object at most", (s) => s.refresh(), {}, /./, OBJECTS - 1],
  ["deletes take two an object at most", (s) => s.up(), {}, /NetNamespace/, LOOKS + 2 * EACH.length],
  ["a destroy takes two an object at most", (s) => s.destroy(), {}, /./, 2 * EACH.length],
];

describe("round trips and connections, counted on real hosts", () => {
  const lab = labForSuite();
  let hosts: LabHost[];
  let heard: Awaited<ReturnType<typeof overhear>>[];
  let stack: Stack;
  forSuite(async (use) => {
    hosts = Object.values(await lab().hosts({ one: {}, two: {} }));
    heard = await Promise.all(hosts.map(overhear));
    stack = await use(Stack.create({ resources: [] }));
  });
  /** Round trips to each host; every phase has one connection. */
  const trips = async (work: Work) => {
    const before = hosts.map(({ connections }) => connections);
    const { code, stdout } = await work(stack);
    assert.equal(code, 0, stdout);
    const counts = hosts.map(({ connections }, i) => connections - before[i]!);
    assert.deepEqual(counts, [1, 1]);
    const all = await Promise.all(heard.map((since) => since()));
    assert.deepEqual(all.map(({ commands }) => commands.length), [1, 1]); // prettier-ignore
    return all.map(({ trips }) => trips);
  };
  for (const [title, work, change, only, most] of TABLE)
    it(`${title}, over one connection and one shell`, async () => {
      stack.resources = hosts.flatMap((host) => on(host, change, only));
      const counts = await trips(work);
      console.log(`      round trips: ${counts.join(" and ")}`);
      assert.ok(counts.every((count) => count > 0 && count <= most), `${counts.join(" and ")}, ${most} at most`); // prettier-ignore
    });
});
