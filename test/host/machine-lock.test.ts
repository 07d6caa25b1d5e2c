import { typed } from "../typed";
import assert from "node:assert/strict";
import { Host } from "../../provider/host/host";
import { overhear } from "../lab/overhear";
import { tellTurns } from "../lab/turns";
import { LINKS } from "../../provider/ip/read";
import { labForSuite } from "../suite";

const NEEDS = new Map([["", new Set([LINKS])]]);
describe("those who reach one machine in several ways", () => {
  const lab = labForSuite();
  it("come one after the other, and who cannot log in keeps nobody waiting", async () => {
    const host = await lab().host("web-1");
    assert.equal((await host.run(`${tellTurns(0.1)}; touch /run/turns; chmod 666 /run/turns`)).code, 0);
    const { privateKeyPath, ...rest } = host.connection;
    const ways = [host.connection, { ...host.connection, host: "localhost" }, { ...rest, privateKey: lab().privateKey }, { ...host.connection, perDialTimeout: 20 }]; // prettier-ignore
    assert.ok(privateKeyPath);
    const machines = ways.map((connection) => new Host(connection));
    const lost = new Host({ ...host.connection, port: 1, dialErrorLimit: 3 });
    const never = assert.rejects(lost.read(NEEDS), /tried 3 times/).then(() => Date.now());
    const change = typed("link", "set", "dev", "eth1", "mtu", "1400");
    const all = machines.flatMap((machine) => [
      machine.apply([change], NEEDS),
      machine.exclusive(NEEDS, (_, apply) => apply([change], NEEDS)),
    ]);
    for (const { refusal } of await Promise.all(all)) assert.equal(refusal, undefined);
    assert.match((await host.run("cat /run/turns")).stdout, /^(\+-){8}$/);
    await never;
    await Promise.all(machines.map((machine) => machine.close()));
    await host.stop();
  });

  it("are not told of another machine that goes by the same name, as behind another jump host", async () => {
    const hosts = await Promise.all([lab().host("web-1"), lab().host("web-2")]);
    const [one, other] = hosts.map(({ connection }) => new Host({ ...connection, name: "10.0.0.1:22" }));
    await one!.exclusive(NEEDS, (now) => Promise.resolve(now));
    const { machineId } = await other!.exclusive(NEEDS, (now) => Promise.resolve(now));
    assert.equal(machineId, (await hosts[1]!.run("cat /etc/machine-id")).stdout.trim());
    await Promise.all([one!, other!].map((machine) => machine.close()));
  });

  it("go by what was read as long as nothing is done there, whatever else is read meanwhile", async () => {
    const host = await lab().host("web-3");
    assert.equal((await host.run("ip netns add red; ip netns add blue")).code, 0);
    const heard = await overhear(host);
    const machine = new Host(host.connection);
    const needs = (netns: string) => new Map([[netns, new Set([LINKS])]]);
    const mtu = (netns: string) => machine.exclusive(needs(netns), async ({ snapshot }) => snapshot.netns[netns]?.links?.[0]?.mtu); // prettier-ignore
    for (const netns of ["red", "blue"]) await machine.read(needs(netns));
    assert.deepEqual([await mtu("red"), await mtu("blue")], [65536, 65536]);
    await machine.apply([typed("-n", "blue", "link", "set", "dev", "lo", "mtu", "1400")], needs("red"));
    assert.deepEqual([await mtu("red"), await mtu("blue")], [65536, 1400]);
    assert.equal((await heard()).trips, 4, "two reads, a change, and one read behind that");
    await machine.close();
  });
});
