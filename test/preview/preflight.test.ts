import assert from "node:assert/strict";
import { closeAll } from "../../provider/host/host";
import type { Declared } from "../engine/lives";
import { Lab } from "../lab";
import { network } from "../lab/network";
import { checkProgram } from "./check";

const mac = "02:00:00:00:00:07";
const link = (args: object, type = "MacvlanLink", name = "mv0"): Declared => ({ type, name, args: { parent: "eth1", ...args } }); // prettier-ignore
const address = (args: object): Declared => ({ type: "Address", name: "ip", args: { dev: "eth1", address: "192.168.2.2/24", ...args } }); // prettier-ignore

/** What is on a host, what is asked for, and what the preview says of it; the fact is from the host. */
const REFUSED: readonly (readonly [given: string, what: Declared, said: string])[] = [
  ["true", link({ parent: "eth7" }), "parent: there is no link eth7 on the host; there are lo, eth1"],
  ["true", link({ netns: "red" }), "netns: there is no namespace red on web-1"],
  ["mkdir -p /run/netns; touch /run/netns/red", link({ netns: "red" }), "netns: there is no namespace red on web-1"],
  ["true", link({ parentNetns: "red" }), "parentNetns: there is no namespace red on web-1"],
  ["ip link add br0 type bridge; ip link set eth1 master br0", link({}), "parent: eth1 is a port of bridge br0, which takes all its frames"], // prettier-ignore
  ["mount -t tmpfs none /sys/class/net; mkdir -p /sys/class/net/eth1/phy80211", link({}), "parent: eth1 is wireless, and an access point takes frames of one MAC address only; an IpvlanLink shares it"], // prettier-ignore
  ["true", link({ mtu: 9000 }), "mtu: 9000 is above the MTU 1500 of the parent eth1"],
  ["true", link({}, "IpvlanLink"), "the kernel has no ipvlan driver"],
  ["ip link add link eth1 name mv9 type macvlan mode passthru", link({}), "mode: a passthru child is the only one of its parent, and eth1 has mv9 too"], // prettier-ignore
  ["ip link add link eth1 name mv9 type macvlan mode bridge", link({ mode: "passthru" }), "mode: a passthru child is the only one of its parent, and eth1 has mv9"], // prettier-ignore
  [`ip link add link eth1 name mv9 address ${mac} type macvlan mode bridge`, link({ macAddress: mac }), "macAddress: 02:00:00:00:00:07 is that of mv9 on eth1 too"], // prettier-ignore
  ["ip link add mv0 type veth peer name mv1", link({}), "name: mv0 is a veth link, not macvlan"],
  ["ip link add link eth1 name mv0 type macvlan mode bridge", link({}), "name: already exists and was made outside this stack; `adopt: true` takes it over"], // prettier-ignore
  ["ip link add link eth1 name mv0 type macvlan mode bridge; ip link set mv0 alias pulumi:a/b:c", link({}), "name: already exists and was made by pulumi:a/b:c; `adopt: true` takes it over"], // prettier-ignore
  ["ip link property add dev eth1 altname mv0", link({}), "name: mv0 is another name of eth1"],
  ["true", address({ address: "::1/128" }), "address: ::1 is for `lo`, and eth1 does not take it"],
  ["ip netns add red", { type: "NetNamespace", name: "red", args: {} }, "name: already exists and was made outside this stack"], // prettier-ignore
  ["ip link add p2 type veth peer name q2; ip link add link p2 name mv0 type macvlan mode bridge", link({ adopt: true }), 'parent: is "p2" on the host, which cannot change in place'], // prettier-ignore
  ["ip link add link eth1 name mv0 type macvlan mode passthru", link({ adopt: true }), 'mode: is "passthru" on the host, which cannot change in place'], // prettier-ignore
  ["ip addr add 192.168.2.2/24 dev eth1 label eth1:x", address({ adopt: true, label: "eth1:y" }), 'label: is "eth1:x" on the host, which cannot change in place'], // prettier-ignore
  ["true", address({ dev: "eth7" }), "dev: there is no link eth7 on the host"],
  [
    "ip link set eth1 mtu 1200",
    address({ address: "2001:db8::2/64" }),
    "dev: eth1 has an MTU of 1200, and IPv6 needs 1280",
  ],
  ["ip link set eth1 down", { type: "Route", name: "r", args: { dev: "eth1", dst: "10.1.0.0/16" } }, "dev: eth1 is down, and only a link that is up has routes"], // prettier-ignore
  ["ip addr add 192.168.2.2/24 dev eth1", address({}), "address: already exists and was made outside this stack"],
  ["ip link set eth1 up; ip route add 10.1.0.0/16 dev eth1", { type: "Route", name: "r", args: { dev: "eth1", dst: "10.1.0.0/16" } }, "dst: already exists and was made outside"], // prettier-ignore
  ["ip route add blackhole default", { type: "Route", name: "r", args: { dev: "eth1" } }, "dst: another route has this metric: blackhole default"], // prettier-ignore
  [
    "mkdir /run/bb; ln -s $(which busybox) /run/bb/ip; mount --bind /run/bb/ip /sbin/ip",
    link({}),
    "connection: web-1: its `ip` is not iproute2's: BusyBox",
  ],
];

describe("a preview that looks at a real host", () => {
  let lab: Lab;
  before(async () => void (lab = await Lab.open()));
  after(async () => {
    await closeAll();
    await lab?.close();
  });

  for (const [given, what, said] of REFUSED)
    it(`${given} and ${what.type} ${JSON.stringify(what.args)}: ${said}`, async () => {
      const host = await lab.host("web-1");
      const dump = () => network((command) => host.run(command));
      await host.run(given);
      const before = await dump();
      const { failures } = await checkProgram([{ ...what, args: { connection: host.connection, ...what.args } }], {
        mode: "on",
      });
      const found = failures[what.name] ?? [];
      assert.ok(found.some((line) => line.startsWith(said)), found.join("\n")); // prettier-ignore
      if (!given.includes("busybox")) assert.equal(await dump(), before, "nothing is touched");
      await host.stop();
    });
});
