import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";

/** Where an object is: its connection, its namespace and its link, each as the program gave it, a resource or a name. */
export type Where = readonly [connection: unknown, netns: unknown, dev: unknown];

const MOST = 150;
const word = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** The mark of a resource on its host: project, stack and name, in words that `ip` passes on unchanged. */
export function markOf(name: string): string {
  const [stack, own] = [`pulumi:${word(pulumi.getProject())}/${word(pulumi.getStack())}`, word(name)];
  const digest = createHash("sha256").update(name).digest("hex").slice(0, 16);
  return stack.length + own.length < MOST ? `${stack}:${own}` : `${stack.slice(0, 100)}:${own.slice(0, 30)}~${digest}`;
}

const SECRET = ["password", "privateKey", "privateKeyPassword"];
const hide = (fields: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      SECRET.includes(key) && value !== undefined ? pulumi.secret(value) : value,
    ]),
  );

/** A connection whose passwords and keys are secret, also where the program did not say so. */
export const guarded = (connection: unknown): unknown =>
  pulumi.Output.isInstance(connection)
    ? connection.apply((known: unknown) =>
        typeof known === "object" && known ? pulumi.output(hide({ ...known })) : known,
      )
    : typeof connection === "object" && connection
      ? hide({ ...connection })
      : connection;

interface Declared {
  readonly where: Where;
  readonly resource: pulumi.Resource;
}

/** The addresses that each running program has declared so far. */
const programs = new WeakMap<object, Declared[]>();
const anyProgram = {};

function declared(): Declared[] {
  const program = pulumi.runtime.getStackResource() ?? anyProgram;
  const list = programs.get(program) ?? [];
  programs.set(program, list);
  return list;
}

/** Remembers an address for the routes declared after it. */
export const declareAddress = (where: Where, resource: pulumi.Resource): void =>
  void declared().push({ where, resource });

/** The addresses declared on a link, or without one in a namespace. */
export const addressesAt = ([connection, netns, dev]: Where): pulumi.Resource[] =>
  declared()
    .filter(({ where }) => where[0] === connection && where[1] === netns && (dev === undefined || where[2] === dev))
    .map(({ resource }) => resource);
