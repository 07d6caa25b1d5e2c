import { typed } from "../typed";
import assert from "node:assert/strict";
import { setTimeout as sleep, setImmediate as turn } from "node:timers/promises";
import type { HostError } from "../../provider/host/error";
import { Host } from "../../provider/host/host";
import { faultProxy, type FaultProxy, type LabHost } from "../lab";
import { LINKS } from "../../provider/ip/read";
import { forTest, labForSuite } from "../suite";

const NEEDS = new Map([["", new Set([LINKS])]]);
const MTU = (mtu: number) => [typed("link", "set", "dev", "eth1", "mtu", String(mtu))];
/** An `ip` that records each call and takes its time: a change waits until it may go on. */
const SLOW = `mv /sbin/ip /sbin/ip.real && cat >/sbin/ip <<'END' && chmod +x /sbin/ip
#!/bin/sh
case "$*" in -batch*) echo x >>/run/begun; while [ ! -e /run/go ]; do sleep 0.05; done;; *-j*) echo "$SSH_CONNECTION" >>/run/read; [ -e /run/quick ] || sleep 4;; esac
exec /sbin/ip.real "$@"
END`;

describe("a connection that breaks", () => {
  const lab = labForSuite();
  let host: LabHost;
  let proxy: FaultProxy;
  let machine: Host;
  forTest(async (use) => {
    host = await use(lab().host("web-1"));
    proxy = await use(faultProxy(host.connection.port));
    machine = await use(new Host({ ...host.connection, port: proxy.port, perDialTimeout: 5, dialErrorLimit: 3 }));
    await machine.read(NEEDS);
  });
  const lines = async (file: string) => Number((await host.run(`cat ${file} 2>/dev/null | wc -l`)).stdout);
  const until = async (file: string) => {
    for (let i = 0; !(await lines(file)); i++) assert.ok(i < 200 && (await sleep(20, true)), `nothing in ${file}`);
  };
  /** Waits until so many connections have read; a script goes on for a while when its connection has gone. */
  const untilRead = async (by: number) => {
    for (let i = 0; (await host.run("sort -u /run/read | wc -l")).stdout !== `${by}\n`; i++)
      assert.ok(i < 200 && (await sleep(20, true)));
  };
  const mtu = async () => /mtu (\d+)/.exec((await host.run("ip link show dev eth1")).stdout)?.[1];

  it("while nothing was asked of it is opened again", async () => {
    proxy.reset();
    await machine.apply(MTU(1400), NEEDS);
    assert.equal(await mtu(), "1400");
    assert.equal(proxy.connections, 2);
  });

  it("while nothing was asked of it, and nobody had the time to hear of it, is opened again", async () => {
    const applied = machine.apply(MTU(1400), NEEDS);
    proxy.reset();
    await turn();
    // Longer than others are waited for: what is due then comes before what has come of the connection.
    for (const start = Date.now(); Date.now() - start < 50;);
    await applied;
    assert.equal(await mtu(), "1400");
    assert.equal(proxy.connections, 2);
  });

  it("by falling silent while nothing was asked of it is noticed within seconds", async () => {
    proxy.mode = "hang";
    await sleep(11_000);
    proxy.mode = "pass";
    const start = Date.now();
    await machine.apply(MTU(1400), NEEDS);
    assert.ok(Date.now() - start < 9000);
    assert.equal(proxy.connections, 2);
  });

  it("before anything was sent is opened again, and what was asked for is done", async () => {
    await machine.close();
    await machine.session.ready();
    proxy.mode = "hang";
    const applied = machine.apply(MTU(1400), NEEDS);
    await sleep(500);
    proxy.reset();
    proxy.mode = "pass";
    assert.equal((await applied).refusal, undefined);
    assert.equal(await mtu(), "1400");
  });

  it("once a change was sent that may not have arrived is said too: nobody can tell", async () => {
    proxy.mode = "hang";
    const said = assert.rejects(machine.apply(MTU(1400), NEEDS), ({ sent, message }: HostError) => sent && /may have run$/.test(message)); // prettier-ignore
    await sleep(500);
    proxy.reset();
    await said;
    proxy.mode = "pass";
    await machine.apply(MTU(1400), NEEDS);
    assert.equal(await mtu(), "1400");
  });

  it("is ended at once although it is not open yet, and opened again for who still asks", async () => {
    await machine.close();
    proxy.mode = "hang";
    const read = machine.read(NEEDS);
    await sleep(200);
    const start = Date.now();
    await machine.close();
    assert.ok(Date.now() - start < 4000);
    proxy.mode = "pass";
    assert.ok((await read).snapshot.netns[""]?.links?.length);
  });

  it("because somebody ends the script while nothing was asked of it is opened again", async () => {
    await host.run("kill -9 $(ps -eo pid,args | awk '/sh -c LC_ALL/ && !/awk/ {print $1}')");
    await proxy.quiet();
    await machine.apply(MTU(1400), NEEDS);
    assert.equal(await mtu(), "1400");
    assert.equal(proxy.connections, 2);
  });

  it("once a change was sent is said, and nothing is sent twice", async () => {
    await host.run(SLOW);
    const applied = machine.apply(MTU(1400), NEEDS);
    const said = assert.rejects(applied, (error: HostError) => {
      assert.match(error.message, /^web-1: the connection broke: .*; the commands that were sent may have run$/);
      return error.sent;
    });
    await until("/run/begun");
    proxy.reset();
    await said;
    await host.run("touch /run/go /run/quick");
    for (let i = 0; (await mtu()) !== "1400"; i++) assert.ok(i < 200 && (await sleep(20, true)));
    assert.equal(await lines("/run/begun"), 1);
    assert.ok((await machine.read(NEEDS)).snapshot, "the next opens a new one");
  });

  it("during a read reads again, once", async () => {
    await host.run(SLOW);
    const read = machine.read(NEEDS);
    await until("/run/read");
    await host.run("touch /run/quick");
    proxy.reset();
    assert.ok((await read).snapshot.netns[""]?.links?.length);
    assert.equal(proxy.connections, 2);
    await host.run("rm /run/quick /run/read");
    const twice = assert.rejects(machine.read(NEEDS), (error: HostError) => {
      assert.match(error.message, /^web-1: the connection broke: (?!.*may have run)/);
      return !error.sent;
    });
    for (const by of [1, 2]) {
      await untilRead(by);
      proxy.reset();
    }
    await twice;
  });

  it("and whose host stays away is given up", async () => {
    proxy.mode = "refuse";
    proxy.reset();
    await assert.rejects(machine.read(NEEDS), /^HostError: web-1: cannot log in as root: .*\(tried 3 times\)$/);
  });
});
