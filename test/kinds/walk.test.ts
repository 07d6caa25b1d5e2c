import assert from "node:assert/strict";
import fc from "fast-check";
import { check } from "../../provider/kinds/check";
import type { Kind, Values } from "../../provider/kinds/kind";
import { lifecycle } from "../../provider/lifecycle/lifecycle";
import type { LabHost } from "../lab";
import { ways, type Way } from "./arbitraries";
import { effort } from "../effort";
import { kinds, PLACE, sortFor, UNKNOWN } from "./cases";
import { NOT_YET, settle } from "./settle";
import { labForSuite } from "../suite";

/** The same walks each time; another seed finds more. */
const SEED = Number(process.env.WALK_SEED ?? 1);
const RUNS = { namespace: Number(process.env.WALK_RUNS ?? effort(8, 20)), guest: effort(3, 8) };

/** Commands before each walk: a link `d0` with addresses, on the host and in a namespace. */
const GIVEN = [
  "ip netns add red",
  "ip link add d0 type veth peer name d0 netns red",
  ...["", "-n red "].flatMap((netns) => [
    `ip ${netns}link set dev d0 up`,
    `ip ${netns}addr add 10.99.0.1/16 dev d0`,
    `ip ${netns}addr add 2001:db8:99::1/64 dev d0 nodad`,
  ]),
];
const host = fc.integer({ min: 2, max: 9 });
const length = fc.integer({ min: 8, max: 30 });
const unique = { minLength: 2, maxLength: 4, selector: ({ via }: { via: string }) => via };

/** Values that such a host takes, in place of those that are only well formed. */
const WORLD: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  netns: fc.constant("red"),
  dev: fc.constant("d0"),
  parent: fc.constant("eth1"),
  parentNetns: fc.constant(undefined),
  mtu: fc.integer({ min: 1280, max: 1500 }),
  txqueuelen: fc.integer({ min: 0, max: 10_000 }),
  scope: fc.constantFrom("global", "site"),
  table: fc.constantFrom("main", 100, 300),
  via: host.map((n) => `10.99.0.${n}`),
  prefsrc: fc.constant("10.99.0.1"),
  dst: fc.constantFrom("10.5.0.0/16", "default", "10.6.0.1"),
  address: fc.tuple(host, length).map(([n, bits]) => `10.7.0.${n}/${bits}`),
  peer: host.map((n) => `10.8.0.${n}`),
  nexthops: fc.uniqueArray(fc.record({ via: host.map((n) => `10.99.0.${n}`), weight: host }), unique),
};
const WORLD6: typeof WORLD = {
  ...WORLD,
  scope: fc.constant("global"),
  via: host.map((n) => `2001:db8:99::${n}`),
  prefsrc: fc.constant("2001:db8:99::1"),
  dst: fc.constantFrom("2001:db8:5::/48", "::/0", "2001:db8:6::1"),
  address: fc.tuple(host, length).map(([n, bits]) => `2001:db8:7::${n}/${bits}`),
  peer: host.map((n) => `2001:db8:8::${n}`),
};

/** Made, changed or replaced, deleted: after each step the host is as asked for. */
async function walk(on: LabHost, kind: Kind, was: Values, will: Values): Promise<void> {
  await settle(on, kind, was, true);
  assert.deepEqual(await settle(on, kind, was, true), []);
  if (lifecycle(kind).diff("", was, will).replaces.length) await settle(on, kind, was, false);
  await settle(on, kind, will, true);
  await settle(on, kind, will, false);
}

describe("random lives on a real kernel", function () {
  const lab = labForSuite();

  const lives = ({ type, fields, required, family }: Way, numRuns: number) => {
    const kind = kinds[type] as Kind;
    const world = Object.entries(family ? WORLD6 : WORLD).filter(([field]) => field in fields);
    const known = Object.entries(fields).filter(([field]) => !NOT_YET.includes(field));
    const args = fc.record(Object.fromEntries([...known, ...world]), { requiredKeys: [...required, "connection", "mark"] }) as fc.Arbitrary<Values>; // prettier-ignore
    const valid = (inputs: Values) => {
      const { values, failures } = check(kind, { ...PLACE, ...inputs }, UNKNOWN);
      assert.deepEqual(failures, []);
      return values;
    };
    const key = (values: Values) => Object.fromEntries(kind.identity.key.map((field) => [field, values[field]]));
    return fc
      .sample(fc.tuple(args, args), { seed: SEED, numRuns })
      .map(([was, will]) => [valid(was), valid({ ...will, ...key(was) })] as const);
  };

  for (const [i, way] of ways.entries())
    it(`${way.type} (${i})`, async () => {
      const sort = sortFor(way.type);
      const on = await lab().host("web-1", { kind: sort });
      for (const command of GIVEN) assert.equal((await on.run(command)).code, 0, command);
      const kind = kinds[way.type] as Kind;
      for (const [was, will] of lives(way, RUNS[sort])) await walk(on, kind, was, will);
      await on.stop();
    });
});
