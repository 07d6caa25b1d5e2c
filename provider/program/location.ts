import * as pulumi from "@pulumi/pulumi";
import * as kinds from "../kinds";
import { completed } from "./configuration";

type Fields = Readonly<Record<string, unknown>>;

/** The location of an object, each part as the program gave it: a resource, a name or an output. */
export interface Location {
  readonly connection: unknown;
  readonly netns: unknown;
  /** The link that it is on. */
  readonly dev: unknown;
  /** The namespace of its parent, if it has one. */
  readonly parentNetns?: unknown;
  /** The name of the object itself, if it has one. */
  readonly name?: unknown;
}

/** A resource keeps its location under this, for the resources that are put into it or onto it. */
export const LOCATION = Symbol("location");
/** A resource keeps under this whether it stays on its host when it leaves the program. */
export const RETAINED = Symbol("retained");
/** A class keeps under this the arguments of other resources that take its resources for their names. */
export const HOLDS = Symbol.for("pulumi-netlink.holds");

/** A resource of one of our classes; one that is only read has no location. */
export type Located = pulumi.CustomResource &
  Fields & { readonly [LOCATION]?: Location; readonly [RETAINED]?: boolean };

/** Arguments whose resource brings its connection and namespace along; the first that is given counts. */
const CONTAINERS = ["dev", "parent", "netns"];

/** Arguments that name what a resource is in or on. */
export const HELD_BY = new Set(Object.values(kinds).flatMap(({ holds }) => holds ?? []));

const typesFor = (field: string) =>
  Object.values(kinds).flatMap(({ type, holds }) => (holds?.includes(field) ? [type] : []));

/** The resource that an argument is, if it is one; throws if the argument takes no such resource. */
function resourceIn(field: string, value: unknown): Located | undefined {
  if (!pulumi.Resource.isInstance(value)) return undefined;
  const { [HOLDS]: holds, name } = value.constructor as { [HOLDS]?: readonly string[]; name: string };
  if (holds?.includes(field)) return value as Located;
  const types = typesFor(field).join(", ");
  throw new TypeError(`\`${field}\` takes ${types ? `a name or one of ${types}` : "no resource"}, not ${name}`);
}

/** The name that an argument stands for, if the program gave it as text. */
export const literalName = (value: unknown): unknown =>
  pulumi.Resource.isInstance(value) ? (value as Located)[LOCATION]?.name : value;

/** An argument with every resource in it replaced by its name. */
function nameIn(field: string, value: unknown): unknown {
  const resource = resourceIn(field, value);
  if (resource) return resource.name;
  if (Array.isArray(value)) return value.map((item) => nameIn(field, item));
  const isPlain = typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  return isPlain ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, nameIn(key, inner)])) : value;
}

/** A part of a resource's own location; the outputs tell it for one that is only read. */
const inherited = (from: Located | undefined, field: "connection" | "netns"): unknown =>
  from?.[LOCATION] ? from[LOCATION][field] : from?.[field];

/** A name as text if the program gave it so: an output that the host's own namespace leaves empty would be unknown to a preview. */
const nameOf = (value: unknown): unknown => {
  const literal = literalName(value);
  return typeof literal === "string" ? literal : pulumi.Resource.isInstance(value) ? (value as Located).name : value;
};

/** Takes connection and namespace from the resources that are given as arguments, and those resources' names. */
export function locate(args: Fields): { location: Location; container?: Located; props: Fields } {
  const resources = Object.fromEntries(CONTAINERS.map((field) => [field, resourceIn(field, args[field])]));
  const on = resources.dev ?? resources.parent;
  const goesWith = resources.dev ?? resources.netns ?? resources.parent;
  const netns = args.netns ?? inherited(on, "netns");
  const connection = args.connection ?? inherited(on ?? resources.netns, "connection");
  const parentNetns = args.parentNetns ?? inherited(resources.parent, "netns");
  return {
    location: { connection, netns, dev: args.dev, parentNetns },
    container: goesWith,
    props: {
      ...(nameIn("", { ...args }) as Fields),
      connection: completed(connection),
      netns: args.netns === undefined ? nameOf(netns) : nameIn("netns", args.netns),
      parentNetns: args.parentNetns === undefined ? nameOf(parentNetns) : nameIn("parentNetns", args.parentNetns),
    },
  };
}

/** The fields that are given. */
export const onlyGiven = (values: Fields): Fields =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
