import assert from "node:assert/strict";
import { faultProxy, type FaultProxy, type LabHost } from "../lab";
import { ref, type Resource } from "../engine/resource";
import { Ground, refused, resources, some, succeeds, up } from "../engine/owned";
import { Stack } from "../engine/stack";
import { stageForTest } from "../engine/stage";

describe("parts of a stack, several stacks and several hosts, through the engine", () => {
  const stage = stageForTest();
  const proxies: FaultProxy[] = [];
  const all = () => resources(stage.ground.host);
  after(async () => {
    await Promise.all(proxies.map((proxy) => proxy.close()));
  });
  const URN = (name: string) => `**::${name}`;
  const target = (...names: string[]) => names.flatMap((name) => ["--target", URN(name)]);

  it("makes and destroys what is aimed at, and what depends on it if that is asked for", async () => {
    await up(stage.stack, all(), { create: 1 }, ...target("netns"));
    await up(stage.stack, all(), { create: 2 }, ...target("link", "tap"));
    await stage.ground.shows("ip netns exec red ip -br link; ip -br link", /^eth0@/m, /^tap0@/m);
    const changed = some(all(), "netns link ip way tap host-ip hole").map((one) => (one.name === "tap" ? { ...one, args: { ...one.args, mtu: 1300 } } : one)); // prettier-ignore
    await up(stage.stack, changed, { create: 1 }, ...target("host-ip"));
    await stage.ground.host.run("ip addr del 10.0.2.2/24 dev eth1"); // prettier-ignore
    await succeeds(stage.stack.refresh());
    await up(stage.stack, changed, { update: 1, create: 4 });
    await refused(stage.stack.destroy(...target("link")), /depends on it|dependen/);
    await stage.ground.shows("ip -n red addr", /10\.0\.1\.2\/24/);
    await succeeds(stage.stack.destroy(...target("link"), "--target-dependents"));
    await stage.ground.shows("ip -n red -o link | wc -l; ip route; ip -br link", /^1\n/, /blackhole/, /^tap0@/m);
    await up(stage.stack, changed, { create: 3 });
    await succeeds(stage.stack.destroy("--exclude", URN("tap"), "--exclude", URN("hole")));
    await stage.ground.shows("ip netns list | wc -l; ip route; ip -br link", /^0\n/, /blackhole/, /^tap0@/m);
    await stage.destroyed();
  });

  it("takes up again what was taken out of the state", async () => {
    await up(stage.stack, all(), { create: all().length });
    for (const [names, count] of [
      [["host-ip", "hole", "tap"], 3],
      [["link"], 3],
      [["netns"], 4],
    ] as const) {
      for (const name of names) assert.equal((await stage.stack.forget(name)).code, 0, name);
      await stage.ground.unharmed(() => up(stage.stack, all(), { create: count }));
    }
    await stage.destroyed();
  });

  it("leaves another stack's objects alone, and is refused them by their owner's name", async () => {
    const other = new Map([["red", "blue"], ["tap0", "tap1"], ["02:00:00:00:00:01", "02:00:00:00:01:01"], ["02:00:00:00:00:02", "02:00:00:00:01:02"], ["10.0.2.2/24", "10.0.2.3/24"], ["10.0.3.0/24", "10.0.4.0/24"], ["10.0.1.2/24", "10.0.1.3/24"]]); // prettier-ignore
    const theirs = JSON.parse(JSON.stringify(all()), (_, value: unknown) => other.get(String(value)) ?? value) as Resource[]; // prettier-ignore
    const second = await Stack.create({ name: "second", resources: theirs });
    await up(second, theirs, { create: theirs.length });
    const alone = await stage.ground.dump();
    await up(stage.stack, all(), { create: all().length });
    for (const one of ["netns", "tap", "host-ip", "hole"]) {
      second.resources = [...theirs, ...some(all(), one, { name: `${one}-too` })];
      const said = new RegExp(`already exists and was made by pulumi:test/test:${one} .*; .adopt: true. takes it over`);
      await stage.ground.unharmed(() => refused(second.preview(), said));
      await stage.ground.unharmed(() => refused(second.up(), said));
    }
    const guest = { type: "MacvlanLink", name: "guest", args: { connection: stage.ground.host.connection, netns: "red", parent: "eth1" } }; // prettier-ignore
    await up(second, [...theirs, guest], { create: 1 });
    await refused(stage.stack.destroy(), /NetNamespace web-1:red is not deleted: it holds links that this stack did not make: guest/); // prettier-ignore
    await stage.ground.shows("ip -n red -br link; ip -n red route", /^eth0@/m, /^guest@/m, /default via/);
    await up(second, theirs, { delete: 1 });
    await succeeds(stage.stack.destroy());
    const known = (text: string) => text.replace(/ (qdisc|linkdown) ?\S*/g, "");
    assert.equal(known(await stage.ground.dump()), known(alone));
    await succeeds(second.destroy());
    await second.close();
    assert.equal(await stage.ground.dump(), stage.pristine);
  });

  it("moves to another machine if the host is another one: deleted here, made there", async () => {
    const elsewhere = await stage.lab().host("web-2");
    const there = new Ground(elsewhere);
    const before = await there.dump();
    const at = ({ connection }: LabHost, change: object = {}) =>
      all().map((one) => (one.args.connection ? { ...one, args: { ...one.args, connection: { ...connection, ...change } } } : one)); // prettier-ignore
    await up(stage.stack, all(), { create: 7 });
    await up(stage.stack, at(elsewhere), { replace: 7 });
    assert.equal(await stage.ground.dump(), stage.pristine);
    await there.shows("ip -n red addr; ip -n red route; ip -br link; ip route", /10\.0\.1\.2/, /default via/, /^tap0@/m, /blackhole/); // prettier-ignore
    // Without a name the address and the port are the host.
    await up(stage.stack, at(elsewhere, { name: undefined }), { replace: 7 });
    const proxy = await faultProxy(elsewhere.connection.port);
    proxies.push(proxy);
    await up(stage.stack, at(elsewhere, { name: undefined, port: proxy.port }), { replace: 7 });
    await there.shows("ip -n red addr; ip -n red route; ip -br link; ip route", /10\.0\.1\.2/, /default via/, /^tap0@/m, /blackhole/); // prettier-ignore
    await succeeds(stage.stack.destroy());
    assert.equal(await there.dump(), before);
    await elsewhere.stop();
  });

  it("keeps apart what has one name under two components", async () => {
    const component = (name: string, opts = {}): Resource => ({ type: "Component", name, args: {}, opts });
    const child = (parent: string, own: string): Resource => ({ type: "MacvtapLink", name: "link", args: { connection: stage.ground.host.connection, parent: "eth1", name: own }, opts: { parent: ref(parent) } }); // prettier-ignore
    const two = [component("a"), component("b", { parent: ref("a") }), child("a", "tap1"), child("b", "tap2")];
    await up(stage.stack, two, { create: 4 });
    await stage.ground.shows("ip link", /tap1@/, /tap2@/);
    await up(stage.stack, two.slice(0, 3), { delete: 1 });
    await stage.ground.shows("ip -br link | grep -c tap; ip link", /^1\n/, /tap1@/);
    await stage.destroyed();
  });
});
