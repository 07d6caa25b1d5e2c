/** Numbers of iproute2's tables, by name; /etc/iproute2/rt_tables. */
export const TABLES = { main: 254, local: 255, default: 253 } as const;

/** Numbers of the origins of a route, by name; /etc/iproute2/rt_protos. */
export const PROTOCOLS = {
  kernel: 2,
  boot: 3,
  static: 4,
  gated: 8,
  ra: 9,
  mrt: 10,
  zebra: 11,
  bird: 12,
  dnrouted: 13,
  xorp: 14,
  ntk: 15,
  dhcp: 16,
  keepalived: 18,
  babel: 42,
  openr: 99,
  bgp: 186,
  isis: 187,
  ospf: 188,
  rip: 189,
  eigrp: 192,
} as const;

/** Numbers of scopes, by name; /etc/iproute2/rt_scopes. */
export const SCOPES = { global: 0, site: 200, link: 253, host: 254, nowhere: 255 } as const;

/** Numbers of a route's types, by name; RTN_UNICAST and its siblings. */
export const ROUTE_TYPES = {
  unicast: 1,
  local: 2,
  broadcast: 3,
  anycast: 4,
  multicast: 5,
  blackhole: 6,
  unreachable: 7,
  prohibit: 8,
  throw: 9,
} as const;
