import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Host } from "../../../provider/host/host";
import type { Connection, Endpoint, Jump } from "../../../provider/connection";
import type { LabHost } from "../../lab";
import { LINKS } from "../../../provider/ip/read";
import { forSuite, labForSuite } from "../../suite";

const NEEDS = new Map([["", new Set([LINKS])]]);

describe("hosts behind jump hosts, each with a real sshd", () => {
  const HOME = process.env.HOME;
  const lab = labForSuite();
  let home: string;
  /** Only the outer one is reached from here; the others have each an address on the wire. */
  let outer: LabHost, middle: LabHost, inner: LabHost;
  const address = (host: LabHost) => `10.9.0.${[outer, middle, inner].indexOf(host) + 1}`;
  forSuite(async () => {
    ({ outer, middle, inner } = await lab().hosts({ outer: {}, middle: {}, inner: {} }));
    for (const host of [outer, middle, inner]) {
      assert.equal((await host.run(`ip addr add ${address(host)}/24 dev eth1 && /usr/sbin/sshd`)).code, 0);
      // sshd takes the first value of an option.
      assert.equal((await host.run("sed -i '1i MaxSessions 3' /etc/ssh/sshd_config")).code, 0);
    }
    home = mkdtempSync(join(tmpdir(), "netlink-home-"));
    mkdirSync(join(home, ".ssh"));
    process.env.HOME = home;
  });
  after(async () => {
    if (HOME !== undefined) process.env.HOME = HOME;
    rmSync(home, { recursive: true });
  });

  /** Connection to a host on the wire, over a jump host. */
  const onWire = (host: LabHost, proxy: Jump, more: Partial<Endpoint> = {}): Endpoint => {
    const { privateKeyPath, hostKey } = host.connection;
    return { host: address(host), user: "root", privateKeyPath, hostKey, dialErrorLimit: 1, proxy, ...more };
  };
  const named = (connection: Endpoint, name: string): Endpoint => ({ ...connection, name });
  const gate = (): Jump => {
    const { host, port, user, privateKeyPath, hostKey } = outer.connection;
    return { host, port, user, privateKeyPath, hostKey, dialErrorLimit: 1 };
  };
  const work = async (connection: Connection) => {
    const machine = new Host(connection);
    try {
      return (await machine.read(NEEDS)).machineId;
    } finally {
      await machine.close();
    }
  };
  const idOf = async (host: LabHost) => (await host.run("cat /etc/machine-id")).stdout.trim();
  const reaches = async (connection: Connection, host: LabHost) =>
    assert.equal(await work(connection), await idOf(host));
  const fails = (connection: Connection, message: RegExp) => assert.rejects(work(connection), message);

  it("over one", () => reaches(onWire(inner, gate()), inner));
  it("over several, each with its own login", async () => {
    const two = onWire(middle, { ...gate(), user: "ops", privateKeyPath: undefined, password: lab().password });
    await reaches(onWire(inner, two), inner);
  });
  it("over those of ~/.ssh/config", async () => {
    const { port, privateKeyPath, hostKey } = outer.connection;
    const config = [
      `Host outer\n HostName 127.0.0.1\n Port ${port}`,
      `Host middle\n HostName ${address(middle)}`,
      `Host inner\n HostName ${address(inner)}\n ProxyJump outer,root@middle:22`,
      `Host *\n IdentityFile ${privateKeyPath}`,
    ];
    writeFileSync(join(home, ".ssh", "config"), config.join("\n"));
    writeFileSync(join(home, ".ssh", "known_hosts"), `* ${hostKey}\n[*]:* ${hostKey}\n`);
    await reaches("inner", inner);
    await reaches({ host: "inner", name: "it" }, inner);
    rmSync(join(home, ".ssh", "config"));
    rmSync(join(home, ".ssh", "known_hosts"));
  });
  it("over one connection for all that lies behind, which ends with them", async () => {
    const seen = outer.connections;
    const machines = Array.from({ length: 12 }, (_, i) => new Host(named(onWire(i % 2 ? inner : middle, gate()), `h${i}`))); // prettier-ignore
    await Promise.all(machines.map((machine) => machine.read(NEEDS)));
    assert.equal(outer.connections, seen + 1);
    await Promise.all(machines.slice(1).map((machine) => machine.close()));
    await machines[0]!.read(NEEDS);
    assert.equal(outer.connections, seen + 1);
    const end = async () => {
      await machines[0]!.close();
      for (let i = 0; (await outer.run("pgrep -fc '[s]shd.*: root'")).stdout !== "0\n"; i++)
        assert.ok(i < 50 && (await sleep(50, true)));
    };
    await end();
    await machines[0]!.read(NEEDS);
    assert.equal(outer.connections, seen + 2, "a new one, where the old one has ended");
    await end();
  });
  it("again, once the jump host was away", async () => {
    const machine = new Host(onWire(inner, gate(), { dialErrorLimit: 5 }));
    await machine.read(NEEDS);
    await outer.run("pkill -f '[s]shd.*: root'");
    await machine.read(NEEDS);
    await machine.close();
  });
  it("many at once at one sshd, which lets few wait at its door", async () => {
    for (const [limit, count] of [
      ["10:30:100", 40],
      ["2:100:2", 15],
    ] as const) {
      // This option on its command line sshd would not heed.
      const { code, stderr } = await middle.run(`sed -i 's/^MaxStartups.*/MaxStartups ${limit}/' /etc/ssh/sshd_config; /usr/sbin/sshd -p 2222 -o PidFile=/run/many.pid -E /run/many.log`); // prettier-ignore
      assert.equal(code, 0, stderr);
      const machines = Array.from({ length: count }, (_, i) => new Host({ ...onWire(middle, gate()), port: 2222, name: `h${i}`, dialErrorLimit: 30 })); // prettier-ignore
      const all = await Promise.all(machines.map((machine) => machine.read(NEEDS)));
      assert.equal(all.length, count);
      await Promise.all(machines.map((machine) => machine.close()));
      const { stdout } = await middle.run("grep -ci 'drop connection\\|throttling' /run/many.log; kill $(cat /run/many.pid); while ss -ltn | grep -q :2222; do sleep 0.05; done; rm /run/many.log"); // prettier-ignore
      if (limit === "10:30:100") assert.equal(stdout, "0\n", "so few at once that none is turned away");
      else assert.notEqual(stdout, "0\n", "who is turned away comes again");
    }
  });
  it("and says which of them is in the way", async () => {
    const { host, port } = outer.connection;
    await fails(named(onWire(inner, { ...gate(), hostKey: undefined }), "web-1"), new RegExp(`^HostError: web-1: cannot log in as root: its jump host ${host}:${port}: cannot log in as root: its ssh-ed25519 key is not known`)); // prettier-ignore
    await fails(onWire(inner, { ...gate(), user: "ops", privateKeyPath: undefined, password: "s3cret" }), /^HostError: (?!.*s3cret).*its jump host .*cannot log in as ops: it refuses the password$/); // prettier-ignore
    await fails(onWire(inner, gate(), { hostKey: undefined }), /^HostError: 10\.9\.0\.3:22: cannot log in as root: its ssh-ed25519 key is not known/); // prettier-ignore
    await fails({ ...onWire(inner, gate()), port: 2 }, /its jump host does not reach it: .*Connection refused$/);
    await fails({ ...onWire(inner, gate()), host: "10.9.0.99", perDialTimeout: 1 }, /no answer within 1 s$/);
    await outer.run("echo AllowTcpForwarding no >>/etc/ssh/sshd_config");
    await fails({ ...onWire(inner, gate()), dialErrorLimit: 9 }, /its jump host does not reach it: .*(open failed|prohibited)[^)]*$/); // prettier-ignore
    await outer.run("sed -i '/^AllowTcpForwarding/d' /etc/ssh/sshd_config");
  });
});
