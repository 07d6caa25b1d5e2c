#!/usr/bin/env node
import { parseArgs } from "node:util";
import { connection as schema, type Connection } from "../connection";
import { closeAll, hostAt } from "../host/host";
import { isNetnsWord } from "../ip/command";
import { ADDRESSES, LINKS, LOCKS, ROUTES } from "../ip/read";
import { programOf } from "./discover";

const USAGE = `usage: pulumi-netlink discover HOST [options]

Prints a Pulumi program that takes over the namespaces, links, addresses and routes on a host, and changes nothing.

HOST                          a host of ~/.ssh/config, or user@address[:port], an IPv6 address before a port in brackets
--identity PATH               private key
--name LABEL                  name of the host in ids and messages
--become sudo                 how the user becomes root
--host-key-checking POLICY    strict, accept-new or off
--all                         also the addresses and routes of the host's own network
`;

const OPTIONS = {
  identity: { type: "string" },
  name: { type: "string" },
  become: { type: "string" },
  "host-key-checking": { type: "string" },
  all: { type: "boolean" },
  help: { type: "boolean" },
} as const;

type Options = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>["values"];

/** An IPv6 address stands in brackets before a port, as in a URL. */
const ADDRESS =
  /^(?:(?<user>[^@]+)@)?(?:(?:(?<plain>[^:[\]]+)|\[(?<six>[^\]]+)\])(?::(?<port>\d+))?|(?<bare>[^[\]]+))$/;

/** The connection that the command line names. */
function connectionOf(host: string, options: Options): Connection {
  const { user, plain, six, port, bare } = ADDRESS.exec(host)?.groups ?? {};
  const address = plain ?? six ?? bare;
  const { identity: privateKeyPath, name, become, "host-key-checking": hostKeyChecking } = options;
  const given = { user, port: port && Number(port), privateKeyPath, name, become, hostKeyChecking };
  const fields = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const { data, error } = schema.safeParse(Object.keys(fields).length ? { host: address, ...fields } : host);
  if (error) throw new Error(error.issues.map(({ path, message }) => [...path, message].join(": ")).join("\n"));
  return data;
}

async function discover(connection: Connection, all: boolean): Promise<string> {
  const host = hostAt(connection);
  const lists = new Set([LINKS, ADDRESSES, ROUTES, LOCKS]);
  const { namespaces } = (await host.read(new Map([["", lists]]))).snapshot;
  const { snapshot } = await host.read(new Map(["", ...namespaces.filter(isNetnsWord)].map((netns) => [netns, lists])));
  const fields = typeof connection === "string" ? [] : Object.entries(connection);
  const text = fields.length ? `{ ${fields.map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join(", ")} }` : JSON.stringify(connection); // prettier-ignore
  return programOf(snapshot, { connection: text, all });
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  const [command, host, ...rest] = positionals;
  if (values.help) return void process.stdout.write(USAGE);
  if (command !== "discover" || !host || rest.length) throw new Error(USAGE);
  process.stdout.write(await discover(connectionOf(host, values), values.all ?? false));
}

void main()
  .catch((error: Error) => {
    process.stderr.write(`${error.message.trimEnd()}\n`);
    process.exitCode = 1;
  })
  .finally(closeAll);
