// Runs the programs of stacks inline, as the Automation API does, in one process: the engine connects to it instead of starting Node for
// each run, which takes as long as the rest of the run.
const grpc = require("@grpc/grpc-js");
const { LanguageServer } = require("@pulumi/pulumi/automation/server");
const { LanguageRuntimeService } = require("@pulumi/pulumi/proto/language_grpc_pb");
const { declare } = require("./program/declare");

const servers = new Map();
process.on("message", ({ begin, end }) => {
  if (end) return void servers.get(end)?.forceShutdown();
  const server = new grpc.Server();
  server.addService(LanguageRuntimeService, new LanguageServer(async () => declare(begin)));
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    servers.set(port, server);
    process.send({ begin, port });
  });
});
process.on("disconnect", () => process.exit());
