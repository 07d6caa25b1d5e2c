// Declares the resources that a folder's `resources.json` lists. `{"$ref": "red"}` stands for the resource red itself,
// `{"$ref": "red", "output": "name"}` for one of its outputs, `{"$secret": …}` for a secret.
// `Component` is a component of the program's own, `Provider` a provider of dynamic resources beside the default one.
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const pulumi = require("@pulumi/pulumi");
const netlink = require("pulumi-netlink");

const classes = {
  ...netlink,
  Component: class extends pulumi.ComponentResource {
    constructor(name, args, opts) {
      super(args.type ?? "test:index:Component", name, {}, opts);
    }
  },
  Provider: class extends pulumi.ProviderResource {
    constructor(name, args, opts) {
      super("pulumi-nodejs", name, args, opts);
    }
  },
};

exports.declare = (folder) => {
  const made = {};
  const value = (given) => {
    if (Array.isArray(given)) return given.map(value);
    if (typeof given !== "object" || given === null) return given;
    if ("$ref" in given) return given.output ? made[given.$ref][given.output] : made[given.$ref];
    if ("$secret" in given) return pulumi.secret(value(given.$secret));
    return Object.fromEntries(Object.entries(given).map(([key, inner]) => [key, value(inner)]));
  };
  for (const { type, name, id, args, opts } of JSON.parse(readFileSync(join(folder, "resources.json"), "utf8")))
    made[name] = id
      ? netlink[type].get(name, id, value(args), value(opts ?? {}))
      : new classes[type](name, value(args), value(opts ?? {}));
};
