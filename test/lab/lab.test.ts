import assert from "node:assert/strict";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { NodeSSH, type Config } from "node-ssh";
import { skip } from "../skip";
import type { HostKind, LabHost } from ".";
import packages from "./packages.json";
import { missing, need, NEEDS, PACKAGE } from "./programs";
import { labForSuite } from "../suite";

const ok = async (host: LabHost, command: string, input?: string) => {
  const { code, stdout, stderr } = await host.run(command, input);
  assert.equal(code, 0, `${host.name}: ${command}: ${stderr}`);
  return stdout;
};
const facts = async (host: LabHost) =>
  (
    await ok(
      host,
      "cat /etc/machine-id /proc/sys/kernel/random/boot_id; cat /persist/kept 2>&1; ip -br link show type macvlan | wc -l; cat /sys/class/net/eth1/address",
    )
  ).split("\n");
const ping = async (host: LabHost, to: string) => (await host.run(`ping -c 3 -i 0.3 -W 3 ${to}`)).code === 0;
const refuses = (port: number) =>
  new Promise<boolean>((resolve) =>
    net.connect(port, "127.0.0.1", () => resolve(false)).on("error", () => resolve(true)),
  );
const address = (host: LabHost, cidr: string) => ok(host, `ip addr add ${cidr} dev eth1`);

async function over(host: LabHost, login: Config, command: string): Promise<string> {
  const [type, key] = host.connection.hostKey.split(" ");
  const ssh = new NodeSSH();
  const hostVerifier = (offered: Buffer) => type === "ssh-ed25519" && offered.toString("base64") === key;
  await ssh.connect({ host: host.connection.host, port: host.connection.port, hostVerifier, ...login });
  try {
    return (await ssh.execCommand(command)).stdout;
  } finally {
    ssh.dispose();
  }
}

describe("the lab", () => {
  const lab = labForSuite();
  before(async function () {
    if (process.getuid?.() !== 0) skip(this, "the lab needs root");
  });
  const guest = async (context: Mocha.Context, name: string) => {
    const lacks = missing(NEEDS.guest);
    if (lacks.length) skip(context, `guests need ${lacks.join(", ")}`);
    return lab().host(name, { kind: "guest" });
  };
  const make = { namespace: (_: Mocha.Context, name: string) => lab().host(name), guest };

  it("lists the package of every program it needs, and names it if the program is missing", () => {
    for (const name of Object.values(NEEDS).flat()) assert.ok(packages.includes(PACKAGE[name] ?? ""), name);
    assert.throws(() => need(NEEDS.guest, "/nowhere"), /no qemu-system-x86_64, .*apt-get install qemu-system-x86 /);
  });

  it("puts namespace hosts on one wire, and what they put onto it", async () => {
    const { a, b } = await lab().hosts({ a: {}, b: {} });
    await address(a, "10.9.0.1/24");
    await address(b, "10.9.0.2/24");
    assert.deepEqual(await Promise.all([ping(a, "10.9.0.2"), ping(b, "10.9.0.1")]), [true, true]);
    assert.equal(await ping(a, "10.9.0.9"), false, "nobody else answers");
    const batch = ["link add mv0 link eth1 netns red type macvlan mode bridge", "-n red addr add 10.9.0.3/24 dev mv0"];
    await ok(a, `ip netns add red && ip ${batch[0]} && ip ${batch[1]} && ip -n red link set mv0 up`);
    assert.ok(await ping(b, "10.9.0.3"), "the macvlan in a namespace answers");
  });

  it("puts guests on the same wire, for pings and for streams", async function () {
    const far = await guest(this, "far");
    const near = await lab().host("near");
    await address(far, "10.9.1.1/24");
    await address(near, "10.9.1.2/24");
    assert.deepEqual(await Promise.all([ping(far, "10.9.1.2"), ping(near, "10.9.1.1")]), [true, true]);
    const sent = ok(near, "head -c 1000000 /dev/zero | timeout 20 nc -l -p 5000");
    const read =
      "for i in $(seq 100); do timeout 20 bash -c 'exec 3<>/dev/tcp/10.9.1.2/5000; wc -c <&3' 2>/dev/null && break; sleep 0.1; done";
    assert.equal(await ok(far, read), "1000000\n");
    await sent;
  });

  it("has guests whose kernel knows what the machine's may not", async function () {
    const host = await guest(this, "kernel");
    const types = ["ipvlan mode l2", "ipvlan mode l3", "ipvtap mode l3", "vlan id 5", "macvlan mode bridge"];
    for (const type of types) await ok(host, `ip link add link eth1 name it type ${type} && ip link del it`);
    for (const type of ["dummy", "bridge", "veth", "bond", "vrf table 5"])
      await ok(host, `ip link add it type ${type} && ip link del it`);
  });

  for (const kind of ["namespace", "guest"] satisfies HostKind[]) {
    it(`lets root with the key and ops with the password into a ${kind} host`, async function () {
      const host = await make[kind](this, `login-${kind}`);
      const key = { privateKey: lab().privateKey };
      assert.equal(await over(host, { username: "root", ...key }, "id -un; hostname"), `root\n${host.name}`);
      assert.equal(await over(host, { username: "ops", ...key }, "sudo -n id -un"), "root");
      const withPassword = { password: lab().password };
      assert.equal(await over(host, { username: "ops", ...withPassword }, "id -un; sudo -n id -un"), "ops\nroot");
      await assert.rejects(over(host, { username: "root", ...withPassword }, "true"), /authentication/);
    });

    it(`reboots a ${kind} host as the same machine, without what is only in memory`, async function () {
      const host = await make[kind](this, `reboot-${kind}`);
      const { port } = host.connection;
      await ok(host, "echo kept >/persist/kept; sync; ip link add link eth1 name mv0 type macvlan mode bridge");
      const [machine, boot, kept, links, mac] = await facts(host);
      assert.deepEqual([kept, links], ["kept", "1"]);
      await host.stop();
      assert.equal(await refuses(port), true, "off");
      await assert.rejects(host.run("true"), /is off/);
      await host.start();
      const after = await facts(host);
      assert.deepEqual([machine, "kept", "0", mac, port], [after[0], ...after.slice(2, 5), host.connection.port]);
      assert.notEqual(after[1], boot);
    });

    it(`takes a ${kind} host that went off by itself for one that is off`, async function () {
      const host = await make[kind](this, `off-${kind}`);
      await host.run("sync; reboot -f");
      const isOff = () =>
        host.run("true").then(
          () => false,
          () => true,
        );
      for (let tries = 0; !(await isOff()) && tries < 100; tries++) await sleep(50);
      assert.equal(await refuses(host.connection.port), true);
      await host.start();
      assert.equal(await ok(host, "hostname"), `${host.name}\n`);
    });
  }
});
