// Puts off what the SDK loads for closures only, which no provider here is made of: half of the time that Node needs to start.
const Module = require("node:module");

const LATER = ["typescript", "@npmcli/arborist", "normalize-package-data", "./automation"];
const load = Module._load;
Module._load = (request, ...rest) =>
  LATER.includes(request)
    ? new Proxy({}, { get: (_, name) => name === "__esModule" || load(request, ...rest)[name] })
    : load(request, ...rest);
