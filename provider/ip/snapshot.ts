/** A link as `ip -N -j -d link show` prints it. */
export interface Link {
  readonly ifindex: number;
  readonly ifname: string;
  readonly altnames?: readonly string[];
  readonly flags: readonly string[];
  readonly mtu: number;
  readonly txqlen?: number;
  readonly address?: string;
  readonly ifalias?: string;
  readonly master?: string;
  readonly link?: string;
  readonly link_index?: number;
  readonly link_netnsid?: number;
  readonly linkinfo?: {
    readonly info_kind?: string;
    readonly info_slave_kind?: string;
    readonly info_data?: Readonly<Record<string, unknown>>;
  };
}

/** An address as `ip -N -j -d addr show` prints it. */
export interface AddressInfo {
  readonly family: "inet" | "inet6";
  readonly local: string;
  readonly address?: string;
  readonly prefixlen: number;
  readonly broadcast?: string;
  readonly label?: string;
  readonly scope: string;
  readonly metric?: number;
  /** In the subnet of a primary address, and deleted with it. */
  readonly secondary?: boolean;
  readonly protocol?: string;
  readonly noprefixroute?: boolean;
  readonly nodad?: boolean;
  readonly tentative?: boolean;
  readonly dadfailed?: boolean;
  readonly valid_life_time: number;
  readonly preferred_life_time: number;
}

/** A next hop as `ip -N -j -d route show` prints it. */
export interface Hop {
  readonly gateway?: string;
  readonly via?: { readonly family: string; readonly host: string };
  readonly dev?: string;
  readonly weight?: number;
  readonly flags?: readonly string[];
  readonly flow?: { readonly from?: string; readonly to?: string };
}

/** A route as `ip -N -j -d route show table all` prints it. */
export interface RouteInfo extends Hop {
  readonly type: string;
  readonly dst: string;
  readonly table: string;
  readonly protocol: string;
  readonly scope: string;
  readonly metric?: number;
  readonly tos?: string | number;
  readonly prefsrc?: string;
  readonly pref?: string;
  readonly metrics?: readonly Readonly<Record<string, unknown>>[];
  /** The metrics that are locked, if that was read too. */
  readonly locks?: readonly string[];
  readonly nexthops?: readonly Hop[];
  /** Number of the nexthop object that it goes by. */
  readonly nhid?: number;
}

/** A namespace, by its name or by a process in it, and the links of it that were read. */
export interface NetnsLinks {
  readonly netns?: string;
  readonly process?: string;
  readonly links: readonly Link[];
}

/** The lists that were read of one namespace; a list that nobody asked for is absent. */
export interface NetnsSnapshot {
  readonly links?: readonly Link[];
  readonly addresses?: readonly (Link & { readonly addr_info: readonly AddressInfo[] })[];
  readonly routes?: readonly RouteInfo[];
  /** The macvlan and ipvlan links of all other namespaces, with a name or without; only of the host's own namespace. */
  readonly children?: readonly NetnsLinks[];
  /** Why the namespace could not be read, in the words of `ip`. */
  readonly error?: string;
}

/** A host as it was read in one go; its own namespace has the name "". */
export interface Snapshot {
  /** Names in /run/netns, also of files that are no namespace. */
  readonly namespaces: readonly string[];
  readonly netns: Readonly<Record<string, NetnsSnapshot>>;
  /** Wireless links of the host's own namespace. */
  readonly wireless?: readonly string[];
  /** Marks of objects that do not carry their own, by the name of the note. */
  readonly notes?: Readonly<Record<string, string>>;
}

/** The links of a namespace; none if it does not exist. */
export const linksOf = (snapshot: Snapshot, netns: string | undefined): readonly Link[] =>
  snapshot.netns[netns ?? ""]?.links ?? snapshot.netns[netns ?? ""]?.addresses ?? [];

/** A link by its name. */
export const linkNamed = (snapshot: Snapshot, netns: string | undefined, name: string | undefined): Link | undefined =>
  linksOf(snapshot, netns).find((link) => link.ifname === name);

/** A link by any of its names: its own, or an alternative one. */
export const linkCalled = (snapshot: Snapshot, netns: string | undefined, name: string | undefined): Link | undefined =>
  linkNamed(snapshot, netns, name) ??
  linksOf(snapshot, netns).find(({ altnames }) => name !== undefined && altnames?.includes(name));

/** Every namespace of which links were read. */
export const spacesOf = (snapshot: Snapshot): readonly NetnsLinks[] => {
  const read = Object.keys(snapshot.netns).map((netns) => ({ netns, links: linksOf(snapshot, netns) }));
  const others = snapshot.netns[""]?.children ?? [];
  return [...read, ...others.filter(({ netns }) => netns === undefined || !snapshot.netns[netns])];
};
