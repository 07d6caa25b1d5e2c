import assert from "node:assert/strict";
import { faultProxy, type FaultProxy, type LabHost } from "../lab";
import { ref, type Resource } from "../engine/resource";
import { Ground, refused, resources, some, succeeds, up } from "../engine/owned";
import { Stack } from "../engine/stack";
import { forTest, labForSuite } from "../suite";

describe("parts of a stack, several stacks and several hosts, through the engine", () => {
  const lab = labForSuite();
  let ground: Ground;
  let stack: Stack;
  let pristine: string;
  const proxies: FaultProxy[] = [];
  const all = () => resources(ground.host);
  after(async () => {
    await Promise.all(proxies.map((proxy) => proxy.close()));
  });
  forTest(async (use) => {
    ground = new Ground(await use(lab().host("web-1")));
    pristine = await ground.dump();
    stack = await use(Stack.create({ resources: [] }));
  });
  const destroyed = async () => {
    await succeeds(stack.destroy());
    assert.equal(await ground.dump(), pristine);
  };
  const URN = (name: string) => `**::${name}`;
  const target = (...names: string[]) => names.flatMap((name) => ["--target", URN(name)]);

  it("makes and destroys what is aimed at, and what depends on it where that is asked for", async () => {
    await up(stack, all(), { create: 1 }, ...target("netns"));
    await up(stack, all(), { create: 2 }, ...target("link", "tap"));
    await ground.shows("ip netns exec red ip -br link; ip -br link", /^eth0@/m, /^tap0@/m);
    const changed = some(all(), "netns link ip way tap host-ip hole").map((one) => (one.name === "tap" ? { ...one, args: { ...one.args, mtu: 1300 } } : one)); // prettier-ignore
    await up(stack, changed, { create: 1 }, ...target("host-ip"));
    await ground.host.run("ip addr del 10.0.2.2/24 dev eth1"); // prettier-ignore
    await succeeds(stack.refresh());
    await up(stack, changed, { update: 1, create: 4 });
    await refused(stack.destroy(...target("link")), /depends on it|dependen/);
    await ground.shows("ip -n red addr", /10\.0\.1\.2\/24/);
    await succeeds(stack.destroy(...target("link"), "--target-dependents"));
    await ground.shows("ip -n red -o link | wc -l; ip route; ip -br link", /^1\n/, /blackhole/, /^tap0@/m);
    await up(stack, changed, { create: 3 });
    await succeeds(stack.destroy("--exclude", URN("tap"), "--exclude", URN("hole")));
    await ground.shows("ip netns list | wc -l; ip route; ip -br link", /^0\n/, /blackhole/, /^tap0@/m);
    await destroyed();
  });

  it("takes up again what was taken out of the state", async () => {
    await up(stack, all(), { create: all().length });
    for (const [names, count] of [
      [["host-ip", "hole", "tap"], 3],
      [["link"], 3],
      [["netns"], 4],
    ] as const) {
      for (const name of names) assert.equal((await stack.forget(name)).code, 0, name);
      await ground.unharmed(() => up(stack, all(), { create: count }));
    }
    await destroyed();
  });

  it("leaves another stack's objects alone, and is refused them by their owner's name", async () => {
    const other = new Map([["red", "blue"], ["tap0", "tap1"], ["02:00:00:00:00:01", "02:00:00:00:01:01"], ["02:00:00:00:00:02", "02:00:00:00:01:02"], ["10.0.2.2/24", "10.0.2.3/24"], ["10.0.3.0/24", "10.0.4.0/24"], ["10.0.1.2/24", "10.0.1.3/24"]]); // prettier-ignore
    const theirs = JSON.parse(JSON.stringify(all()), (_, value: unknown) => other.get(String(value)) ?? value) as Resource[]; // prettier-ignore
    const second = await Stack.create({ name: "second", resources: theirs });
    await up(second, theirs, { create: theirs.length });
    const alone = await ground.dump();
    await up(stack, all(), { create: all().length });
    for (const one of ["netns", "tap", "host-ip", "hole"]) {
      second.resources = [...theirs, ...some(all(), one, { name: `${one}-too` })];
      const said = new RegExp(`already exists and was made by pulumi:test/test:${one}; .adopt: true. takes it over`);
      await ground.unharmed(() => refused(second.preview(), said));
      await ground.unharmed(() => refused(second.up(), said));
    }
    const guest = { type: "MacvlanLink", name: "guest", args: { connection: ground.host.connection, netns: "red", parent: "eth1" } }; // prettier-ignore
    await up(second, [...theirs, guest], { create: 1 });
    await refused(stack.destroy(), /NetNamespace web-1:red is not deleted: it holds links that this stack did not make: guest/); // prettier-ignore
    await ground.shows("ip -n red -br link; ip -n red route", /^eth0@/m, /^guest@/m, /default via/);
    await up(second, theirs, { delete: 1 });
    await succeeds(stack.destroy());
    const known = (text: string) => text.replace(/ (qdisc|linkdown) ?\S*/g, "");
    assert.equal(known(await ground.dump()), known(alone));
    await succeeds(second.destroy());
    await second.close();
    assert.equal(await ground.dump(), pristine);
  });

  it("moves to another machine where the host is another: deleted here, made there", async () => {
    const elsewhere = await lab().host("web-2");
    const there = new Ground(elsewhere);
    const before = await there.dump();
    const at = ({ connection }: LabHost, change: object = {}) =>
      all().map((one) => (one.args.connection ? { ...one, args: { ...one.args, connection: { ...connection, ...change } } } : one)); // prettier-ignore
    await up(stack, all(), { create: 7 });
    await up(stack, at(elsewhere), { replace: 7 });
    assert.equal(await ground.dump(), pristine);
    await there.shows("ip -n red addr; ip -n red route; ip -br link; ip route", /10\.0\.1\.2/, /default via/, /^tap0@/m, /blackhole/); // prettier-ignore
    // Without a name the address and the port are the host.
    await up(stack, at(elsewhere, { name: undefined }), { replace: 7 });
    const proxy = await faultProxy(elsewhere.connection.port);
    proxies.push(proxy);
    await up(stack, at(elsewhere, { name: undefined, port: proxy.port }), { replace: 7 });
    await there.shows("ip -n red addr; ip -n red route; ip -br link; ip route", /10\.0\.1\.2/, /default via/, /^tap0@/m, /blackhole/); // prettier-ignore
    await succeeds(stack.destroy());
    assert.equal(await there.dump(), before);
    await elsewhere.stop();
  });

  it("keeps apart what has one name under two components", async () => {
    const component = (name: string, opts = {}): Resource => ({ type: "Component", name, args: {}, opts });
    const child = (parent: string, own: string): Resource => ({ type: "MacvtapLink", name: "link", args: { connection: ground.host.connection, parent: "eth1", name: own }, opts: { parent: ref(parent) } }); // prettier-ignore
    const two = [component("a"), component("b", { parent: ref("a") }), child("a", "tap1"), child("b", "tap2")];
    await up(stack, two, { create: 4 });
    await ground.shows("ip link", /tap1@/, /tap2@/);
    await up(stack, two.slice(0, 3), { delete: 1 });
    await ground.shows("ip -br link | grep -c tap; ip link", /^1\n/, /tap1@/);
    await destroyed();
  });
});
