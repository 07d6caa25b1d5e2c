// As many resources, in the same order and with the same options, that do nothing: what remains is the engine's own.
const { readFileSync } = require("node:fs");
const pulumi = require("@pulumi/pulumi");

const __provider = "exports.handler=()=>({create:async(i)=>({id:'-',outs:i})})";
const make = (kind, name, on, opts) =>
  new pulumi.CustomResource(
    `pulumi-nodejs:dynamic/bench:${kind}`,
    name,
    { __provider, name, on, own: undefined },
    opts,
  );

for (const { place, groups } of JSON.parse(readFileSync("field.json", "utf8")))
  for (const { netns: name } of groups) {
    const netns = make("NetNamespace", `${place.name}-${name}`, place.name);
    const link = make("MacvlanLink", `${place.name}-${name}-link`, netns.name, { deletedWith: netns });
    const address = make("Address", `${place.name}-${name}-address`, link.name, { deletedWith: link });
    make("Route", `${place.name}-${name}-route`, link.name, { deletedWith: link, dependsOn: address });
  }
