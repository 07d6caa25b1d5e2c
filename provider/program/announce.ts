import * as pulumi from "@pulumi/pulumi";
import { createHash } from "node:crypto";
import { serve, type Announcer, type PlannedHost } from "../announcement";
import type { Connection } from "../connection";
import { canonicalIp } from "../ip/values";
import type { Values } from "../kinds/kind";
import { completed } from "./configuration";

/** Where an object is: its connection, its namespace and its link, each as the program gave it, a resource or a name. */
export type Where = readonly [connection: unknown, netns: unknown, dev: unknown];

const MOST = 150;
const word = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** What the SDK knows of a resource's place in the program from the start; a URN comes later, and in a preview not always. */
interface Known {
  readonly __pulumiType?: string;
  readonly __parentResource?: pulumi.Resource;
}

/** The types of the resources that one is in, as in its URN, where two of one name in components of two types are two. */
function typesAbove(parent: pulumi.Resource | undefined): string[] {
  const { __pulumiType: type, __parentResource: above } = (parent ?? {}) as Known;
  return type === undefined || type === "pulumi:pulumi:Stack" ? [] : [...typesAbove(above), type];
}

/** The mark of a resource on its host: project, stack, types of the components it is in, and name, in words that `ip` passes on unchanged. */
export function markOf(last: string, parent?: pulumi.Resource): string {
  const types = typesAbove(parent);
  const stack = `pulumi:${word(pulumi.getProject())}/${word(pulumi.getStack())}`;
  const own = [...types, last].map(word).join("/");
  const digest = createHash("sha256")
    .update([...types, last].join("/"))
    .digest("hex")
    .slice(0, 16);
  return stack.length + own.length < MOST ? `${stack}:${own}` : `${stack.slice(0, 100)}:${own.slice(0, 30)}~${digest}`;
}

/** What a running program has declared so far. */
interface Program {
  readonly addresses: { readonly where: Where; readonly address: unknown; readonly resource: pulumi.Resource }[];
  /** Kinds and places of what is on each host, and marks of links, by the connection as it was given. */
  readonly hosts: Map<unknown, Map<unknown, Told>>;
  /** Where it says so. */
  announcer?: Promise<Announcer>;
}

const programs = new WeakMap<object, Program>();
const anyProgram = {};

function program(): Program {
  const running = pulumi.runtime.getStackResource() ?? anyProgram;
  const known = programs.get(running) ?? { addresses: [], hosts: new Map() };
  programs.set(running, known);
  return known;
}

/** Remembers an address for the routes declared after it. */
export const declareAddress = (where: Where, address: unknown, resource: pulumi.Resource): void =>
  void program().addresses.push({ where, address, resource });

/** Whether an address is the one to send from, as far as the program says both in so many words. */
const isSource = (address: unknown, prefsrc: unknown) =>
  prefsrc !== undefined &&
  (typeof address !== "string" ||
    typeof prefsrc !== "string" ||
    canonicalIp(address.split("/")[0] ?? "") === canonicalIp(prefsrc));

/** The addresses declared on a link, or without one in a namespace; the one to send from may be on any link there. */
export const addressesAt = ([connection, netns, dev]: Where, prefsrc: unknown): pulumi.Resource[] =>
  program()
    .addresses.filter(({ where }) => where[0] === connection && where[1] === netns)
    .filter(({ where, address }) => dev === undefined || where[2] === dev || isSource(address, prefsrc))
    .map(({ resource }) => resource);

const MODES = ["on", "strict", "off"];

function preflightMode(): string {
  const mode = new pulumi.Config("netlink").get("preflight") ?? "on";
  if (!MODES.includes(mode)) throw new pulumi.RunError(`netlink:preflight must be one of ${MODES.join(", ")}`);
  return mode;
}

/** How long an output may take to be known, in milliseconds; what waits for a resource is not waited for. */
const PATIENCE = 100;

/** The hosts whose connections are known by now. */
async function planned(hosts: Program["hosts"]): Promise<PlannedHost[]> {
  const known = [...hosts].map(async ([given, objects]): Promise<PlannedHost[]> => {
    const connection = await Promise.race([
      new Promise<Connection>((resolve) => pulumi.output(completed(given) as Connection).apply(resolve)),
      new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE)),
    ]);
    const all = [...objects.values()].map(({ type, place, mark }) => [type, place ?? null, mark ?? null] as const);
    return connection === undefined ? [] : [{ connection, objects: all }];
  });
  return (await Promise.all(known)).flat();
}

/** What is told of an object: its place, where all of it is known, and the mark of a link. */
interface Told {
  readonly type: string;
  readonly place?: Values;
  readonly mark?: string;
}

/**
 * What a resource gives `check` besides its arguments: who tells of all that the program has on its hosts, to be read side by side.
 * `mayComeLater` is one whose needs may come from another, `afterItsLink` one that comes behind its link, `unordered` one that waits for nothing.
 */
export function ahead(
  connection: unknown,
  object: Told,
  waits: Record<"mayComeLater" | "afterItsLink" | "unordered", boolean>,
): unknown {
  const mode = preflightMode();
  if (mode === "off") return { mode, ...waits };
  const running = program();
  const { hosts } = running;
  const objects = hosts.get(connection) ?? new Map<unknown, Told>();
  const { type, place, mark } = object;
  // Many are in one place, and links each have a mark of their own.
  if (place ?? mark) objects.set(mark ?? JSON.stringify([type, place]), object);
  hosts.set(connection, objects);
  running.announcer ??= serve(() => planned(hosts));
  return pulumi.secret({ mode, ...waits, announcer: running.announcer });
}
