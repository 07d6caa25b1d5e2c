import { typed } from "../typed";
import assert from "node:assert/strict";
import { Incomplete } from "../../provider/lifecycle/fault";
import { HostError } from "../../provider/host/error";
import { closeAll, Host } from "../../provider/host/host";
import type { Values } from "../../provider/kinds/kind";
import { lifecycle } from "../../provider/lifecycle/lifecycle";
import { kinds, PLACE } from "../kinds/cases";
import { effort } from "../effort";
import { faultProxy, type FaultProxy, type LabHost } from "../lab";
import { LINKS } from "../../provider/ip/read";
import { forSuite, labForSuite } from "../suite";

const NEEDS = new Map([["", new Set([LINKS])]]);
/** An `ip` that writes down every line it is given, and once ends sshd before or after it, as `/run/hook` has it. */
const IP = `#!/bin/sh
case "$*" in *-batch*) ;; *) exec /bin/real "$@" ;; esac
t=$(cat)
if [ -f /run/hook ] && echo "$t" | grep -q "link add"; then hook=$(cat /run/hook); rm /run/hook; fi
[ "$hook" != before ] || pkill -9 -x sshd
echo "$t" >>/run/lines
echo "$t" | /bin/real "$@"; c=$?
[ "$hook" != after ] || pkill -9 -x sshd
exit $c
`;
/** Bytes between one cut and the next. */
const STEP = effort(640, 320);

describe("a connection that is cut", () => {
  const lab = labForSuite();
  let host: LabHost;
  let number = 0;
  const proxies: FaultProxy[] = [];
  forSuite(async () => {
    host = await lab().host("web-1");
    await host.run("cp -L /sbin/ip /bin/real; cat >/run/ip; chmod 755 /run/ip; mount --bind /run/ip $(readlink -f /sbin/ip)", IP); // prettier-ignore
  });
  after(async () => {
    await closeAll();
    await Promise.all(proxies.map((proxy) => proxy.close()));
  });

  /** Counts how often a link was added. */
  const added = async (name: string) =>
    Number((await host.run(`grep -c "link add link eth1 name ${name} " /run/lines`)).stdout);
  const through = async () => {
    const proxy = await faultProxy(host.connection.port);
    proxies.push(proxy);
    return { proxy, connection: { ...host.connection, port: proxy.port, perDialTimeout: 2, dialErrorLimit: 4 } };
  };
  /** Makes a link, goes on as the next run would until it is made, and deletes it: each was done once. */
  const lives = async (connection: object) => {
    const name = `l${number++}`;
    const handlers = () => lifecycle(kinds.MacvlanLink!);
    const given = { ...PLACE, connection, name, parent: "eth1", __provider: "the stub" };
    const { inputs } = await handlers().check({}, given);
    const made: Values = await handlers()
      .create(inputs)
      .catch(async (error: unknown) => {
        assert.match(String(error), /the connection broke|cannot log in|was cut/);
        if (!(error instanceof Incomplete)) assert.equal(await added(name), 0, String(error));
        return error instanceof Incomplete ? handlers().update(error.id, error.properties, inputs) : handlers().create(inputs);
      })
      .then(({ outs }) => outs); // prettier-ignore
    assert.equal(await added(name), 1);
    assert.match((await host.run(`/bin/real link show ${name}`)).stdout, /,UP.*\n.*\n.*alias pulumi:lab\/dev:it/);
    await handlers()
      .delete("", made)
      .catch(() => handlers().delete("", made));
    assert.notEqual((await host.run(`/bin/real link show ${name}`)).code, 0);
  };

  for (const side of ["cutAfter", "cutSent"] as const)
    it(`by a reset after any number of bytes ${side === "cutSent" ? "to" : "from"} the host`, async () => {
      for (let n = 0, cut = true; cut; n += STEP) {
        const { proxy, connection } = await through();
        Object.assign(proxy, { cutAfter: Infinity, [side]: n });
        // The first connection only.
        proxy.watch = () => proxy.connections > 1 && (proxy.mode = "pass");
        proxy.mode = "cut";
        await lives(connection);
        cut = proxy.connections > 1;
      }
    });

  for (const when of ["before", "after"])
    it(`by the end of its sshd, right ${when} the command`, async () => {
      await host.run(`echo ${when} >/run/hook`);
      await lives(host.connection);
    });

  it("by a reset or by the end of its sshd while it is idle, and is opened again", async () => {
    const { proxy, connection } = await through();
    const machine = new Host(connection);
    for (const end of [() => proxy.reset(), () => host.run("pkill -9 -x sshd")]) {
      await machine.read(NEEDS);
      await end();
      await proxy.quiet();
      const name = `l${number++}`;
      const { refusal } = await machine.apply([typed("link", "add", "link", "eth1", "name", name, "type", "macvlan")], NEEDS); // prettier-ignore
      assert.deepEqual([refusal, await added(name)], [undefined, 1]);
    }
    await machine.close();
  });

  it("by silence after any number of bytes, and it is known whether anything was sent", async () => {
    const runs = [0, 800, 2500, 3500, 4500, 5000, 5500, 6000, 6500, 7000].map(async (n, i) => {
      const { proxy, connection } = await through();
      const machine = new Host({ ...connection, dialErrorLimit: 2 });
      proxy.watch = () => proxy.carried > n && (proxy.mode = "hang");
      const name = `s${i}`;
      const said = await machine.apply([typed("link", "add", "link", "eth1", "name", name, "type", "macvlan")], NEEDS).then(() => undefined, (error: unknown) => error); // prettier-ignore
      proxy.watch = () => undefined;
      const [before] = [await added(name), (proxy.mode = "pass")];
      await machine.read(NEEDS);
      if (said === undefined) return assert.equal(before, 1);
      assert.ok(said instanceof HostError, String(said));
      assert.match(
        said.message,
        said.sent ? /the connection broke: .*keepalive/i : /cannot log in|the connection broke/,
      );
      assert.ok((await added(name)) <= Number(said.sent), `${n}: ${said.message}`);
      await machine.close();
    });
    await Promise.all(runs);
  });
});
