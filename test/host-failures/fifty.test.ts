import assert from "node:assert/strict";
import { faultProxy, type FaultProxy, type LabHost } from "../lab";
import { ref, type Resource } from "../engine/resource";
import { Stack } from "../engine/stack";
import { forSuite, labForSuite } from "../suite";

const COUNT = 50;
/** Seconds that one try of a login may take, and how many there are. */
const [TRY, TRIES] = [3, 2];
/** Seconds in which a host has failed: its tries, the pause between them, and what a busy machine adds. */
const LIMIT = TRY * TRIES + 20;
const OTHER = `ssh-ed25519 ${Buffer.concat([Buffer.from([0, 0, 0, 11]), Buffer.from("ssh-ed25519"), Buffer.from([0, 0, 0, 32]), Buffer.alloc(32, 7)]).toString("base64")}`; // prettier-ignore
const FISH = [
  "sed -i '/^root:/s|[^:]*$|/usr/bin/fish|' /etc/passwd",
  "printf '\\033[31mKEEP OUT\\033[0m\\r\\n' >/etc/banner; echo 'Banner /etc/banner' >>/etc/ssh/sshd_config",
  "mkdir -p /root/.config/fish; printf 'echo welcome to $hostname\\necho no mail >&2\\n' >/root/.config/fish/config.fish",
];

/** A sort of host: how many there are, how they are broken and mended, and the output of `up` for each. */
interface Sort {
  readonly count: number;
  readonly spoil?: (host: LabHost, proxy: FaultProxy) => Promise<unknown> | void;
  readonly mend?: (host: LabHost, proxy: FaultProxy) => Promise<unknown> | void;
  readonly said?: RegExp;
}
const SORTS: Readonly<Record<string, Sort>> = {
  down: { count: 5, spoil: (host) => host.stop(), mend: (host) => host.start(), said: /cannot log in as root: .*(ECONNREFUSED|ECONNRESET).* \(tried 2 times\)/ },
  hangs: { count: 2, spoil: (_, proxy) => void (proxy.mode = "hang"), mend: (_, proxy) => void (proxy.mode = "pass"), said: /cannot log in as root: (Timed out while waiting for handshake|no answer within 3 s).* \(tried 2 times\)/ },
  stranger: { count: 1, said: /cannot log in as root: it shows another ssh-ed25519 key than the known one/ },
  full: { count: 1, spoil: (host) => host.run("mkdir -p /run/netns; mount -t tmpfs -o nr_inodes=1 none /run/netns"), mend: (host) => host.run("umount /run/netns"), said: /`ip netns add red`: .*No space left on device/ },
  fish: { count: 1, spoil: (host) => host.run(FISH.join("\n")) },
  fine: { count: COUNT - 10 },
}; // prettier-ignore
const all = Object.entries(SORTS).flatMap(([sort, it]) => Array.from({ length: it.count }, (_, i) => ({ sort, it, name: `${sort}-${i}` }))); // prettier-ignore

describe(`${COUNT} hosts, ten of them odd, through the engine`, () => {
  const lab = labForSuite();
  let hosts: Record<string, LabHost>;
  const proxies: Record<string, FaultProxy> = {};
  let stack: Stack;
  forSuite(async (use) => {
    hosts = await lab().hosts(Object.fromEntries(all.map(({ name }) => [name, {}])));
    for (const { name, it } of all) {
      const host = hosts[name] as LabHost;
      const proxy = (proxies[name] = await use(faultProxy(host.connection.port)));
      await it.spoil?.(host, proxy);
    }
    stack = await use(Stack.create({ resources: [] }));
  });

  const on = (name: string, hostKey: object): Resource[] => [
    { type: "NetNamespace", name, args: { connection: { ...hosts[name]!.connection, port: proxies[name]!.port, perDialTimeout: TRY, dialErrorLimit: TRIES, ...hostKey }, name: "red" } },
    { type: "MacvlanLink", name: `${name}-eth0`, args: { netns: ref(name), parent: "eth1", name: "eth0" } },
  ]; // prettier-ignore
  const program = (stranger: object) => all.flatMap(({ name, sort }) => on(name, sort === "stranger" ? stranger : {}));
  const has = async (name: string) => (await hosts[name]!.run("ip -n red -br link show dev eth0")).code === 0;

  it("does the healthy ones, and says of each other in time what is wrong with it", async () => {
    stack.resources = program({ hostKey: OTHER });
    const { stdout, seconds } = await stack.up("--continue-on-error");
    for (const { name, it, sort } of all) {
      const errors = stdout.split("\n").filter((line) => /^ +error: /.test(line) && new RegExp(`\\b${name}[: ]`).test(line)); // prettier-ignore
      if (it.said) {
        assert.match(errors.join("\n"), it.said, name);
        assert.ok((seconds[name] as number) <= LIMIT, `${name} failed after ${seconds[name]} s`);
      } else assert.deepEqual([errors, await has(name)], [[], true], name);
      if (sort === "full" || sort === "stranger") assert.ok(!(await has(name)), name);
    }
  });

  it("does the rest once they are mended", async () => {
    for (const { name, it } of all) await it.mend?.(hosts[name] as LabHost, proxies[name] as FaultProxy);
    stack.resources = program({});
    const { code, stdout, changes } = await stack.up();
    assert.equal(code, 0, stdout);
    assert.ok(changes.create <= 18, stdout);
    for (const { name } of all) assert.ok(await has(name), name);
  });
});
