import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Values } from "../../provider/kinds/kind";
import { handlers, showing, type Fact } from "./host";

const ip2 = { dev: "eth1", address: "192.168.2.2/24" };
const route = (args: Values): Values => ({ dev: "eth1", dst: "10.1.0.0/16", ...args });

const FACTS: readonly Fact[] = [
  { fact: "K17 a primary address takes its secondaries along: they come back", everywhere: true, async show(on) {
    await on.by("sysctl -qw net.ipv4.conf.eth1.promote_secondaries=0");
    const { id, outs } = await on.create("Address", ip2);
    await on.by("ip addr add 192.168.2.9/24 dev eth1");
    await handlers.Address!.delete(id, outs);
    assert.match(await on.by("ip -4 addr show dev eth1"), /192\.168\.2\.9\/24/);
  } },
  { fact: "K18 a link's last address takes its routes along: those that need none come back", async show(on) {
    const { id, outs } = await on.create("Address", ip2);
    await on.by("ip link set dev eth1 up", "ip route add 10.9.0.0/16 dev eth1 proto bgp metric 7");
    await handlers.Address!.delete(id, outs);
    assert.match(await on.by("ip route show 10.9.0.0/16"), /dev eth1 proto bgp scope link metric 7/);
  } },
  { fact: "K19 a delete by prefix takes the first match: ours names all of it", async show(on) {
    await on.by("ip link set dev eth1 up", "ip route add 10.1.0.0/16 dev eth1 metric 5 proto bgp", "ip route add 10.1.0.0/16 dev eth1 metric 5 table 100");
    const { id, outs } = await on.create("Route", route({ metric: 9 }));
    await handlers.Route!.delete(id, outs);
    assert.match(await on.by("ip route show 10.1.0.0/16; ip route show table 100"), /metric 5[^]*metric 5/);
  } },
  { fact: "K20 K32 metrics and scopes that the kernel fills in are no difference", everywhere: true, async show(on) {
    await on.by("ip link set dev eth1 up", "ip addr add 2001:db8::2/64 dev eth1 nodad");
    for (const args of [route({}), route({ dst: "2001:db8:1::/48", via: "2001:db8::1" }), route({ table: 100 }), route({ dst: "10.5.0.1" })])
      await on.silent("Route", await on.create("Route", args), args);
  } },
  { fact: "K21 host bits are masked, and a gateway off the link is explained with onlink", async show(on) {
    await on.by("ip link set dev eth1 up");
    assert.notEqual((await on.host.run("ip route add 10.1.2.3/16 dev eth1")).code, 0);
    assert.equal((await on.create("Route", route({ dst: "10.1.2.3/16" }))).outs.dst, "10.1.0.0/16");
    await on.refuses("Route", route({ dst: "10.2.0.0/16", via: "10.9.9.9" }), /invalid gateway[^]*no route reaches the gateway 10\.9\.9\.9.*`onlink: true`/);
  } },
  { fact: "K22 what is absent is found absent, whatever ip prints for it", async show(on) {
    for (const [type, args] of [["Address", ip2], ["Route", route({})], ["MacvlanLink", { name: "mv0", parent: "eth1" }], ["NetNamespace", { name: "red" }]] as const) {
      const inputs = await on.inputs(type, args);
      assert.deepEqual(await handlers[type]!.read("it", inputs), { id: "" });
      await handlers[type]!.delete("it", inputs);
    }
  } },
  { fact: "K23 ownership is an alias: of a link, and of lo for a namespace", async show(on) {
    await on.create("NetNamespace", { name: "red" });
    await on.create("MacvlanLink", { netns: "red", name: "mv0", parent: "eth1", description: "of red" });
    assert.match(await on.by("ip -n red link show"), /alias pulumi:lab\/dev:it[^]*alias of red pulumi:lab\/dev:it/);
  } },
  { fact: "K26 an address that a sibling has fails its detection: the resource fails and says so", async show(on) {
    await on.by("ip netns add red", "ip link add link eth1 name mv9 netns red type macvlan mode bridge", "ip -n red link set mv9 up", "ip -n red addr add 2001:db8::2/64 dev mv9 nodad");
    await on.create("MacvlanLink", { name: "mv0", parent: "eth1" });
    await on.refuses("Address", { dev: "mv0", address: "2001:db8::2/64" }, /duplicate address detection failed/);
    assert.ok(!(await on.by("ip addr show dev mv0")).includes("2001:db8::2"));
  } },
  { fact: "K27 a stale file for a namespace is told from one", async show(on) {
    await on.by("mkdir -p /run/netns", "touch /run/netns/red");
    await on.refuses("NetNamespace", { name: "red" }, /\/run\/netns\/red is no network namespace/);
  } },
  { fact: "K28 the README says that the host does not reach its children", async show() {
    assert.match(readFileSync(join(__dirname, "..", "..", "README.md"), "utf8"), /a host and its own macvlan children cannot reach each other/);
  } },
  { fact: "K29 a second default route of one metric: the other is named", async show(on) {
    await on.by("ip route add unreachable default");
    await on.refuses("Route", { dev: "eth1" }, /File exists[^]*another route has this metric: unreachable default/);
  } },
  { fact: "N2 a host that takes one session at a time serves all that come together", async show(on) {
    await on.by("echo 'MaxSessions 1' >>/etc/ssh/sshd_config");
    const names = Array.from({ length: 20 }, (_, i) => ({ name: `mv${i}`, parent: "eth1" }));
    await Promise.all(names.map((args) => on.create("MacvlanLink", args)));
    assert.equal(on.host.kind === "guest" ? 1 : on.host.connections, 1);
  } },
]; // prettier-ignore

showing("facts of addresses, routes, namespaces and SSH", FACTS);
