import fc from "fast-check";
import { UNKNOWN } from "../../provider/ip/unknown";

/** Texts that a shell, `ip`, its batches, the script, a terminal or JavaScript might take for more than a text. */
export const CRAFTED = [
  ...["$(touch /run/pwned)", "`touch /run/pwned`", "; touch /run/pwned", "| touch /run/pwned", "&& touch /run/pwned"],
  ...["\ntouch /run/pwned\n", "' ; touch /run/pwned; '", '" ; touch /run/pwned; "', "$HOME", "${IFS}", "~root", "*", "?"],
  ...["x\n.\n- -\nlink set dev lo alias pwned\n.", "\\\n", "\\", "#", "!!", "%s%n", "%d", "a b", "a  b", " ", ""],
  ...["-force", "-n", "--help", "-", "+", ".", "..", "../../run/x", "/etc/passwd", "if2", "1", "007", "0x10", "1e3"],
  ...["type", "dev", "up", "netns", "name", "alias", "help", "all", "default", "any", "lo", "eth1", "via", "nexthop"],
  ...["\0", "a\0b", "\x1b[2J", "\x9b2J", "\r", "\u202e", "\ufeff", "é", "e\u0301", "\ud800", "🙂", "ａ", "١"],
  ...["__proto__", "constructor", "toString", "undefined", "null", "pulumi:a/b:c", UNKNOWN, `${UNKNOWN}\n.\n- -\nid`],
  ...["a".repeat(16), "a".repeat(300), "a".repeat(100_000), "::ffff:1.2.3.4", "0.0.0.0", "1.2.3", "::1%lo", "1.2.3.4/24 x"],
]; // prettier-ignore
const SAFE = [..."abyz09AZ_.+=,@-:/%~()[] "];

const name = fc.stringMatching(/^\w[\w.+=,@-]{0,14}$/);
const octet = fc.integer({ min: 0, max: 255 });
const v4 = fc.tuple(octet, octet, octet, octet).map((parts) => parts.join("."));
const ip = fc.oneof(v4, fc.ipV6(), v4.map((a) => `::ffff:${a}`)); // prettier-ignore
const cidr = fc.oneof(fc.tuple(v4, fc.integer({ min: 0, max: 33 })), fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 129 }))).map(([a, length]) => `${a}/${length}`); // prettier-ignore
const mac = fc.uint8Array({ minLength: 6, maxLength: 6 }).map((bytes) => [...bytes].map((b) => b.toString(16).padStart(2, "0")).join(":")); // prettier-ignore
const number = fc.oneof(fc.integer(), fc.bigInt(0n, 1n << 70n)).map(String);
const text = fc.string({ unit: fc.constantFrom(...SAFE), maxLength: 110 });
const words = (...list: string[]) => fc.constantFrom(...list);

/** Well-formed values of each argument that is a text; a path goes into lists. */
const ARGUMENTS = {
  link: { name, netns: name, parent: name, parentNetns: name, description: text },
  macvlan: { macAddress: mac, mode: words("vepa", "source", "passthru"), "sources.0": mac },
  ipvlan: { mode: words("l2", "l3", "l3s"), flag: words("bridge", "private", "vepa") },
  address: { netns: name, dev: name, address: cidr, peer: ip, broadcast: ip, label: fc.tuple(name, name).map((two) => two.join(":")), scope: fc.oneof(words("link", "site"), number), validLifetime: words("forever"), preferredLifetime: words("forever") }, // prettier-ignore
  route: { netns: name, dst: fc.oneof(cidr, ip), via: ip, dev: name, "nexthops.0.via": ip, "nexthops.0.dev": name, type: words("blackhole", "unicast", "throw"), table: fc.oneof(words("main", "local"), number), protocol: fc.oneof(words("bgp", "ospf"), number), scope: fc.oneof(words("link"), number), prefsrc: ip, family: words("inet", "inet6") }, // prettier-ignore
} as const;
const { link, macvlan, ipvlan, address, route } = ARGUMENTS;

/** Every argument that is a text, kind by kind. */
export const arguments_: Readonly<Record<string, Readonly<Record<string, fc.Arbitrary<string>>>>> = {
  NetNamespace: { name },
  MacvlanLink: { ...link, ...macvlan },
  MacvtapLink: { ...link, ...macvlan },
  IpvlanLink: { ...link, ...ipvlan },
  IpvtapLink: { ...link, ...ipvlan },
  Address: address,
  Route: route,
};

const CRAFT = fc.constantFrom(...CRAFTED);
const anything = fc.oneof(fc.string({ unit: "binary", maxLength: 40 }), fc.string({ unit: "grapheme" }), fc.string(), text, CRAFT); // prettier-ignore
const spoilt = (valid: fc.Arbitrary<string>) =>
  fc.tuple(valid, fc.nat(40), fc.nat(3), fc.oneof(CRAFT, fc.string({ maxLength: 2 }))).map(([text, at, gone, more]) => text.slice(0, at) + more + text.slice(at + gone)); // prettier-ignore

/** Random and crafted texts, well formed ones among them; the same each time. */
export const texts = (valid: fc.Arbitrary<string>, count: number): string[] =>
  [...CRAFTED, ...fc.sample(fc.oneof(anything, spoilt(valid), valid), { numRuns: count - CRAFTED.length, seed: 1 })]; // prettier-ignore

/** Arguments with a value at a path. */
export function put(args: Readonly<Record<string, unknown>>, path: string, value: unknown) {
  const [field = "", at, inner] = path.split(".");
  if (at === undefined) return { ...args, [field]: value };
  const [first, ...rest] = (args[field] ?? []) as unknown[];
  return { ...args, [field]: [inner ? { ...(first as object), [inner]: value } : value, ...rest] };
}
