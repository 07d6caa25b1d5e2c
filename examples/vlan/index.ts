import * as pulumi from "@pulumi/pulumi";
import * as netlink from "pulumi-netlink";

const config = new pulumi.Config();
const connection = config.requireObject<netlink.Connection>("connection");
const parent = config.get("parent") ?? "eth1";

// A VLAN of the host's NIC, and a link in it for a namespace of its own.
const vlan = new netlink.VlanLink("vlan100", { connection, parent, vlanId: 100 });
const netns = new netlink.NetNamespace("netlink-vlan100", { connection });
const link = new netlink.MacvlanLink("vlan100-eth0", { parent: vlan, netns, name: "eth0" });
new netlink.Address("vlan100-ip", { dev: link, address: "192.168.100.2/24" });

// An address of the host itself that is up whatever its NICs do.
const service = new netlink.DummyLink("service0", { connection });
new netlink.Address("service-ip", { dev: service, address: "198.51.100.1/32" });
