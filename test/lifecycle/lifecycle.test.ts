import assert from "node:assert/strict";
import { hostAt } from "../../provider/host/host";
import type { Incomplete } from "../../provider/lifecycle/fault";
import { HostError } from "../../provider/host/error";
import type { Section } from "../../provider/host/shell/script";
import type { Values } from "../../provider/kinds/kind";
import { identityOf } from "../../provider/kinds/identity";
import { lifecycle } from "../../provider/lifecycle/lifecycle";
import { Preflight } from "../../provider/preview/preflight";
import { kinds } from "../kinds/cases";
import type { LabHost } from "../lab";
import { forTest, labForSuite } from "../suite";

/** Each use is a run of its own. */
const handlers = new Proxy({} as Record<string, ReturnType<typeof lifecycle>>, {
  get: (_, type: string) => lifecycle(kinds[type]!),
});
const mark = (name: string) => `pulumi:lab/dev:${name}`;

describe("the lifecycle on a real host", () => {
  const lab = labForSuite();
  let host: LabHost;
  forTest(async (use) => {
    host = await use(lab().host("web-1"));
  });

  const inputs = async (type: string, args: Values, owner = "it"): Promise<Values> => {
    const { inputs, failures } = await handlers[type]!.check(
      {},
      { connection: host.connection, mark: mark(owner), ...args },
    );
    assert.deepEqual(failures, []);
    return inputs;
  };
  const create = (type: string, args: Values, owner?: string) => inputs(type, args, owner).then(handlers[type]!.create);
  const by = async (...commands: string[]) => {
    for (const command of commands) assert.equal((await host.run(command)).code, 0, command);
  };
  const links = async () => (await host.run("ip -br link | cut -d' ' -f1")).stdout.trim().split("\n").map((name) => name.replace(/@.*/, "")).sort(); // prettier-ignore
  const macvlan = { name: "mv0", parent: "eth1", macAddress: "02:00:00:00:00:07" };

  it("takes back a link that was made and cannot go up", async () => {
    await by(
      "ip link add link eth1 name mv9 address 02:00:00:00:00:07 type macvlan mode bridge",
      "ip link set dev mv9 up",
    );
    const failed = create("MacvlanLink", macvlan);
    await assert.rejects(
      failed,
      /web-1: `ip link set dev mv0 .*up`: .*Address already in use\n {2}02:00:00:00:00:07 is that of mv9 on eth1 too/,
    );
    assert.deepEqual(await links(), ["eth1", "lo", "mv9"]);
  });

  it("waits for what a namespace that was just deleted still holds", async () => {
    for (let i = 0; i < 5; i++) {
      await by("ip netns add old", "ip link add link eth1 name mv9 netns old address 02:00:00:00:00:07 type macvlan mode bridge", "ip -n old link set mv9 up", "ip netns del old"); // prettier-ignore
      const { id, outs } = await create("MacvlanLink", macvlan);
      await handlers.MacvlanLink!.delete(id, outs);
    }
  });

  it("refuses what someone else made, and takes it over as it is, if it may", async () => {
    await by(
      "ip link add link eth1 name mv0 address 02:00:00:00:00:07 type macvlan mode bridge",
      "ip link set dev mv0 up alias byhand",
    );
    await assert.rejects(
      create("MacvlanLink", macvlan),
      /made outside this stack \(macvlan on the parent eth1, on the host\); `adopt: true` takes it over/,
    );
    const { outs } = await create("MacvlanLink", { ...macvlan, description: "byhand", adopt: true });
    assert.match((await host.run("ip link show mv0")).stdout, /alias byhand pulumi:lab\/dev:it\n/);
    await handlers.MacvlanLink!.delete("", outs);
    assert.deepEqual(await links(), ["eth1", "lo"]);
  });

  it("takes over one of several routes of a destination, and leaves the others as they are", async () => {
    await by(
      "ip addr add 10.0.0.5/24 dev eth1; ip -6 addr add 2001:db8::5/64 dev eth1 nodad",
      "for n in 1 2 3; do ip route append 10.9.0.0/16 via 10.0.0.$n proto static; done",
      "for n in 1 2 3; do ip -6 route append 2001:db8:9::/48 via 2001:db8::$n dev eth1 metric 1024 proto static; done",
    );
    const routes = async () => (await host.run("ip route show 10.9.0.0/16; ip -6 route show 2001:db8:9::/48")).stdout;
    const before = await routes();
    const args = { dev: "eth1", adopt: true };
    const made = [
      await create("Route", { ...args, dst: "10.9.0.0/16", via: "10.0.0.2" }, "four"),
      await create("Route", { ...args, dst: "2001:db8:9::/48", via: "2001:db8::2" }, "six"),
    ];
    assert.equal(await routes(), before);
    for (const { id, outs } of made) await handlers.Route!.delete(id, outs);
    assert.equal(await routes(), before.replace(/.*via (10\.0\.0\.2|2001:db8::2) .*\n/g, ""));
  });

  it("takes up again what an interrupted run of its own left, and not another resource's", async () => {
    await create("MacvlanLink", macvlan);
    await create("MacvlanLink", macvlan);
    await assert.rejects(create("MacvlanLink", macvlan, "other"), /was made by pulumi:lab\/dev:it/);
    await create("NetNamespace", { name: "red" }, "red");
    await create("NetNamespace", { name: "red" }, "red");
    await create("Address", { netns: "red", dev: "lo", address: "10.0.0.1/8" }, "ip");
    await create("Address", { netns: "red", dev: "lo", address: "10.0.0.1/8" }, "ip");
  });

  it("refuses what cannot become what is asked for, whoever made it, and leaves it as it is", async () => {
    await by("ip link add p2 type veth peer name q2");
    const refused = /which cannot change in place/;
    const unlike = [
      ["MacvlanLink", macvlan, { parent: "p2", promisc: true }],
      ["MacvlanLink", macvlan, { mode: "passthru" }],
      ["Address", { dev: "eth1", address: "192.168.2.2/24", label: "eth1:x" }, { label: "eth1:y" }],
      ["Address", { dev: "eth1", address: "2001:db8::2/64", metric: 9 }, { metric: 0 }],
    ] as const;
    for (const [type, args, change] of unlike) {
      const { id, outs } = await create(type, args);
      for (const adopt of [false, true]) await assert.rejects(create(type, { ...args, ...change, adopt }), refused);
      assert.deepEqual((await handlers[type]!.read(id, outs)).props, outs);
      await handlers[type]!.delete(id, outs);
    }
    await by("ip link add link eth1 name mv0 type macvlan mode bridge", "ip link set mv0 alias byhand");
    const taken = create("MacvlanLink", { ...macvlan, parent: "p2", adopt: true });
    await assert.rejects(taken, /`parent` is "eth1" on the host, which cannot change in place/);
    assert.match((await host.run("ip link show mv0")).stdout, /alias byhand\n/, "it is not marked before it is ours");
  });

  it("knows by its note what it made on somebody's link when its run died, and leaves no note behind", async () => {
    const notes = async () => (await host.run("cat /run/pulumi-netlink/* 2>&1")).stdout.trim();
    for (const [type, args] of [
      ["Address", { dev: "eth1", address: "192.168.2.2/24" }],
      ["Route", { dev: "eth1", dst: "10.1.0.0/16" }],
    ] as const) {
      await create(type, args);
      assert.equal(await notes(), mark("it"));
      await create(type, args);
      const others = lifecycle(kinds[type]!).create({ ...(await inputs(type, args)), mark: "pulumi:lab/prod:it" });
      await assert.rejects(others, /was made by pulumi:lab\/dev:it/);
      const next = await create(type, args, "next");
      assert.equal(await notes(), mark("next"), "it passes on within the stack");
      await handlers[type]!.delete(next.id, next.outs);
      assert.match(await notes(), /No such file/);
    }
  });

  it("notes for good only what carries no mark, and clears the notes of what goes with a link or a namespace", async () => {
    const notes = async () => (await host.run("ls /run/pulumi-netlink 2>/dev/null | wc -l")).stdout.trim();
    const red = await create("NetNamespace", { name: "red" });
    const made = [];
    for (const [name, parent] of Object.entries({ mv0: "eth1", mv1: "mv0" })) {
      const args = { ...macvlan, name, parent, ...(name === "mv0" ? {} : { macAddress: undefined }) };
      made.push(
        await create("MacvlanLink", { ...args, netns: "red", parentNetns: name === "mv0" ? undefined : "red" }),
      );
      await create("Address", { netns: "red", dev: name, address: `192.168.${parent.length}.2/24` });
    }
    await create("Route", { netns: "red", dev: "mv0", via: "192.168.4.1" });
    await create("Address", { netns: "red", dev: "lo", address: "10.0.0.1/32" });
    assert.equal(await notes(), "4");
    await handlers.MacvlanLink!.delete(made[1]!.id, made[1]!.outs);
    assert.equal(await notes(), "3");
    await by("ip -n red link del mv0");
    await handlers.MacvlanLink!.delete(made[0]!.id, made[0]!.outs);
    assert.equal(await notes(), "1", "even if somebody has deleted the link");
    await handlers.NetNamespace!.delete(red.id, red.outs);
    assert.equal(await notes(), "0");
  });

  it("takes nothing that others put onto its link or into its namespace for its own, and names them", async () => {
    await create("NetNamespace", { name: "red" });
    await create("MacvlanLink", { ...macvlan, netns: "red" });
    await create("Address", { netns: "red", dev: "mv0", address: "192.0.2.2/24" });
    await by(
      "ip -n red addr add 192.0.2.77/24 dev mv0 valid_lft 600 preferred_lft 300",
      "ip -n red addr add 192.0.2.78/24 dev mv0",
      "ip -n red route add default via 192.0.2.254 dev mv0 proto dhcp",
      "ip -n red route add 10.9.0.0/16 via 192.0.2.254 dev mv0 proto bird",
      "ip -n red route add 10.8.0.0/16 via 192.0.2.254 dev mv0 proto static",
    );
    const on = { netns: "red", dev: "mv0" };
    const dhcp =
      /was made by a DHCP client \(default via 192.0.2.254 dev mv0 proto dhcp, in namespace red\); `adopt: true`/;
    for (const [type, args, says] of [
      [
        "Address",
        { address: "192.0.2.77/24" },
        /was made by a DHCP client or a router, .*\(192.0.2.77\/24 dev mv0 valid_lft \d+sec, in namespace red\); `adopt/,
      ],
      [
        "Address",
        { address: "192.0.2.78/24" },
        /was made outside this stack \(192.0.2.78\/24 dev mv0, in namespace red\)/,
      ],
      ["Route", { via: "192.0.2.1" }, dhcp],
      ["Route", { dst: "10.9.0.0/16", via: "192.0.2.1" }, /was made by a routing daemon, whose protocol is bird/],
      [
        "Route",
        { dst: "10.8.0.0/16", via: "192.0.2.254" },
        /was made outside this stack \(10.8.0.0\/16 via 192.0.2.254/,
      ],
    ] as const) {
      await assert.rejects(create(type, { ...on, ...args }), says);
      const adopted = await create(type, { ...on, ...args, adopt: true });
      await handlers[type]!.delete(adopted.id, adopted.outs);
    }
  });

  it("mends a namespace whose making was cut off before it was one", async () => {
    const red = await inputs("NetNamespace", { name: "red" });
    const note = identityOf(kinds.NetNamespace!, red).note;
    await by(
      `mkdir -p /run/pulumi-netlink /run/netns && touch /run/netns/red && echo ${mark("it")} >/run/pulumi-netlink/${note}`,
    );
    await create("NetNamespace", { name: "red" });
    assert.match((await host.run("ip -n red link show lo; ls /run/pulumi-netlink 2>&1")).stdout, /,UP[^]*No such file/);
  });

  it("leaves alone what took the place of its own", async () => {
    const { id, outs } = await create("MacvlanLink", macvlan);
    await by("ip link del mv0", "ip link add link eth1 name mv0 type macvlan mode bridge");
    await assert.rejects(handlers.MacvlanLink!.delete(id, outs), /left alone: it does not carry our mark/);
    await assert.rejects(
      handlers.MacvlanLink!.update(id, outs, await inputs("MacvlanLink", macvlan)),
      /something else has taken its place/,
    );
    assert.deepEqual(await handlers.MacvlanLink!.read(id, outs), { id: "" }, "its own is gone");
    assert.ok((await links()).includes("mv0"));
  });

  it("knows its own link by its number if the mark was taken off, and mends that", async () => {
    const { id, outs } = await create("MacvlanLink", macvlan);
    await by("ip link set dev mv0 alias byhand");
    const seen = (await handlers.MacvlanLink!.read(id, outs)) as { props: Values };
    assert.deepEqual([seen.props.description, seen.props.mark], ["byhand", undefined]);
    const mended = await handlers.MacvlanLink!.update(id, seen.props, await inputs("MacvlanLink", macvlan));
    assert.deepEqual([mended.outs.description, mended.outs.mark], [undefined, mark("it")]);
    await by("ip link set dev mv0 alias byhand");
    await handlers.MacvlanLink!.delete(id, outs);
    assert.deepEqual(await links(), ["eth1", "lo"]);
  });

  it("does not take back what somebody made in the same moment", async () => {
    const machine = hostAt(host.connection) as unknown as {
      exchange: (sections: readonly { job?: number }[]) => Promise<unknown>;
    };
    const exchange = machine.exchange.bind(machine);
    machine.exchange = async (sections) => {
      if (sections.some(({ job }) => job !== undefined)) await host.run("ip link add mv0 type veth peer name mv1");
      return exchange(sections);
    };
    await assert.rejects(
      create("MacvlanLink", macvlan),
      /File exists\n {2}there already is a veth link mv0 on the host/,
    );
    assert.ok((await links()).includes("mv0"));
    machine.exchange = exchange;
    await assert.rejects(
      create("MacvlanLink", macvlan),
      /cannot be made: mv0 is a veth link/,
      "nor takes it for its own",
    );
  });

  for (const alias of ["byhand", "pulumi:lab/other:it"])
    it(`does not take back, or over, what got its name while its own had a passing one, and is called ${alias}`, async () => {
      await create("NetNamespace", { name: "red" }, "red");
      await create("MacvlanLink", { ...macvlan, name: "first", netns: "red", macAddress: undefined }, "first");
      // The snapshot that was read last does not have it.
      await by(
        "ip link add link eth1 name mv9 netns red type macvlan mode bridge",
        `ip -n red link set dev mv9 name eth1 alias ${alias}`,
      );
      const eth1 = { ...macvlan, name: "eth1", netns: "red" };
      await assert.rejects(
        create("MacvlanLink", eth1),
        /name eth1`: .*File exists\n {2}there already is a macvlan link eth1 in/,
      );
      await assert.rejects(
        create("MacvlanLink", eth1),
        /already exists and was made (by pulumi:lab\/other:it|outside)/,
      );
      const { stdout } = await host.run("ip -n red -br link | cut -d@ -f1 | sort; ls /run/pulumi-netlink 2>&1");
      assert.match(stdout, /^eth1\nfirst\nlo .*\n.*No such file.*\n$/);
      assert.ok((await host.run("ip -n red link show eth1")).stdout.includes(`alias ${alias}\n`));
    });

  it("deletes its address from somebody's link, and the link stays", async () => {
    await by("ip addr add 192.168.2.9/24 dev eth1");
    const { id, outs } = await create("Address", { dev: "eth1", address: "192.168.2.2/24" });
    await assert.rejects(create("Address", { dev: "eth1", address: "192.168.2.9/24" }), /made outside this stack/);
    await handlers.Address!.delete(id, outs);
    const { stdout } = await host.run("ip -4 addr show dev eth1");
    assert.ok(stdout.includes("192.168.2.9/24") && !stdout.includes("192.168.2.2/24"), stdout);
  });

  for (const promote of [0, 1])
    it(`deletes no address but its own with promote_secondaries ${promote}, and puts back none that goes at the same time`, async () => {
      const made = [];
      for (const n of [2, 3, 4]) made.push(await create("Address", { dev: "eth1", address: `192.168.2.${n}/24` }));
      await by(
        `sysctl -qw net.ipv4.conf.eth1.promote_secondaries=${promote}`,
        "ip addr add 192.168.2.9/24 dev eth1 brd + label eth1:hand",
        "ip route add 10.9.0.0/16 via 192.168.2.1 src 192.168.2.9 proto 99",
        "ip route add 10.8.0.0/16 dev eth1 metric 5 mtu 1300",
      );
      const shown = async () =>
        (await host.run("ip -4 -o addr show dev eth1; ip route show dev eth1 | grep -v kernel")).stdout;
      await Promise.all(made.slice(0, 2).map(({ id, outs }) => handlers.Address!.delete(id, outs)));
      assert.match(await shown(), /192.168.2.4[^]*10.8.0.0\/16/);
      await handlers.Address!.delete(made[2]!.id, made[2]!.outs);
      assert.match(
        (await shown()).replace(/\\ .*/g, ""),
        /^\d+: eth1 +inet 192.168.2.9\/24 brd 192.168.2.255 scope global eth1:hand\n10.8.0.0\/16 scope link metric 5 mtu 1300 \n10.9.0.0\/16 via 192.168.2.1 proto openr src 192.168.2.9 \n$/,
      );
    });

  it("says which route it cannot put back as it was, and puts back the others, though not over a newer one", async () => {
    const { id, outs } = await create("Address", { dev: "eth1", address: "192.168.2.2/24" });
    await by(
      "ip route add 10.5.0.0/24 dev eth1",
      "ip route add 10.6.0.0/24 dev eth1 encap ip id 5 dst 192.168.2.9",
      "ip route add 10.7.0.0/24 dev eth1 features ecn",
    );
    await assert.rejects(handlers.Address!.delete(id, outs), /: `ip route add unicast .* dev eth1 scope 253 encap`: /);
    const shown = async () => (await host.run("ip route; ls /run/pulumi-netlink 2>&1")).stdout;
    assert.match(await shown(), /^10.5.0.0\/24 dev eth1.*\n10.7.0.0\/24 dev eth1.* features ecn \n.*No such file.*\n$/);
    await handlers.Address!.delete(id, outs);
  });

  it("puts back nothing in the place of what somebody has made since a delete was cut off", async () => {
    const address = { dev: "eth1", address: "192.168.2.2/24" };
    const { id, outs } = await create("Address", address);
    await by("ip route add 10.5.0.0/24 dev eth1", "ip route add 10.6.0.0/24 dev eth1 mtu 1300");
    const machine = hostAt(host.connection) as unknown as { exchange: (s: readonly Section[]) => Promise<unknown> };
    const { exchange } = machine;
    machine.exchange = (sections) =>
      exchange(sections.map((s) => ({ ...s, lines: s.lines.filter((line) => !/^route add|-rest$/.test(line)) })));
    await handlers.Address!.delete(id, outs);
    machine.exchange = exchange;
    await by("ip addr add 192.168.3.2/24 dev eth1", "ip route add 10.5.0.0/24 via 192.168.3.1");
    await create("Address", address);
    const { stdout } = await host.run("ip route | grep ^10; ls /run/pulumi-netlink/*-rest 2>&1");
    assert.match(
      stdout,
      /^10.5.0.0\/24 via 192.168.3.1 dev eth1 \n10.6.0.0\/24 dev eth1 scope link mtu 1300 \n.*No such file/,
    );
  });

  it("changes no link and no lo in a way that takes along what is on it, if no preview has looked either", async () => {
    const red = await create("NetNamespace", { name: "red" }, "red");
    const args = { ...macvlan, netns: "red" };
    const { id, outs } = await create("MacvlanLink", args);
    await by(
      "ip -n red addr add 2001:db8::1/64 dev mv0 nodad",
      "ip -n red addr add 2001:db8:1::1/128 dev lo nodad",
      "ip -n red route add 10.9.0.0/16 dev mv0",
    );
    const before = (await host.run("ip -n red addr; ip -n red route; ip -n red -6 route")).stdout;
    for (const [change, said] of [
      [{ mtu: 1200 }, /mtu: takes along 2001:db8::1\/64: delete that first/],
      [{ up: false }, /up: takes along 2001:db8::1\/64, the route 10.9.0.0\/16 dev mv0 proto boot: delete/],
    ] as const) {
      const news = await inputs("MacvlanLink", { ...args, ...change });
      await assert.rejects(handlers.MacvlanLink!.update(id, outs, news), said);
    }
    const quiet = await inputs("NetNamespace", { name: "red", loopback: false }, "red");
    await assert.rejects(handlers.NetNamespace!.update(red.id, red.outs, quiet), /loopback: takes along 2001:db8:1::1/);
    assert.equal((await host.run("ip -n red addr; ip -n red route; ip -n red -6 route")).stdout, before);
    await by("ip -n red addr del 2001:db8::1/64 dev mv0", "ip -n red route del 10.9.0.0/16");
    await handlers.MacvlanLink!.update(id, outs, await inputs("MacvlanLink", { ...args, mtu: 1200, up: false }));
  });

  it("takes an alternative name of a link wherever it takes a name, and reads it back as it was written", async () => {
    await by("ip link property add dev eth1 altname enp0s31f6", "ip addr add 192.0.2.1/24 dev eth1");
    const preflight = new Preflight(kinds, () => undefined);
    const before = await host.run("ip addr; ip route");
    const made: [string, string, Values][] = [];
    for (const [type, args] of [
      ["MacvlanLink", { ...macvlan, parent: "enp0s31f6" }],
      ["Address", { dev: "enp0s31f6", address: "192.0.2.10/24" }],
      ["Route", { dev: "enp0s31f6", dst: "10.9.0.0/16", prefsrc: "192.0.2.10/24" }],
      [
        "Route",
        {
          dst: "10.8.0.0/16",
          nexthops: [
            { via: "192.0.2.7", dev: "enp0s31f6" },
            { via: "192.0.2.8", dev: "enp0s31f6" },
          ],
        },
      ],
    ] as const) {
      const asked = { connection: host.connection, mark: mark("it"), announcement: { mode: "on" }, ...args };
      const checked = await lifecycle(kinds[type]!, preflight).check({}, asked);
      assert.deepEqual(checked.failures, []);
      const { id, outs } = await handlers[type]!.create(checked.inputs);
      assert.deepEqual((await handlers[type]!.read(id, outs)).props, outs);
      assert.deepEqual((await handlers[type]!.create(checked.inputs)).outs, outs, "it is there already");
      assert.equal(JSON.stringify(outs).includes('"eth1"'), false);
      made.push([type, id, outs]);
    }
    assert.match((await host.run("ip route show 10.9.0.0/16")).stdout, /dev eth1 .*src 192.0.2.10/);
    for (const [type, id, outs] of made.reverse()) await handlers[type]!.delete(id, outs);
    assert.deepEqual(await host.run("ip addr; ip route"), before);
  });

  it("lets no two resources have one object by two names of its machine", async () => {
    const preflight = new Preflight(kinds, () => undefined);
    const address = lifecycle(kinds.Address!, preflight);
    const make = async (name: string) => {
      const connection = { ...(host.connection as object), name };
      const asked = { connection, mark: mark(name), dev: "eth1", address: "192.0.2.10/24" };
      const { inputs, failures } = await address.check({}, asked);
      assert.deepEqual(failures, []);
      return address.create(inputs);
    };
    const { id, outs } = await make("one");
    await assert.rejects(make("two"), /is that of pulumi:lab\/dev:one too, by another name of the machine/);
    await address.delete(id, outs);
  });

  it("runs nothing from a note that we could not have written, and names its file", async () => {
    const address = { dev: "eth1", address: "192.168.2.2/24" };
    const { id, outs } = await create("Address", address);
    const file = `/run/pulumi-netlink/${identityOf(kinds.Address!, await inputs("Address", address)).note}-rest`;
    const odd = encodeURIComponent(JSON.stringify([{ tool: "ip", words: ["link", "del", "dev", "eth1"] }]));
    await by(`echo ${odd} >${file}`);
    const refused = new RegExp(
      `Address web-1:eth1/192.168.2.2/24: ${file} on web-1 holds what .*: look at it, and remove it`,
    );
    await assert.rejects(handlers.Address!.delete(id, outs), refused);
    await assert.rejects(create("Address", address), refused);
    await by(`rm ${file}`, "ip link show eth1");
    await handlers.Address!.delete(id, outs);
  });

  it("deletes its routes whatever somebody has made of their next hops", async () => {
    await by("ip addr add 192.168.2.9/24 dev eth1");
    const nexthops = [{ via: "192.168.2.3" }, { via: "192.168.2.4" }];
    const { id, outs } = await create("Route", { dst: "10.1.0.0/16", nexthops });
    await by("ip route replace 10.1.0.0/16 proto static nexthop via 192.168.2.4 nexthop via 192.168.2.3");
    assert.deepEqual((await handlers.Route!.read(id, outs)).props, outs);
    await handlers.Route!.delete(id, outs);
    await by("ip nexthop add id 5 via 192.168.2.3 dev eth1", "ip route add 10.1.0.0/16 proto static nhid 5");
    const taken = await create("Route", { dst: "10.1.0.0/16", via: "192.168.2.3", dev: "eth1", adopt: true });
    await handlers.Route!.delete(taken.id, taken.outs);
    assert.equal((await host.run("ip route show 10.1.0.0/16")).stdout, "");
  });

  it("keeps a namespace with somebody's link in it, until it is forced", async () => {
    const { id, outs } = await create("NetNamespace", { name: "red" });
    await by("ip link add v0 type veth peer name v1 netns red");
    await assert.rejects(
      handlers.NetNamespace!.delete(id, outs),
      /not deleted: it holds links that this stack did not make: v1; `force: true`/,
    );
    await handlers.NetNamespace!.delete(id, { ...outs, force: true });
    assert.equal((await host.run("ip netns list")).stdout, "");
  });

  it("finds an address that another host has, and takes it back", async () => {
    const other = await lab().host("other");
    await other.run("ip addr add 2001:db8::2/64 dev eth1 nodad");
    await assert.rejects(
      create("Address", { dev: "eth1", address: "2001:db8::2/64" }),
      /another host has this address/,
    );
    assert.doesNotMatch((await host.run("ip -6 addr show dev eth1")).stdout, /2001:db8::2/);
    await other.stop();
  });

  it("deletes what is gone already, and reads it as gone", async () => {
    const { id, outs } = await create("MacvlanLink", macvlan);
    await by("ip link del mv0");
    assert.deepEqual(await handlers.MacvlanLink!.read(id, outs), { id: "" });
    await handlers.MacvlanLink!.delete(id, outs);
    const made = await handlers.MacvlanLink!.update(id, outs, await inputs("MacvlanLink", macvlan));
    assert.equal(made.outs.mtu, 1500, "an update makes what is gone");
  });

  it("keeps in the state what was made when the connection broke, and the next up mends it", async () => {
    const machine = hostAt(host.connection) as unknown as {
      exchange: (sections: readonly { job?: number }[]) => Promise<unknown>;
    };
    const exchange = machine.exchange.bind(machine);
    machine.exchange = async (sections) => {
      const answer = await exchange(sections);
      if (sections.some(({ job }) => job !== undefined)) throw new HostError("web-1", "the connection broke", true);
      return answer;
    };
    const wanted = { ...(await inputs("MacvlanLink", macvlan)), __provider: "the stub" };
    const broken = await handlers.MacvlanLink!.create(wanted).then(
      () => assert.fail("it was made"),
      (error: Incomplete) => error,
    );
    machine.exchange = exchange;
    await by("ip link set dev mv0 down alias ''"); // As if it had broken between the first command and the second.
    assert.deepEqual([broken.id, broken.properties.__provider, broken.reasons.length], ["web-1:mv0", "the stub", 1]);
    assert.match(String(broken), /web-1: the connection broke/);
    const { outs } = await handlers.MacvlanLink!.update(broken.id, broken.properties, wanted);
    assert.equal(outs.macAddress, macvlan.macAddress);
    await handlers.MacvlanLink!.delete(broken.id, broken.properties);
    assert.deepEqual(await links(), ["eth1", "lo"]);
  });

  it("asks a host twice for a create, once for a read and twice for a delete, whatever comes together", async () => {
    const { connection } = host;
    const machine = hostAt(connection) as unknown as { exchange: (...args: unknown[]) => Promise<unknown> };
    const exchange = machine.exchange.bind(machine);
    let trips = 0;
    machine.exchange = (...args) => exchange(...args, trips++);
    const names = Array.from({ length: 20 }, (_, i) => `mv${i}`);
    const made = await Promise.all(names.map((name) => create("MacvlanLink", { name, parent: "eth1" })));
    assert.equal(trips, 2, "20 creates");
    await Promise.all(made.map(({ id, outs }) => handlers.MacvlanLink!.read(id, outs)));
    assert.equal(trips, 3, "20 reads");
    await Promise.all(made.map(({ id, outs }) => handlers.MacvlanLink!.delete(id, outs)));
    assert.equal(trips, 5, "20 deletes");
    for (const type of ["MacvlanLink", "NetNamespace"]) {
      const args = type === "MacvlanLink" ? { parent: "eth1", allmulticast: true } : {};
      const more = await Promise.all(names.map((name) => create(type, { name, ...args })));
      if (type === "NetNamespace")
        for (const name of names)
          await by(
            `ip link add link eth1 name v0 netns ${name} type macvlan`,
            `ip -n ${name} link set v0 alias ${mark("v0")}`,
          );
      trips = 0;
      await Promise.all(more.map(({ id, outs }) => handlers[type]!.delete(id, outs)));
      assert.equal(trips, 21, "20 deletes of several commands: one read, and one change each");
    }
  });
});
