import { z } from "zod";
import { SCOPES } from "../../ip/names";
import { familyOf, isLinkLocal } from "../../ip/address";
import { cidr, dev, flag, ip, nameOrNumber, netnsName, uint32 } from "../../ip/values";
import { rule, type Rule } from "../kind";
import { place } from "../place";
import { lifetime, preference } from "./lifetime";

/** The arguments of an address. */
export const schema = z.object({
  ...place,
  /** Namespace of the link; brought along by a link given as `dev`. */
  netns: netnsName.optional().meta({ ip: "-n NAME", kernel: "setns(2)", since: ["3.0", "≤ 4.3"] }),
  /** Link that gets the address: a link resource or a name. */
  dev: dev.meta({ ip: "dev DEV", kernel: "ifa_index" }),
  /** The address with its prefix length, such as `192.168.2.2/24`; IFA_LOCAL. */
  address: cidr.meta({ ip: "ADDRESS/LENGTH", kernel: "IFA_LOCAL" }),
  /** The other end of a point-to-point link; the prefix length is then the peer's; IFA_ADDRESS. */
  peer: ip.optional().meta({ ip: "peer ADDRESS/LENGTH", kernel: "IFA_ADDRESS" }),
  /** Broadcast address, `+` for the subnet's last; IPv4 only; default none; IFA_BROADCAST. */
  broadcast: z
    .union([z.literal("+"), ip], "must be `+` or an IPv4 address")
    .optional()
    .meta({ ip: "broadcast ADDRESS", kernel: "IFA_BROADCAST" }),
  /** Label, the link's name and what follows; IPv4 only; default the link's name; IFA_LABEL. */
  label: z
    .string("must be the name of the link and what follows")
    .max(15, "has at most 15 characters")
    .regex(/^\w[\w.+=,@-]*(:[\w.-]+)?$/, "must be the name of the link, and then a colon and letters, digits, _ . or -")
    .optional()
    .meta({ ip: "label NAME", kernel: "IFA_LABEL" }),
  /** How far the address is valid: global, site, link, host; the kernel chooses if not given. */
  scope: nameOrNumber(SCOPES, 255, "a scope").optional().meta({ ip: "scope SCOPE", kernel: "ifa_scope" }),
  /** Seconds until the address goes, counted from the last change; default `forever`. */
  validLifetime: lifetime
    .default("forever")
    .meta({ ip: "valid_lft SECONDS", kernel: "IFA_CACHEINFO", since: ["≤ 3.8 (IPv4 3.9)", "≤ 3.8"] }),
  /** Seconds until the address is no longer used for new connections, 0 for not at all; default `validLifetime`. */
  preferredLifetime: preference
    .optional()
    .meta({ ip: "preferred_lft SECONDS", kernel: "IFA_CACHEINFO", since: ["≤ 3.8 (IPv4 3.9)", "≤ 3.8"] }),
  /** Metric of the route to the subnet; 0, the kernel's choice, if not given; IFA_RT_PRIORITY. */
  metric: uint32("a metric")
    .default(0)
    .meta({
      ip: "metric NUMBER",
      kernel: "IFA_RT_PRIORITY",
      since: ["4.18", "4.18"],
      changes: "in place; back to 0 replaces an IPv6 address",
    }),
  /** Skip duplicate address detection; IPv6 only; IFA_F_NODAD. */
  nodad: flag.default(false).meta({ ip: "nodad", kernel: "IFA_F_NODAD", since: ["2.6.19", "≤ 4.3"] }),
  /** Do not make the route to the subnet; IFA_F_NOPREFIXROUTE. */
  noprefixroute: flag.default(false).meta({
    ip: "noprefixroute",
    kernel: "IFA_F_NOPREFIXROUTE",
    since: ["3.14 (IPv4 4.4)", "≤ 4.3 (IPv4 not in 5.8)"],
    changes: "in place for IPv6; replaces for IPv4",
  }),
});
/** An address as it is asked for, complete. */
export type AddressArgs = z.output<typeof schema>;

/** Whether an address is of IPv4. */
export const v4 = (v: AddressArgs) => familyOf(v.address) === "inet";

/** Combinations of arguments that are refused. */
export const rules: readonly Rule<AddressArgs>[] = [
  rule(
    ["address"],
    "must not be 0.0.0.0, :: or an IPv6 multicast address",
    (v) => !/^(0\.0\.0\.0|::|ff[^:]*:.*)\//.test(v.address),
  ),
  rule(
    ["address"],
    "must not have the prefix length 0, which `ip` takes for none given",
    (v) => !v.address.endsWith("/0"),
  ),
  rule(
    ["peer", "address"],
    "is of the other family than `address`",
    (v) => !v.peer || familyOf(v.peer) === familyOf(v.address),
  ),
  rule(["peer", "address"], "must not be `address` itself", (v) => v.peer !== v.address.split("/")[0]),
  rule(
    ["broadcast", "address"],
    "is for IPv4 only",
    (v) => v.broadcast === undefined || (v4(v) && !v.broadcast.includes(":")),
  ),
  rule(
    ["broadcast", "address"],
    "`+` needs a prefix length of at most 30",
    (v) => v.broadcast !== "+" || !v4(v) || Number(v.address.split("/")[1]) <= 30,
  ),
  rule(["broadcast"], "must not be 0.0.0.0: leave it out for none", (v) => v.broadcast !== "0.0.0.0"),
  rule(["label", "address"], "is for IPv4 only", (v) => v.label === undefined || v4(v)),
  rule(
    ["scope", "address"],
    "follows from the address in IPv6",
    (v) => v.scope === undefined || v4(v) || v.scope === (isLinkLocal(v.address) ? "link" : "global"),
  ),
  rule(["label", "dev"], "must begin with the name of the link", (v) => v.label?.startsWith(v.dev) ?? true),
  rule(["nodad", "address"], "is for IPv6 only", (v) => !v.nodad || !v4(v)),
  rule(
    ["preferredLifetime", "validLifetime"],
    "must not be longer than `validLifetime`",
    (v) => v.validLifetime === "forever" || Number(v.preferredLifetime) <= v.validLifetime,
  ),
  rule(
    ["preferredLifetime", "validLifetime", "address"],
    "needs a `validLifetime` in IPv4",
    (v) => !v4(v) || v.validLifetime !== "forever" || v.preferredLifetime === "forever",
  ),
];
