// The rooms of the code: what each is for, and what it may import. The linter and the table in CONTRIBUTING.md are made from this one.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, sep } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * A room: a folder or a file below `provider/`, what it is for, and the rooms and packages that it may import; a room may always import
 * itself. Pure rooms do no I/O: no file, clock, network or environment.
 */
export const ROOMS = [
  { room: "ip", holds: "iproute2 as data: commands, reads, snapshots, values, names", pure: true, rooms: [], packages: ["zod", "ipaddr.js"] },
  { room: "connection.ts", holds: "the argument `connection`, for the program and the provider", pure: true, rooms: ["ip"], packages: ["zod"] },
  { room: "announcement.ts", holds: "the wire by which the program tells the provider of its hosts", rooms: ["ip", "connection.ts", "kinds"], packages: [] },
  { room: "kinds", holds: "a home per kind; the folder that new kinds are added to", pure: true, rooms: ["ip", "connection.ts", "ownership"], packages: ["zod"] },
  { room: "ownership", holds: "whose an object is: marks, the journal, verdicts", pure: true, rooms: ["ip", "kinds"], packages: [] },
  { room: "host", holds: "reaches a machine: login, connection, queue, script, snapshot", rooms: ["ip", "connection.ts"], packages: ["node-ssh", "ssh2"] },
  { room: "preview", holds: "what speaks against a resource: its program and its host", rooms: ["ip", "connection.ts", "announcement.ts", "kinds", "ownership", "host"], packages: [] },
  { room: "lifecycle", holds: "check, diff, create, read, update and delete, once for all kinds", rooms: ["ip", "connection.ts", "announcement.ts", "kinds", "ownership", "host", "preview"], packages: [] },
  { room: "lifecycle/log.ts", holds: "warnings in the engine's own output", rooms: [], packages: ["@pulumi/pulumi"] },
  { room: "discover", holds: "`pulumi-netlink discover`: a program of what is on a host", rooms: ["ip", "connection.ts", "kinds", "host"], packages: [] },
  { room: "program", holds: "Pulumi's classes, in the user's program", rooms: ["ip", "connection.ts", "announcement.ts", "kinds"], packages: ["@pulumi/pulumi", "zod"] },
  { room: "index.ts", holds: "the program's door", rooms: ["program", "kinds", "connection.ts"], packages: [] },
  { room: "provider.ts", holds: "the engine's door; its path is in every state", rooms: ["lifecycle", "preview", "kinds", "host"], packages: [] },
]; // prettier-ignore

/** The one module of Node that does no I/O and that pure rooms need. */
const PURE_BUILT_IN = "node:crypto";
const GLOBALS = ["process", "fetch", "setTimeout", "setInterval", "setImmediate", "Date", "performance", "console"];
const PROVIDER = join(dirname(fileURLToPath(import.meta.url)), "..", "provider");

/** The room of a file below `provider/`; the longest path wins. */
export const roomOf = (file) =>
  ROOMS.filter(({ room }) => file === room || file.startsWith(`${room}/`)).sort(
    (a, b) => b.room.length - a.room.length,
  )[0];

/** Every file below `provider/`, and what it imports: files below `provider/` and packages. */
export const imports = () =>
  Object.fromEntries(
    readdirSync(PROVIDER, { recursive: true })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => [name.replaceAll(sep, "/"), importsOf(name)]),
  );

function importsOf(name) {
  const text = readFileSync(join(PROVIDER, name), "utf8");
  const named = [...text.matchAll(/^(?:import|export)\b[^;]*? from "([^"]+)"/gms)].map(([, from]) => from);
  return named.map((from) => resolveImport(name, from));
}

/** Resolves an import of a file: to a file below `provider/`, or to a package. */
export function resolveImport(file, from) {
  if (!from.startsWith(".")) return from;
  const path = normalize(join(dirname(file), from)).replaceAll(sep, "/");
  return existsSync(join(PROVIDER, path, "index.ts")) ? `${path}/index.ts` : `${path}.ts`;
}

/** Why a file of a room may not import another file or a package; undefined if it may. */
export function forbidden(file, imported) {
  const from = roomOf(file);
  const target = imported.endsWith(".ts") ? roomOf(imported) : undefined;
  if (target) {
    const isOpen =
      target === from ||
      from.rooms.some((room) => target.room === room || target.room.startsWith(`${room}/`)) ||
      target.room.startsWith(`${from.room}/`);
    return isOpen ? undefined : `${from.room} may not import ${target.room}`;
  }
  if (imported.startsWith("node:"))
    return from.pure && imported !== PURE_BUILT_IN ? `${from.room} is pure: it does no I/O` : undefined;
  return from.packages.includes(imported) ? undefined : `${from.room} may not import ${imported}`;
}

/** The linter's rules of a room, as a plugin's rule and as restricted globals. */
export const lintRules = ROOMS.map(({ room, pure }) => ({
  files: [room.endsWith(".ts") ? `provider/${room}` : `provider/${room}/**`],
  rules: {
    "rooms/imports": "error",
    ...(pure
      ? { "no-restricted-globals": ["error", ...GLOBALS.map((name) => ({ name, message: "This room is pure." }))] }
      : {}),
  },
}));

/** The table for CONTRIBUTING.md. */
export const table = () =>
  [
    "| room | what it holds | may import |",
    "|---|---|---|",
    ...ROOMS.map(({ room, holds, pure, rooms, packages }) => {
      const open = [...rooms.map((name) => `\`${name}\``), ...packages.map((name) => `\`${name}\``)].join(", ");
      return `| \`${room}${room.endsWith(".ts") ? "" : "/"}\` | ${pure ? "pure: " : ""}${holds} | ${open || "nothing"} |`;
    }),
  ].join("\n");
