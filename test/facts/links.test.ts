import assert from "node:assert/strict";
import type { Values } from "../../provider/kinds/kind";
import { handlers, showing, type Fact, type On } from "./host";

const mac = "02:00:00:00:00:07";
const mv0 = { name: "mv0", parent: "eth1", macAddress: mac };
const shown = async ({ by }: On, link = "mv0") => by(`ip -d link show dev ${link}`);
/** Updates a link and gives its outputs. */
const update = async ({ inputs }: On, type: string, { id, outs }: { id: string; outs: Values }, args: Values) =>
  (await handlers[type]!.update(id, outs, await inputs(type, args))).outs as Values;
/** Reasons that `check` reports. */
const said = async (type: string, args: Values) =>
  (await handlers[type]!.check({}, { connection: "web-1", ...args })).failures.map(({ reason }) => reason).join("; ");

const FACTS: readonly Fact[] = [
  { fact: "K1 macvlan without a mode is vepa: ours is bridge, and always said", async show(on) {
    await on.by("ip link add link eth1 name f0 type macvlan");
    assert.match(await shown(on, "f0"), /mode vepa/);
    await on.create("MacvlanLink", mv0);
    assert.match(await shown(on), /mode bridge/);
  } },
  { fact: "K2 modes change live but for passthru: an update, or a replacement", async show(on) {
    const made = await on.create("MacvlanLink", { ...mv0, mode: "source", sources: [mac] });
    const outs = await update(on, "MacvlanLink", made, { ...mv0, mode: "private" });
    assert.deepEqual([outs.ifindex, outs.sources], [made.outs.ifindex, []]);
    assert.notEqual((await on.host.run("ip link set dev mv0 type macvlan mode passthru")).code, 0);
    const { replaces } = handlers.MacvlanLink!.diff("", outs, await on.inputs("MacvlanLink", { ...mv0, mode: "passthru" }));
    assert.ok(replaces.includes("mode"));
  } },
  { fact: "K3 an MTU above the parent's is refused: both numbers are said", show: (on) => on.refuses("MacvlanLink", { ...mv0, mtu: 9000 }, /9000 is above the MTU 1500 of the parent eth1/) },
  { fact: "K4 a parent's smaller MTU drags its children along: drift, which the next up mends", async show(on) {
    const made = await on.create("MacvlanLink", { ...mv0, mtu: 1400 });
    await on.by("ip link set dev eth1 mtu 1300", "ip link set dev eth1 mtu 1500");
    const { props } = (await handlers.MacvlanLink!.read(made.id, made.outs)) as { props: Values };
    assert.equal(props.mtu, 1300);
    assert.equal((await update(on, "MacvlanLink", { ...made, outs: props }, { ...mv0, mtu: 1400 })).mtu, 1400);
  } },
  { fact: "K5 a macvlan on a macvlan is put on the real device: no endless difference", everywhere: true, async show(on) {
    await on.by("ip link add link eth1 name mv9 type macvlan mode bridge");
    const args = { ...mv0, parent: "mv9" };
    const made = await on.create("MacvlanLink", args);
    assert.match(await shown(on), /mv0@eth1/);
    await on.silent("MacvlanLink", made, args);
  } },
  { fact: "K6 a MAC address twice fails only at up: it is said whose it is, and nothing is left", async show(on) {
    await on.by(`ip link add link eth1 name mv9 address ${mac} type macvlan mode bridge`, "ip link set dev mv9 up");
    await on.refuses("MacvlanLink", mv0, /Address already in use[^]*is that of mv9 on eth1 too/);
    assert.notEqual((await on.host.run("ip link show dev mv0")).code, 0);
  } },
  { fact: "K7 a second passthru child is refused with the first one named; a child's own address is the parent's", async show(on) {
    const address = () => on.by("cat /sys/class/net/eth1/address");
    const before = await address();
    await on.create("MacvlanLink", { name: "mv0", parent: "eth1", mode: "passthru" });
    assert.equal(await address(), before);
    await on.refuses("MacvlanLink", { ...mv0, name: "mv1" }, /eth1 has mv0 too/);
  } },
  { fact: "K8 a bridge port takes no children: the bridge is named", async show(on) {
    await on.by("ip link add br0 type bridge", "ip link set dev eth1 master br0");
    await on.refuses("MacvlanLink", mv0, /busy[^]*eth1 is a port of bridge br0/);
  } },
  { fact: "K8 macvlan and ipvlan exclude each other: the other is named", on: "guest", async show(on) {
    await on.by("ip link add link eth1 name ipv9 type ipvlan");
    await on.refuses("MacvlanLink", mv0, /busy[^]*eth1 is the parent of ipv9 too/);
  } },
  { fact: "K9 lo, all, default, multicast and zero are refused by the schema", async show() {
    assert.match(await said("MacvlanLink", { ...mv0, parent: "lo" }), /parent: .*kernel's own names/);
    for (const name of ["all", "default"]) assert.match(await said("MacvlanLink", { ...mv0, name }), /name: /);
    for (const macAddress of ["01:00:00:00:00:01", "00:00:00:00:00:00"])
      assert.match(await said("MacvlanLink", { ...mv0, macAddress }), /macAddress: must not be/);
  } },
  { fact: "K10 links named like words of ip live whole lives", async show(on) {
    for (const name of ["m", "up", "dev", "type", "link", "a"]) {
      const made = await on.create("MacvlanLink", { name, parent: "eth1" });
      const outs = await update(on, "MacvlanLink", made, { name, parent: "eth1", promisc: true });
      assert.equal(outs.promisc, true);
      await handlers.MacvlanLink!.delete(made.id, outs);
    }
  } },
  { fact: "K11 K12 a link in a namespace may be named as one outside, and its parent is found by its index", everywhere: true, async show(on) {
    await on.by("ip netns add red", "ip link add vv type veth peer name xx");
    const args = { netns: "red", name: "vv", parent: "eth1" };
    const made = await on.create("MacvlanLink", args);
    assert.equal(made.outs.parent, "eth1");
    await on.silent("MacvlanLink", made, args);
  } },
  { fact: "K13 up is what was asked for, not what the parent allows", async show(on) {
    await on.by("ip link set dev eth1 down");
    const made = await on.create("MacvlanLink", mv0);
    // A parent whose driver keeps its carrier shows as M-DOWN only.
    assert.match(await shown(on), /M-DOWN|state (DOWN|LOWERLAYERDOWN)/);
    assert.equal(made.outs.up, true);
  } },
  { fact: "K14 K35 what a namespace just deleted still holds is waited for", async show(on) {
    for (let i = 0; i < 3; i++) {
      await on.by("ip netns add old", `ip link add link eth1 name mv9 netns old address ${mac} type macvlan mode bridge`, "ip -n old link set dev mv9 up", "ip netns del old");
      const { id, outs } = await on.create("MacvlanLink", mv0);
      await handlers.MacvlanLink!.delete(id, outs);
    }
  } },
  { fact: "K15 a move flushes addresses: another namespace is a replacement", async show(on) {
    const olds = await on.inputs("MacvlanLink", { ...mv0, netns: "red" });
    const { replaces } = handlers.MacvlanLink!.diff("", olds, await on.inputs("MacvlanLink", { ...mv0, netns: "blue" }));
    assert.ok(replaces.includes("netns"));
  } },
  { fact: "K16 no change takes a link down: addresses and routes stay", everywhere: true, async show(on) {
    const made = await on.create("MacvlanLink", mv0);
    await on.by("ip addr add 2001:db8::2/64 dev mv0 nodad", "ip addr add 192.168.7.2/24 dev mv0", "ip route add 10.7.0.0/16 via 192.168.7.1");
    const state = () => on.by("ip -o addr show dev mv0 scope global; ip route show dev mv0; ip -6 route show dev mv0 | grep db8");
    const before = await state();
    await update(on, "MacvlanLink", made, { ...mv0, macAddress: "02:00:00:00:00:08", mode: "private", mtu: 1400, promisc: true, allmulticast: true, txqueuelen: 77, description: "of mv0" });
    assert.equal((await state()).replace(/ mtu 1400/g, ""), before);
  } },
  { fact: "K24 a queue is shared by siblings: what was asked for is compared", needs: "bcqueuelen", async show(on) {
    const one = await on.create("MacvlanLink", { ...mv0, bcqueuelen: 500 });
    await on.create("MacvlanLink", { ...mv0, macAddress: undefined, name: "mv1", bcqueuelen: 3000 });
    await on.silent("MacvlanLink", one, { ...mv0, bcqueuelen: 500 });
  } },
  { fact: "K25 a batch stops at its first failure: that command is named", async show(on) {
    await on.by(`ip link add link eth1 name mv9 address ${mac} type macvlan mode bridge`, "ip link set dev mv9 up");
    await on.refuses("MacvlanLink", { ...mv0, description: "x" }, /`ip link set dev mv0 .*up`: /);
  } },
  { fact: "K28 the host does not reach its own children through the parent, and the README says so", async show(on) {
    await on.by("ip netns add red", "ip addr add 192.168.7.1/24 dev eth1");
    await on.create("MacvlanLink", { ...mv0, netns: "red" });
    await on.by("ip -n red addr add 192.168.7.2/24 dev mv0");
    assert.notEqual((await on.host.run("ping -c 1 -W 1 192.168.7.2")).code, 0);
  } },
  { fact: "K30 mode and flag are the whole parent's: one update is one of all", on: "guest", everywhere: true, async show(on) {
    const made = await on.create("IpvlanLink", { name: "ipv0", parent: "eth1" });
    await on.create("IpvlanLink", { name: "ipv1", parent: "eth1" });
    await update(on, "IpvlanLink", made, { name: "ipv0", parent: "eth1", mode: "l3", flag: "private" });
    assert.match(await shown(on, "ipv1"), /mode l3 private/);
  } },
  { fact: "K31 what the batch's lexer would read is refused", async show() {
    for (const description of ['a "quote"', "a # b", "a\\b", "a\nb"]) assert.match(await said("MacvlanLink", { ...mv0, description }), /description: /);
  } },
  { fact: "K33 K39 an ipvlan has its parent's MAC address and takes no other", on: "guest", async show(on) {
    const { outs } = await on.create("IpvlanLink", { name: "ipv0", parent: "eth1" });
    assert.equal(outs.macAddress, (await on.by("cat /sys/class/net/eth1/address")).trim());
    assert.match(await said("IpvlanLink", { name: "ipv0", parent: "eth1", macAddress: mac }), /macAddress: is not an argument of IpvlanLink/);
  } },
  { fact: "K33 K38 an ipvlan gets a lease of its own only with the broadcast flag and a client identifier, as the README says", on: "guest", async show(on) {
    await on.by("ip link add p0 type veth peer name p1", "ip link set p0 up", "ip netns add srv", "ip link set p1 netns srv up", "ip -n srv addr add 10.9.0.1/24 dev p1");
    await on.by("ip netns exec srv dnsmasq --conf-file=/dev/null --port=0 --user=root --dhcp-range=10.9.0.10,10.9.0.20,600 --dhcp-leasefile=/run/leases --no-ping --pid-file=/run/dnsmasq.pid");
    await on.by(`printf '%s\\n' '#!/bin/sh' '[ "$1" != bound ] || echo "$ip"' >/run/bound`, "chmod +x /run/bound");
    for (const netns of ["red", "blue"]) {
      await on.by(`ip netns add ${netns}`);
      await on.create("IpvlanLink", { netns, name: "c0", parent: "p0" });
    }
    const lease = async (netns: string, asks = "") => (await on.host.run(`ip netns exec ${netns} udhcpc -i c0 -n -q -t ${asks.includes("-B") ? 10 : 3} -T 1 -s /run/bound ${asks}`)).stdout.trim();
    assert.equal(await lease("red", "-x 0x3d:00726564"), "", "the answer goes to an address that the link does not have yet");
    const alike = [await lease("red", "-B"), await lease("blue", "-B")];
    assert.match(alike[0]!, /^10\.9\.0\.[12]\d$/);
    assert.equal(alike[1], alike[0], "the server tells them by their MAC address, which is one");
    const own = [await lease("red", "-B -x 0x3d:00726564"), await lease("blue", "-B -x 0x3d:00626c7565")];
    assert.equal(new Set([...own, ""]).size, 3, own.join(" "));
  } },
  { fact: "K34 K36 BusyBox makes a vepa link where bridge is asked for: it is told before anything is made", async show(on) {
    await on.by("mkdir /run/bb", "cp $(which busybox) /run/bb/ip", "mount --bind /run/bb/ip /sbin/ip");
    await on.refuses("MacvlanLink", mv0, /its `ip` is not iproute2's: .*BusyBox.*install the package iproute2/);
    assert.ok(!(await on.by("ls /sys/class/net")).includes("mv0"));
  } },
  { fact: "K37 an old ip does not know bcqueuelen: it is said by probing, where it is asked for", on: "guest", suite: "bullseye", async show(on) {
    await on.create("MacvlanLink", mv0);
    await on.refuses("MacvlanLink", { ...mv0, macAddress: undefined, name: "mv1", bcqueuelen: 500 }, /unknown option[^]*iproute2 is too old for `bcqueuelen`/);
  } },
  { fact: "K40 the kernel's random MAC addresses repeat on clones: ours follow from host, namespace and name", async show(on) {
    const derived = async (args: Values) => (await on.inputs("MacvlanLink", { name: "mv0", parent: "eth1", ...args })).macAddress;
    const all = await Promise.all([derived({}), derived({ netns: "red" }), derived({ name: "mv1" }), derived({ connection: "web-2" })]);
    assert.equal(new Set(all).size, 4);
    assert.equal(await derived({ parent: "eth2" }), all[0]);
    for (const one of all) assert.match(String(one), /^02(:[0-9a-f]{2}){5}$/);
  } },
]; // prettier-ignore

showing("facts of links", FACTS);
