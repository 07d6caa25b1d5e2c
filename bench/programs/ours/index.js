// The objects of the measurements, by this package.
const { readFileSync } = require("node:fs");
const netlink = require("pulumi-netlink");

for (const { place, groups } of JSON.parse(readFileSync("field.json", "utf8"))) {
  const connection = { ...place, privateKeyPath: "~/.ssh/id_ed25519" };
  for (const { netns: name, link, parent, address, via } of groups) {
    const netns = new netlink.NetNamespace(`${place.name}-${name}`, { connection, name });
    const dev = new netlink.MacvlanLink(`${place.name}-${name}-link`, { netns, parent, name: link });
    new netlink.Address(`${place.name}-${name}-address`, { dev, address });
    new netlink.Route(`${place.name}-${name}-route`, { dev, via });
  }
}
