import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import { resolve } from "node:path";
import type { LabHost } from "../lab";
import { forSuite, labForSuite } from "../suite";

const PROVIDER = resolve(__dirname, "..", "..", "dist", "provider.js");
/** A provider's process that makes a namespace and then, as one of an engine does, waits for more. */
const PROGRAM = `
  const { NetNamespace } = require(${JSON.stringify(PROVIDER)});
  const asked = { connection: JSON.parse(process.env.CONNECTION), name: "red", mark: "pulumi:lab/dev:it" };
  setInterval(() => undefined, 1000);
  NetNamespace.check({}, asked).then(({ inputs }) => NetNamespace.create(inputs)).then(() => console.log("made"));`;

describe("a provider whose engine is gone", () => {
  const lab = labForSuite();
  let host: LabHost;
  forSuite(async (use) => {
    host = await use(lab().host("web-1"));
  });
  /** A process of a provider, and the listener that it takes for its engine. */
  async function begin(given: string) {
    await host.run(given);
    const engine = net.createServer().listen(0, "127.0.0.1");
    await once(engine, "listening");
    const { port } = engine.address() as net.AddressInfo;
    const env = { ...process.env, CONNECTION: JSON.stringify(host.connection) };
    const provider = spawn(process.execPath, ["-e", PROGRAM, "provider", `127.0.0.1:${port}`], { env });
    return { engine, provider };
  }
  const sessions = async () => (await host.run("ps -eo args | grep -c '[p]ulumi-netlink:'")).stdout.trim();

  it("ends within ten seconds, with its connections", async () => {
    const { engine, provider } = await begin("true");
    await once(provider.stdout, "data");
    assert.notEqual(await sessions(), "0");
    const start = Date.now();
    engine.close();
    const [code] = (await once(provider, "exit")) as [number];
    assert.deepEqual([code, Date.now() - start < 10_000], [0, true]);
    assert.equal(await sessions(), "0");
  });

  it("ends what it has begun first, so that nothing is half made", async () => {
    await host.run("ip netns del red");
    const slow = "mv /sbin/ip /sbin/ip.real; printf '#!/bin/sh\\nsleep 1; exec /sbin/ip.real \"$@\"\\n' >/sbin/ip; chmod +x /sbin/ip"; // prettier-ignore
    const { engine, provider } = await begin(slow);
    setTimeout(() => engine.close(), 1500);
    await once(provider, "exit");
    const { stdout } = await host.run("/sbin/ip.real -n red link show lo; ls /run/pulumi-netlink 2>&1");
    assert.match(stdout, /UP[^]*alias pulumi:lab\/dev:it\n.*No such file/);
  });
});
