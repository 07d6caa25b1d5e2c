import assert from "node:assert/strict";
import { childrenOf } from "../../../provider/kinds/link/parent";
import type { Link, Snapshot } from "../../../provider/ip/snapshot";

/**
 * As Debian 12 showed it: links eth1 and p2 have one number each, 3 and 20, on the host and in namespace blue. Made by
 * `ip link add link eth1 name near netns red type macvlan`, `ip -n blue link add link p2 name tapback netns 1 type ipvtap` and so on.
 */
// prettier-ignore
const netns: Readonly<Record<string, { readonly links: readonly Link[] }>> = {
  "": {
    links: [
      {"ifindex": 1, "ifname": "lo", "flags": ["LOOPBACK", "UP", "LOWER_UP"], "mtu": 65536, "address": "00:00:00:00:00:00"},
      {"ifindex": 3, "ifname": "eth1", "flags": ["BROADCAST", "MULTICAST", "UP", "LOWER_UP"], "mtu": 1500, "address": "52:54:00:00:00:01"},
      {"ifindex": 4, "link": "p2", "ifname": "tapback", "flags": ["BROADCAST", "MULTICAST", "M-DOWN"], "mtu": 1500, "address": "52:54:00:00:00:12", "linkinfo": {"info_kind": "ipvtap", "info_data": {"mode": "l3"}}},
      {"ifindex": 20, "link": "q2", "ifname": "p2", "flags": ["BROADCAST", "MULTICAST", "M-DOWN"], "mtu": 1500, "address": "52:54:00:00:00:02", "linkinfo": {"info_kind": "veth"}},
      {"ifindex": 21, "link": "p2", "ifname": "q2", "flags": ["BROADCAST", "MULTICAST", "M-DOWN"], "mtu": 1500, "address": "d6:ed:cb:3f:9f:ab", "linkinfo": {"info_kind": "veth"}},
    ],
  },
  red: {
    links: [
      {"ifindex": 1, "ifname": "lo", "flags": ["LOOPBACK"], "mtu": 65536, "address": "00:00:00:00:00:00"},
      {"ifindex": 2, "link_index": 3, "ifname": "far", "flags": ["BROADCAST", "MULTICAST"], "mtu": 1500, "address": "0e:9f:55:fb:c6:49", "link_netnsid": 0, "linkinfo": {"info_kind": "macvlan", "info_data": {"mode": "bridge"}}},
      {"ifindex": 3, "link_index": 24, "ifname": "big", "flags": ["BROADCAST", "MULTICAST"], "mtu": 9000, "address": "16:73:a4:0c:9e:64", "link_netnsid": 0, "linkinfo": {"info_kind": "macvlan", "info_data": {"mode": "bridge"}}},
      {"ifindex": 4, "link_index": 3, "ifname": "near", "flags": ["BROADCAST", "MULTICAST"], "mtu": 1500, "address": "0e:8b:55:c8:4b:17", "link_netnsid": 1, "linkinfo": {"info_kind": "macvlan", "info_data": {"mode": "bridge"}}},
      {"ifindex": 5, "link_index": 20, "ifname": "ivnear", "flags": ["BROADCAST", "MULTICAST"], "mtu": 1500, "address": "52:54:00:00:00:02", "link_netnsid": 1, "linkinfo": {"info_kind": "ipvlan", "info_data": {"mode": "l2"}}},
      {"ifindex": 6, "link_index": 20, "ifname": "ivfar", "flags": ["BROADCAST", "MULTICAST"], "mtu": 1500, "address": "52:54:00:00:00:12", "link_netnsid": 0, "linkinfo": {"info_kind": "ipvlan", "info_data": {"mode": "l3"}}},
      {"ifindex": 7, "link": "if20", "ifname": "tapnear", "flags": ["BROADCAST", "MULTICAST"], "mtu": 1500, "address": "52:54:00:00:00:02", "linkinfo": {"info_kind": "ipvtap", "info_data": {"mode": "l2"}}},
      {"ifindex": 8, "link": "if20", "ifname": "tapfar", "flags": ["BROADCAST", "MULTICAST"], "mtu": 1500, "address": "52:54:00:00:00:12", "linkinfo": {"info_kind": "ipvtap", "info_data": {"mode": "l3"}}},
    ],
  },
  blue: {
    links: [
      {"ifindex": 1, "ifname": "lo", "flags": ["LOOPBACK"], "mtu": 65536, "address": "00:00:00:00:00:00"},
      {"ifindex": 2, "link": "p2", "ifname": "taphere", "flags": ["BROADCAST", "MULTICAST", "M-DOWN"], "mtu": 1500, "address": "52:54:00:00:00:12", "linkinfo": {"info_kind": "ipvtap", "info_data": {"mode": "l3"}}},
      {"ifindex": 3, "link": "v1", "ifname": "eth1", "flags": ["BROADCAST", "MULTICAST", "M-DOWN"], "mtu": 1500, "address": "52:54:00:00:00:11", "linkinfo": {"info_kind": "veth"}},
      {"ifindex": 20, "link": "q2", "ifname": "p2", "flags": ["BROADCAST", "MULTICAST", "M-DOWN"], "mtu": 1500, "address": "52:54:00:00:00:12", "linkinfo": {"info_kind": "veth"}},
      {"ifindex": 22, "link": "eth1", "ifname": "v1", "flags": ["BROADCAST", "MULTICAST", "M-DOWN"], "mtu": 1500, "address": "02:96:65:3b:23:75", "linkinfo": {"info_kind": "veth"}},
      {"ifindex": 23, "link": "p2", "ifname": "q2", "flags": ["BROADCAST", "MULTICAST", "M-DOWN"], "mtu": 1500, "address": "da:5d:38:02:0d:f7", "linkinfo": {"info_kind": "veth"}},
      {"ifindex": 24, "link": "q4", "ifname": "p4", "flags": ["BROADCAST", "MULTICAST", "M-DOWN"], "mtu": 9000, "address": "4a:97:c4:2a:d2:eb", "linkinfo": {"info_kind": "veth"}},
      {"ifindex": 25, "link": "p4", "ifname": "q4", "flags": ["BROADCAST", "MULTICAST", "M-DOWN"], "mtu": 9000, "address": "22:4d:a4:d0:b6:11", "linkinfo": {"info_kind": "veth"}},
    ],
  },
};

const names = (snapshot: Snapshot, parent: string, parentNetns?: string) =>
  childrenOf(snapshot, parentNetns, parent).map(({ link }) => link.ifname).sort(); // prettier-ignore
const only = (...left: string[]): Snapshot => ({
  namespaces: ["blue", "red"],
  netns: { ...netns, red: { links: netns.red!.links.filter(({ ifname }) => left.includes(ifname)) } },
});

describe("the children of a parent, whose number a link of another namespace has too", () => {
  it("are told by what those beside them in the same namespace show", () => {
    const snapshot = { namespaces: ["blue", "red"], netns };
    assert.deepEqual(names(snapshot, "eth1"), ["near"]);
    assert.deepEqual(names(snapshot, "eth1", "blue"), ["far"]);
    assert.deepEqual(names(snapshot, "p4", "blue"), ["big"]);
  });

  it("are told by the hardware address that ipvlan and ipvtap share with theirs, even if they name a link beside them", () => {
    const snapshot = { namespaces: ["blue", "red"], netns };
    assert.deepEqual(names(snapshot, "p2"), ["ivnear", "tapnear"]);
    assert.deepEqual(names(snapshot, "p2", "blue"), ["ivfar", "tapback", "tapfar", "taphere"]);
  });

  it("are all that have the number if nothing tells them apart", () => {
    assert.deepEqual(names(only("near", "far"), "eth1"), ["far", "near"]);
    assert.deepEqual(names(only("near", "far", "big"), "eth1"), ["near"]);
    assert.deepEqual(names(only("near", "far", "ivfar"), "eth1"), ["near"]);
  });
});
