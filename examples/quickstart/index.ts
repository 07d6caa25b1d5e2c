import * as pulumi from "@pulumi/pulumi";
import * as netlink from "pulumi-netlink";

// pulumi config set --path connection.host 192.0.2.10     (and .user, .privateKeyPath, … as needed)
const config = new pulumi.Config();
const connection = config.requireObject<netlink.Connection>("connection");
const parent = config.get("parent") ?? "eth1";
const subnet = config.get("subnet") ?? "192.168.2";

for (const [name, host] of Object.entries({ red: 2, blue: 3 })) {
  const netns = new netlink.NetNamespace(`netlink-${name}`, { connection });
  const link = new netlink.MacvlanLink(`${name}-eth0`, { netns, parent, name: "eth0", mtu: config.getNumber("mtu") });
  new netlink.Address(`${name}-ip`, { dev: link, address: `${subnet}.${host}/24` });
  new netlink.Route(`${name}-default`, { dev: link, via: `${subnet}.1` });
}
