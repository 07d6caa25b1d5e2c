import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { faultProxy, type FaultProxy } from "./fault-proxy";

describe("faultProxy", () => {
  let echo: net.Server;
  let proxy: FaultProxy;
  beforeEach(async () => {
    echo = net.createServer((socket) => socket.on("error", () => undefined).pipe(socket)).listen(0, "127.0.0.1");
    await once(echo, "listening");
    proxy = await faultProxy((echo.address() as net.AddressInfo).port);
  });
  afterEach(async () => {
    await proxy.close();
    echo.close();
  });

  /** A client: what it has heard, and how its connection ended. */
  const client = () => {
    const socket = net.connect({ port: proxy.port, host: "127.0.0.1", noDelay: true });
    const heard = { text: "", end: "" };
    socket.on("data", (data) => (heard.text += data));
    socket.on("error", (error: NodeJS.ErrnoException) => (heard.end = error.code ?? ""));
    return { socket, heard, closed: new Promise((resolve) => socket.once("close", resolve)) };
  };
  const hears = async (heard: { text: string }, text: string) => {
    for (let tries = 0; heard.text !== text && tries < 200; tries++) await sleep(5);
    assert.equal(heard.text, text);
  };

  it("passes, counts, and hands on the end of a stream", async () => {
    const { socket, heard, closed } = client();
    socket.end("hello");
    await closed;
    assert.deepEqual([heard.text, heard.end, proxy.connections], ["hello", "", 1]);
  });

  it("is late both ways, in order", async () => {
    proxy.delay = 60;
    const start = performance.now();
    const { socket, heard } = client();
    for (const word of ["one ", "two ", "three"]) {
      socket.write(word);
      await sleep(5);
    }
    await hears(heard, "one two three");
    const took = performance.now() - start;
    assert.ok(took >= 115 && took < 5000, `${took} ms`);
    socket.destroy();
  });

  it("refuses", async () => {
    proxy.mode = "refuse";
    const { heard, closed } = client();
    await closed;
    assert.deepEqual([heard.end, proxy.connections], ["ECONNRESET", 1]);
  });

  it("hangs, and hands on what it held back", async () => {
    const { socket, heard } = client();
    socket.write("one ");
    await hears(heard, "one ");
    proxy.mode = "hang";
    socket.write("two");
    await sleep(50);
    assert.equal(heard.text, "one ");
    proxy.mode = "pass";
    await hears(heard, "one two");
    socket.destroy();
  });

  it("cuts what is open at once, and later after so many bytes", async () => {
    const first = client();
    first.socket.write("one");
    await hears(first.heard, "one");
    proxy.mode = "cut";
    await first.closed;
    assert.equal(first.heard.end, "ECONNRESET");
    proxy.cutAfter = 4;
    const second = client();
    second.socket.write("abc");
    await hears(second.heard, "abc");
    second.socket.write("def");
    await second.closed;
    assert.deepEqual([second.heard.text, second.heard.end], ["abcd", "ECONNRESET"]);
  });
});
