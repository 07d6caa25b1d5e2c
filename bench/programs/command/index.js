// The objects of the measurements, by `@pulumi/command`: a command each.
const { readFileSync } = require("node:fs");
const { homedir } = require("node:os");
const { join } = require("node:path");
const { remote } = require("@pulumi/command");

const privateKey = readFileSync(join(homedir(), ".ssh", "id_ed25519"), "utf8");
const all = (lines) => lines.map((line) => `ip ${line}`).join(" && ");

for (const { place, groups } of JSON.parse(readFileSync("field.json", "utf8"))) {
  const connection = { host: place.host, port: place.port, user: "root", privateKey };
  for (const { netns: name, link: dev, address: cidr, commands } of groups) {
    const make = (kind, undo, opts) => {
      const args = { connection, create: all(commands[kind]), delete: `ip ${undo}` };
      return new remote.Command(`${place.name}-${name}-${kind}`, args, opts);
    };
    const netns = make("netns", `netns del ${name}`);
    const link = make("link", `-n ${name} link del ${dev}`, { dependsOn: netns, deletedWith: netns });
    const address = make("address", `-n ${name} address del ${cidr} dev ${dev}`, {
      dependsOn: link,
      deletedWith: link,
    });
    make("route", `-n ${name} route del default`, { dependsOn: address, deletedWith: link });
  }
}
