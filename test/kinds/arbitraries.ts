import fc from "fast-check";
import { PLACE } from "./cases";

const name = fc.stringMatching(/^[a-z][a-z0-9.-]{0,11}$/).filter((text) => !/^(all|default|lo|if\d+)$/.test(text));
const octet = fc.integer({ min: 1, max: 254 });
const v4 = fc.tuple(octet, octet, octet, octet).map((parts) => parts.join("."));
const v6 = fc.array(fc.integer({ min: 1, max: 0xffff }), { minLength: 7, maxLength: 7 }).map((parts) => `2001:${parts.map((p) => p.toString(16)).join(":")}`); // prettier-ignore
const mac = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 5, maxLength: 5 }).map((parts) => ["02", ...parts.map((p) => p.toString(16).padStart(2, "0"))].join(":")); // prettier-ignore
const lifetime = fc.integer({ min: 100, max: 90000 });
const place = { connection: fc.constant(PLACE.connection), mark: fc.constant(PLACE.mark) };
const link = {
  ...place,
  name,
  parent: name,
  netns: name,
  parentNetns: name,
  mtu: fc.integer({ min: 68, max: 65535 }),
  up: fc.boolean(),
  promisc: fc.boolean(),
  allmulticast: fc.boolean(),
  txqueuelen: fc.nat(),
  description: fc.stringMatching(/^[a-zA-Z0-9.:/@%+,=~()[\]_-]{1,9}( [a-zA-Z0-9.:/_-]{1,9}){0,3}$/),
};

const alone = Object.fromEntries(Object.entries(link).filter(([field]) => !field.startsWith("parent")));
const qosMap = (from: number, to: number) =>
  fc.dictionary(fc.nat({ max: from }).map(String), fc.integer({ min: 1, max: to }), { maxKeys: 3 });

/** A way to make a kind's arguments: each field's values, and which fields it cannot do without. */
export interface Way {
  readonly type: string;
  readonly fields: Readonly<Record<string, fc.Arbitrary<unknown>>>;
  readonly required: readonly string[];
  readonly family?: "inet6";
}

const address = (ip: fc.Arbitrary<string>, most: number) =>
  fc.tuple(ip, fc.integer({ min: 8, max: most })).map(([a, length]) => `${a}/${length}`);
const timed = { validLifetime: lifetime, preferredLifetime: fc.integer({ min: 1, max: 100 }) };
const route = { ...place, netns: name, dev: name, table: fc.oneof(fc.constantFrom("main", "local"), fc.integer({ min: 1, max: 9999 })), metric: fc.nat(), protocol: fc.constantFrom("bgp", "static", "boot", 77), scope: fc.constantFrom("global", "link", 200), mtu: fc.integer({ min: 68, max: 65520 }), advmss: fc.integer({ min: 1, max: 65495 }) }; // prettier-ignore
/** The kernel keeps no scope of IPv6 routes, and no metric of 0. */
const six = { scope: fc.constant("global"), metric: fc.integer({ min: 1 }) };

const all: readonly Way[] = [
  { type: "NetNamespace", fields: { ...place, name, loopback: fc.boolean(), force: fc.boolean() }, required: ["name"] },
  {
    type: "MacvlanLink",
    fields: { ...link, macAddress: mac, mode: fc.constantFrom("private", "vepa", "bridge"), bcqueuelen: fc.nat() },
    required: ["name", "parent"],
  },
  {
    type: "MacvlanLink",
    fields: { ...link, mode: fc.constant("source"), sources: fc.array(mac, { minLength: 1, maxLength: 4 }) },
    required: ["name", "parent", "mode"],
  },
  {
    type: "MacvlanLink",
    fields: { ...link, mode: fc.constant("passthru"), nopromisc: fc.boolean() },
    required: ["name", "parent", "mode"],
  },
  {
    type: "IpvlanLink",
    fields: { ...link, mode: fc.constantFrom("l2", "l3", "l3s"), flag: fc.constantFrom("bridge", "private", "vepa") },
    required: ["name", "parent"],
  },
  {
    type: "VlanLink",
    fields: { ...link, macAddress: mac, vlanId: fc.integer({ min: 0, max: 4094 }), protocol: fc.constantFrom("802.1Q", "802.1ad"), reorderHdr: fc.boolean(), gvrp: fc.boolean(), mvrp: fc.boolean(), looseBinding: fc.boolean(), ingressQosMap: qosMap(7, 0xffffffff), egressQosMap: qosMap(99, 7) }, // prettier-ignore
    required: ["name", "parent", "vlanId"],
  },
  { type: "DummyLink", fields: { ...alone, macAddress: mac }, required: ["name"] },
  {
    type: "Address",
    fields: { ...place, ...timed, netns: name, dev: name, address: address(v4, 30), broadcast: fc.constant("+"), scope: fc.constantFrom("global", "link"), metric: fc.nat(), noprefixroute: fc.boolean() }, // prettier-ignore
    required: ["dev", "address", "validLifetime"],
  },
  {
    type: "Address",
    fields: { ...place, dev: name, address: address(v4, 32), peer: v4 },
    required: ["dev", "address"],
  },
  {
    type: "Address",
    fields: { ...place, ...timed, netns: name, dev: name, address: address(v6, 128), peer: v6, metric: fc.nat(), nodad: fc.boolean(), noprefixroute: fc.boolean() }, // prettier-ignore
    required: ["dev", "address"],
    family: "inet6",
  },
  {
    type: "Route",
    fields: {
      ...route,
      dst: address(v4, 32),
      via: v4,
      prefsrc: v4,
      tos: fc.constantFrom(4, 8, 16),
      onlink: fc.boolean(),
    },
    required: ["dev", "via"],
  },
  {
    type: "Route",
    fields: { ...route, ...six, dst: address(v6, 128), via: v6, prefsrc: v6 },
    required: ["dev", "via", "dst"],
    family: "inet6",
  },
  { type: "Route", fields: { ...place, dst: address(v4, 32), type: fc.constantFrom("blackhole", "prohibit", "unreachable", "throw") }, required: ["type"] }, // prettier-ignore
  { type: "Route", fields: { ...place, dst: address(v4, 32), nexthops: fc.array(fc.record({ via: v4, weight: fc.integer({ min: 1, max: 256 }) }), { minLength: 2, maxLength: 4 }) }, required: ["nexthops"] }, // prettier-ignore
];

/** Every kind, and every variant of one whose fields exclude each other; a link that is a device takes what its like takes. */
export const ways: readonly Way[] = all.flatMap((way) =>
  way.type.endsWith("vlanLink") ? [way, { ...way, type: way.type.replace("vlan", "vtap") }] : [way],
);

/** Arguments of one way; required fields always, the others sometimes. */
export const args = ({ fields, required }: Way) =>
  fc.record(fields, { requiredKeys: [...required, "connection", "mark"] }) as fc.Arbitrary<Record<string, unknown>>;
