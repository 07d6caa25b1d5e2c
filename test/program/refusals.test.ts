import assert from "node:assert/strict";
import net from "node:net";
import { Stack } from "../engine/stack";
import { forSuite } from "../suite";

const link = { type: "MacvlanLink", name: "it", args: { name: "mv0", parent: "eth1" } };
const address = { type: "Address", name: "it", args: { dev: "eth1", address: "192.168.2.2/24" } };
const route = { type: "Route", name: "it", args: { dst: "10.1.0.0/16", via: "192.168.2.1" } };

/** Bad arguments, and the error for each. */
const REFUSED = [
  [link, { name: "a234567890123456" }, "name: an interface name has at most 15 characters, this one has 16"],
  [link, { name: "a/b" }, "name: an interface name may hold letters, digits"],
  [link, { name: "a b" }, "name: an interface name may hold letters, digits"],
  [link, { mode: "hairpin" }, "mode: must be one of private, vepa, bridge, passthru, source"],
  [link, { nopromisc: true }, "nopromisc: is for mode passthru only"],
  [link, { mtu: 67 }, "mtu: must be an MTU in bytes, a whole number from 68 to 65535"],
  [link, { macAddress: "01:00:5e:00:00:01" }, "macAddress: must not be a multicast address"],
  [address, { address: "192.168.2.2" }, "address: must be an address with its prefix length"],
  [route, { via: undefined }, "via: a route needs `via`, `dev` or `nexthops`"],
  [route, { dst: "2001:db8::/64" }, "via: must be an IPv6 address, as `dst` is"],
  [route, { vai: "192.168.2.1" }, "vai: is not an argument of Route"],
  [
    { ...link, name: "a-resource-with-a-long-name", args: { parent: "eth1" } },
    {},
    "name: an interface name has at most 15 characters, this one has 27",
  ],
] as const;

describe("bad arguments, through the engine", () => {
  let stack: Stack;
  let server: net.Server;
  let connections = 0;
  forSuite(async (use) => {
    stack = await use(Stack.create({ resources: [], config: { "netlink:preflight": "off" } }));
    server = await use(net.createServer((socket) => socket.destroy(void connections++)));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  const connection = () => ({ host: "127.0.0.1", port: (server.address() as net.AddressInfo).port, dialErrorLimit: 1 });

  for (const [resource, change, reason] of REFUSED)
    it(`${resource.type} ${JSON.stringify(change)}: ${reason}`, async () => {
      stack.resources = [{ ...resource, args: { connection: connection(), ...resource.args, ...change } }];
      const { code, stdout } = await stack.up();
      assert.notEqual(code, 0);
      assert.ok(stdout.includes(`has a problem: ${reason}`), stdout);
      assert.equal(connections, 0, "nobody connected");
    });

  it("says all that is wrong with a resource at once", async () => {
    stack.resources = [{ ...link, args: { name: "a/b", parent: "lo", mtu: 1, connection: { port: 0 } } }];
    const { stdout } = await stack.preview();
    for (const field of ["name", "parent", "mtu", "connection.host", "connection.port"])
      assert.match(stdout, new RegExp(`problem: ${field}: `));
  });

  it("takes no namespace for a link", async () => {
    const netns = { type: "NetNamespace", name: "red", args: { connection: connection() } };
    stack.resources = [netns, { ...address, args: { ...address.args, dev: { $ref: "red" } } }];
    const { code, stdout } = await stack.preview();
    assert.notEqual(code, 0);
    assert.match(stdout, /`dev` takes a name or one of .*MacvlanLink.*, not NetNamespace/);
  });

  it("connects if nothing is wrong, so that the count above can fail", async () => {
    stack.resources = [{ ...link, args: { connection: connection(), ...link.args } }];
    assert.notEqual((await stack.up()).code, 0);
    assert.equal(connections, 1);
  });
});
