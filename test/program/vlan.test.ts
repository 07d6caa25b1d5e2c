import assert from "node:assert/strict";
import { ref, type Resource } from "../engine/resource";
import { Stack } from "../engine/stack";
import type { LabHost } from "../lab";
import { forSuite, labForSuite } from "../suite";

describe("links on VLANs of the same program, through the engine", () => {
  const lab = labForSuite();
  let hosts: LabHost[];
  let stack: Stack;
  forSuite(async () => {
    hosts = Object.values(await lab().hosts({ a: { kind: "guest" }, b: { kind: "guest" } }));
    await Promise.all(hosts.map((host) => host.run("ip link set eth1 up")));
  });
  /** On each host two VLANs of one parent beside a macvlan, and a namespace with a link on one of the VLANs. */
  const on = ({ name, connection }: LabHost, last: number): Resource[] => [
    { type: "NetNamespace", name: `${name}-red`, args: { connection, name: "red" } },
    { type: "VlanLink", name: `${name}-vlan7`, args: { connection, parent: "eth1", vlanId: 7, name: "vlan7" } },
    { type: "VlanLink", name: `${name}-vlan8`, args: { connection, parent: "eth1", vlanId: 8, name: "vlan8" } },
    { type: "MacvlanLink", name: `${name}-mv0`, args: { connection, parent: "eth1", name: "mv0" } },
    { type: "MacvlanLink", name: `${name}-eth0`, args: { parent: ref(`${name}-vlan7`), netns: ref(`${name}-red`), name: "eth0" } }, // prettier-ignore
    { type: "Address", name: `${name}-ip`, args: { dev: ref(`${name}-eth0`), address: `10.7.0.${last}/24` } },
    { type: "Address", name: `${name}-other`, args: { dev: ref(`${name}-vlan8`), address: `10.7.0.${last + 10}/24` } },
  ];

  it("are made in one up, carry traffic in their own VLAN alone, and a second up is silent", async () => {
    stack = await Stack.create({ resources: hosts.flatMap((host, i) => on(host, i + 1)) });
    const { code, stdout, changes } = await stack.up();
    assert.deepEqual([code, changes.create], [0, 15], stdout);
    assert.equal((await stack.up()).changes.same, 15);
    const from = (target: string, where: string) => hosts[0]!.run(`${where} ping -c 3 -i 0.3 -W 3 ${target}`);
    assert.equal((await from("10.7.0.2", "ip netns exec red")).code, 0, "the same VLAN");
    assert.equal((await from("10.7.0.12", "")).code, 0, "the other one");
    assert.notEqual((await from("10.7.0.12", "ip netns exec red")).code, 0, "not from one to the other");
  });

  it("go with them", async () => {
    const { code, stdout } = await stack.destroy();
    assert.equal(code, 0, stdout);
    for (const host of hosts)
      assert.doesNotMatch((await host.run("ip -br link; ip netns list")).stdout, /vlan|mv0|red/);
  });
});
