import { z } from "zod";
import { isCidr, isIp } from "./address";

/** The forms of what `ip -N -j -d` prints, as far as it is read: a host that answers anything else is not understood. */

const text = z.string();
const whole = z.int();
const texts = z.array(text);
const address = text.refine(isIp);
const family = z.enum(["inet", "inet6"]);
/** Fields that may be missing. */
const optional = <T extends z.ZodRawShape>(fields: T) => z.object(fields).partial().shape;

const linkFields = {
  ifindex: whole,
  ifname: text,
  flags: texts,
  mtu: whole,
  ...optional({ txqlen: whole, link_index: whole, link_netnsid: whole, altnames: texts }),
  ...optional({ address: text, ifalias: text, master: text, link: text }),
  linkinfo: z
    .looseObject({ info_kind: text, info_slave_kind: text, info_data: z.record(text, z.unknown()) })
    .partial()
    .optional(),
};

const info = z.looseObject({
  family,
  local: address,
  prefixlen: whole.min(0).max(128),
  scope: text,
  valid_life_time: whole,
  preferred_life_time: whole,
  ...optional({ address, broadcast: address, label: text, metric: whole, protocol: text }),
  ...optional({ secondary: z.boolean(), noprefixroute: z.boolean(), nodad: z.boolean() }),
  ...optional({ tentative: z.boolean(), dadfailed: z.boolean() }),
});

const hop = z
  .looseObject({
    gateway: address,
    via: z.looseObject({ family, host: address }),
    dev: text,
    weight: whole,
    flags: texts,
  })
  .partial();

/** Whether a route is one of IP: those of MPLS have labels for destinations. */
export const isIpRoute = ({ dst }: { readonly dst?: unknown }): boolean =>
  typeof dst === "string" && (dst === "default" || isIp(dst) || isCidr(dst));

/** A link; ip-link(8). */
export const link = z.looseObject(linkFields);

/** A link with its addresses; ip-address(8). */
export const linkWithAddresses = z.looseObject({ ...linkFields, addr_info: z.array(info) });

/** A route; ip-route(8). */
export const route = z.looseObject({
  ...hop.shape,
  type: text,
  dst: text,
  table: text,
  protocol: text,
  scope: text,
  ...optional({ metric: whole, tos: z.union([text, whole]), prefsrc: address, pref: text, nhid: whole }),
  ...optional({ metrics: z.array(z.record(text, z.unknown())), nexthops: z.array(hop) }),
  // Read from the text, and not from here.
  locks: z.never().optional(),
});
