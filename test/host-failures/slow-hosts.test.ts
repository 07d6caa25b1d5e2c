import { typed } from "../typed";
import assert from "node:assert/strict";
import type { HostError } from "../../provider/host/error";
import { Host } from "../../provider/host/host";
import { faultProxy, type LabHost } from "../lab";
import { LINKS } from "../../provider/ip/read";
import { labForSuite } from "../suite";
import { calm, FASTER, hurry } from "./hurry";

const NEEDS = new Map([["", new Set([LINKS])]]);
const CHANGE = [typed("link", "set", "dev", "eth1", "mtu", "1400")];
/** Time after its limit within which an answer has to be given up, in milliseconds. */
const SLACK = 8000;

const SPOIL = `set -e
file() { printf '#!/bin/sh\\n%s\\n' "$2" >$1; chmod 755 $1; }
shell() { file /bin/slow "$1"; sed -i '/^root:/s|[^:]*$|/bin/slow|' /etc/passwd; }
ip() { cp -L /sbin/ip /bin/real; file /run/ip "[ \\"\\$1\\" = -V ] && exec /bin/real -V; $1"; mount --bind /run/ip $(readlink -f /sbin/ip); }
`;
const MEND = "sed -i '/^root:/s|[^:]*$|/bin/bash|' /etc/passwd; umount -l $(readlink -f /sbin/ip) 2>/dev/null || true"; // prettier-ignore

/** A host that is there and does not get on: how it is broken, the seconds until it is given up, and the error then. */
interface Slow {
  readonly spoil: string;
  readonly limit: number;
  readonly said: RegExp;
}
const SLOW: Readonly<Record<string, Slow>> = {
  "never says a word": { spoil: "shell 'exec sleep 999'", limit: 30, said: /no answer within 30 s/ },
  "greets and hangs": { spoil: "shell 'echo welcome; exec sleep 999'", limit: 30, said: /no answer within 30 s but "welcome\\n"/ },
  "has an ip that hangs": { spoil: "ip 'exec sleep 999'", limit: 120, said: /no answer within 120 s but "/ },
  "has an ip without an end": { spoil: "ip 'while echo; do sleep 0.2; done'", limit: 120, said: /no answer within 120 s but "/ },
}; // prettier-ignore

describe("hosts that keep others waiting", () => {
  const lab = labForSuite();
  afterEach(calm);

  /** Asserts that a request is given up in time, and that a change succeeds once the host is mended. */
  const givesUp = async (host: LabHost, { limit, said, port = host.connection.port }: Omit<Slow, "spoil"> & { port?: number }, sent: boolean, work: (machine: Host) => Promise<unknown>) => {
    const machine = new Host({ ...host.connection, port });
    await machine.session.ready();
    const start = Date.now();
    await assert.rejects(work(machine), (error: HostError) => {
      assert.match(error.message, said);
      assert.deepEqual([error.sent, /may have run$/.test(error.message)], [sent, sent], error.message);
      return true;
    });
    const late = Date.now() - start - (limit * 1000) / FASTER;
    assert.ok(late > -100 && late < SLACK, `${host.name}: ${late} ms late`);
    assert.equal((await host.run(MEND)).code, 0);
    assert.equal((await machine.apply(CHANGE, NEEDS)).refusal, undefined);
    await machine.close();
    await host.stop();
  }; // prettier-ignore

  for (const commands of [[], CHANGE])
    it(`are given up in time, ${commands.length ? "and may have done what they were told" : "even if they are only read"}`, async () => {
      const all = Object.entries(SLOW).map(async ([title, slow]) => {
        const host = await lab().host(title.replaceAll(" ", "-"));
        assert.deepEqual(await host.run(SPOIL + slow.spoil), { code: 0, stdout: "", stderr: "" });
        return { host, slow };
      });
      const made = await Promise.all(all);
      hurry();
      await Promise.all(made.map(({ host, slow }) => givesUp(host, slow, commands.length > 0, (machine) => machine.apply(commands, NEEDS)))); // prettier-ignore
    });

  it("are given up in time if there is no shell yet, and were told nothing", async () => {
    const host = await lab().host("still");
    const proxy = await faultProxy(host.connection.port);
    hurry();
    const still = { limit: 30, said: /no answer within 30 s$/, port: proxy.port };
    await givesUp(host, still, false, (machine) => {
      proxy.mode = "hang";
      return machine.apply(CHANGE, NEEDS).finally(() => (proxy.mode = "pass"));
    });
    await proxy.close();
  });
});
