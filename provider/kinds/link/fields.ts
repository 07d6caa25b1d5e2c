import { flag, ifname, integer, mac, netnsName, text } from "../../ip/values";
import { place } from "../place";

const named = {
  ...place,
  /** Namespace the link lives in, a `NetNamespace` or a name; the host's own if not given. */
  netns: netnsName.optional().meta({ ip: "netns NAME", kernel: "IFLA_NET_NS_FD", since: ["3.0", "≤ 3.3"] }),
  /** Name of the link; default the resource's own name. */
  name: ifname.meta({ ip: "name NAME", kernel: "IFLA_IFNAME", since: ["2.6.23", "2.6.23"] }),
};

const common = {
  /** Largest packet in bytes; the kernel's choice if not given; IFLA_MTU. */
  mtu: integer(68, 65535, "an MTU in bytes").optional().meta({ ip: "mtu BYTES", kernel: "IFLA_MTU" }),
  /** Administrative state; default true; IFF_UP. */
  up: flag.default(true).meta({ ip: "up, down", kernel: "IFF_UP" }),
  /** Receive every frame; default false; IFF_PROMISC. */
  promisc: flag.default(false).meta({ ip: "promisc on, off", kernel: "IFF_PROMISC" }),
  /** Receive every multicast frame; default false; IFF_ALLMULTI. */
  allmulticast: flag.default(false).meta({ ip: "allmulticast on, off", kernel: "IFF_ALLMULTI" }),
  /** Length of the transmit queue in packets; IFLA_TXQLEN. */
  txqueuelen: integer(0, 0x7fffffff, "a number of packets")
    .optional()
    .meta({ ip: "txqueuelen PACKETS", kernel: "IFLA_TXQLEN" }),
  /** Free text, kept on the host in the link's alias; IFLA_IFALIAS. */
  description: text(100)
    .optional()
    .meta({ ip: "alias TEXT", kernel: "IFLA_IFALIAS", since: ["2.6.28", "≤ 4.3"] }),
};

/** Fields of a link that stands alone; ip-link(8). */
export const linkFields = { ...named, ...common };

/** Fields of a link that is made on another one. */
export const childFields = {
  ...named,
  /** Namespace the link lives in, a `NetNamespace` or a name; if not given, that of a link resource given as `parent`, else the host's own. */
  netns: named.netns,
  /** Link it is made on, such as `eth1`: a link resource or a name; IFLA_LINK. */
  parent: ifname.meta({ ip: "link DEV", kernel: "IFLA_LINK", since: ["2.6.23", "2.6.23"] }),
  /** Namespace the parent lives in; that of a link resource given as `parent`, else the host's own, if not given. */
  parentNetns: netnsName.optional().meta({ ip: "-n NAME", kernel: "setns(2)", since: ["3.0", "≤ 4.3"] }),
  ...common,
  /** Largest packet in bytes, at most the parent's; the kernel's choice if not given; IFLA_MTU. */
  mtu: common.mtu,
};

/** The hardware address of links that have one of their own. */
export const macField = {
  /** Hardware address; default a stable `02:…` made from the host, namespace and name, or with `adopt` the one that the link has; IFLA_ADDRESS. */
  macAddress: mac.optional().meta({ ip: "address MAC", kernel: "IFLA_ADDRESS" }),
};
