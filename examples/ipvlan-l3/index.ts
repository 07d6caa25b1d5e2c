import * as pulumi from "@pulumi/pulumi";
import * as netlink from "pulumi-netlink";

const config = new pulumi.Config();
const connection = config.requireObject<netlink.Connection>("connection");
const parent = config.get("parent") ?? "eth1";

// The parent routes between its children, whatever their subnets: no gateway, no broadcast, no MAC address of their own.
for (const [name, address] of Object.entries({ net1: "10.0.1.10/24", net2: "192.168.26.10/24" })) {
  const netns = new netlink.NetNamespace(`netlink-${name}`, { connection });
  const link = new netlink.IpvlanLink(`${name}-ipv0`, {
    netns,
    parent,
    mode: "l3",
    name: "ipv0",
    mtu: config.getNumber("mtu"),
  });
  new netlink.Address(`${name}-ip`, { dev: link, address });
  new netlink.Route(`${name}-default`, { dev: link });
}
