import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import net from "node:net";
import { Host } from "../../provider/host/host";
import { faultProxy, type LabHost } from "../lab";
import { LINKS } from "../../provider/ip/read";
import { forSuite, labForSuite } from "../suite";

const needs = new Map([["", new Set([LINKS])]]);

describe("facts of SSH", () => {
  const lab = labForSuite();
  let host: LabHost;
  forSuite(async () => {
    host = await lab().host("web-1");
  });
  it("N1 ssh2 leaves Nagle's delay on: it is given a socket without", async () => {
    const delays: unknown[] = [];
    const connect = net.connect;
    (net as { connect: unknown }).connect = (options: net.TcpNetConnectOpts) => {
      delays.push(options.noDelay);
      return connect(options);
    };
    const machine = new Host(host.connection);
    await machine.read(needs).finally(() => void ((net as { connect: unknown }).connect = connect));
    await machine.close();
    assert.deepEqual(delays, [true]);
  });

  it("N3 a connection that is dropped before the handshake is tried again", async () => {
    const proxy = await faultProxy(host.connection.port);
    proxy.mode = "refuse";
    const machine = new Host({ ...host.connection, port: proxy.port });
    const read = machine.read(needs);
    while (proxy.connections < 3) await sleep(10);
    proxy.mode = "pass";
    assert.ok((await read).snapshot.netns[""]?.links?.length);
    await machine.close();
    await proxy.close();
  });

  it("N4 a host that falls silent is noticed, before and after it let us in", async () => {
    const proxy = await faultProxy(host.connection.port);
    proxy.mode = "hang";
    const early = new Host({ ...host.connection, port: proxy.port, perDialTimeout: 1, dialErrorLimit: 1 });
    await assert.rejects(early.read(needs), /cannot log in as root: .*(Timed out|no answer)/);
    proxy.mode = "pass";
    const late = new Host({ ...host.connection, port: proxy.port, dialErrorLimit: 1 });
    await late.read(needs);
    proxy.mode = "hang";
    const start = Date.now();
    await assert.rejects(late.read(needs), /the connection broke: Keepalive timeout/);
    assert.ok(Date.now() - start < 15_000, `noticed after ${Date.now() - start} ms`);
    await Promise.all([early.close(), late.close(), proxy.close()]);
  });

  it("N5 what a login says on standard error is no failure", async () => {
    await host.run("echo 'echo hello; echo there >&2' >/root/.bashrc");
    const machine = new Host(host.connection);
    assert.ok((await machine.read(needs)).snapshot.netns[""]?.links?.length);
    await machine.close();
  });
});
