import { z } from "zod";
import { canonicalCidr, canonicalIp, canonicalPrefix, isCidr, isIp } from "./address";
import { isSafe } from "./command";

/** The smallest MTU that IPv6 works with; RFC 8200. */
export const LEAST_MTU = 1280;

/** An IPv4 or IPv6 address without a prefix length. */
export const ip = z.string().refine(isIp, "must be an IPv4 or IPv6 address").transform(canonicalIp);

/** Such an address, or one with a prefix length, as an `Address` has it: the length is left out. */
export const ipOfAddress = z
  .string()
  .transform((text) => (isCidr(text) ? text.split("/")[0]! : text))
  .pipe(ip);

/** An address with its prefix length, as `ip addr add` takes it. */
export const cidr = z
  .string()
  .refine(isCidr, "must be an address with its prefix length, such as 192.168.2.2/24 or 2001:db8::2/64")
  .transform(canonicalCidr);

/** A destination: `default`, a prefix, or an address, which means the host route to it; ip-route(8). */
export const prefix = z
  .string()
  .refine(
    (text) => text === "default" || isCidr(text) || isIp(text),
    "must be `default`, a prefix such as 10.1.0.0/16 or 2001:db8::/32, or an address",
  )
  .transform((text) => (text === "default" ? text : canonicalPrefix(text)))
  .transform((text) => (text === "0.0.0.0/0" ? "default" : text));

/** A whole number in a range; `what` completes the message "must be …". */
export const integer = (min: number, max: number, what: string) => {
  const message = `must be ${what}, a whole number from ${min} to ${max}`;
  return z.int(message).min(min, message).max(max, message);
};

/** A 32-bit number. */
export const uint32 = (what: string) => integer(0, 0xffffffff, what);

/** One of a few words. */
export const oneOf = <const T extends readonly [string, ...string[]]>(words: T) =>
  z.enum(words, `must be one of ${words.join(", ")}`);

/** A yes or no. */
export const flag = z.boolean("must be true or false");

const NAME = "may hold letters, digits and _ . + = , @ - and begins with a letter, a digit or _";
const isName = (text: string) => /^\w[\w.+=,@-]*$/.test(text);

/** An interface's name: at most 15 characters (IFNAMSIZ), not a name the kernel keeps for itself; ip-link(8). */
export const ifname = z.string("must be the name of an interface").superRefine((name, issues) => {
  const say = (message: string) => issues.addIssue({ code: "custom", message });
  if (name.length > 15) say(`an interface name has at most 15 characters, this one has ${name.length}`);
  if (!isName(name)) say(`an interface name ${NAME}`);
  if (["all", "default", "lo"].includes(name)) say("`all`, `default` and `lo` are the kernel's own names");
  if (/^if\d+$/.test(name)) say("`ip` takes `if` and a number for whatever link has that number");
});

/** The name of an existing interface, `lo` too. */
export const dev = z.union([z.literal("lo"), ifname], {
  error: "must be the name of an interface: at most 15 letters, digits and _ . + = , @ -",
});

/** A namespace's name, a file's name in /run/netns; ip-netns(8). */
export const netnsName = z
  .string("must be the name of a network namespace")
  .refine((name) => name.length <= 255 && isName(name), `the name of a namespace ${NAME}, 255 of them at most`)
  .refine((name) => !/^\d+$/.test(name), "must not be a number: `ip` would read it as the id of a process");

/** A unicast hardware address, in lower case. */
export const mac = z
  .string("must be a MAC address such as 02:00:00:00:00:01")
  .refine((text) => /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(text), "must be a MAC address such as 02:00:00:00:00:01")
  .refine((text) => !/^.[13579bdf]/i.test(text), "must not be a multicast address: the first octet is odd")
  .refine((text) => !/^[0:]+$/.test(text), "must not be the zero address")
  .transform((text) => text.toLowerCase());

/** Free text that `ip` passes on unchanged. */
export const text = (most: number) =>
  z
    .string()
    .max(most, `has at most ${most} characters`)
    .refine(isSafe, "may hold letters, digits, single spaces and . : / @ % + , = ~ ( ) [ ] _ -");

/** A number that iproute2 knows by a name, such as a routing table; spelled by that name, or by its number. */
export const nameOrNumber = (names: Readonly<Record<string, number>>, max: number, what: string) => {
  const spell = spelling(names);
  return z
    .union([z.string(), z.number()])
    .transform((value) => spell(String(names[value] ?? value)))
    .refine(
      (value) => value in names || (/^(0|[1-9]\d*)$/.test(value) && Number(value) <= max),
      `must be ${what}: ${Object.keys(names).join(", ")} or a number up to ${max}`,
    );
};

/** Spells a number by the name iproute2 has for it. */
export const spelling =
  (names: Readonly<Record<string, number>>) =>
  (value: string): string =>
    Object.keys(names).find((name) => String(names[name]) === value) ?? value;
