import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import type { Kind } from "./ip/kind";
import { completed } from "./connection";
import { addressesAt, ahead, declareAddress, markOf, type Where } from "./stack";

const typeToken = (type: string): string => `pulumi-nodejs:dynamic/netlink:${type}`;

/** All that a state keeps of the provider. It never changes: states written today have to work for ever. */
const handlerStub = (type: string): string => `exports.handler=()=>require("pulumi-netlink/provider").${type}`;

type Hidden = "host" | "mark";
/** A resource that stands for its name and brings its connection and namespace along. */
type Named<Own extends string> = pulumi.CustomResource & { readonly [K in "name" | Own]: pulumi.Output<unknown> };
/** What tells a link from a namespace. */
type Holders = { readonly dev: Named<"ifindex">; readonly netns: Named<"loopback"> };
type Arg<K, T> = pulumi.Input<T> | (K extends keyof Holders ? Holders[K] : never);

/** A value each part of which may be an output. */
type Deep<T> = pulumi.Input<T extends object ? { [K in keyof T]: Deep<T[K]> } : T>;

/** What a program writes: the schema's input, each value an `Input`, `netns` and `dev` also as resources. */
export type Args<S extends z.ZodObject> = {
  [K in keyof z.input<S> as K extends Hidden | "name" | "connection" ? never : K]: Arg<K, z.input<S>[K]>;
} & {
  [K in keyof z.input<S> as K extends "name" | "connection" ? K : never]?: Deep<z.input<S>[K]>;
};

/** What a program reads: arguments in canonical form, and what the host says. */
export type Outputs<S extends z.ZodObject, O> = {
  readonly [K in keyof z.output<S> as K extends Hidden | keyof O ? never : K]-?: pulumi.Output<z.output<S>[K]>;
} & { readonly [K in keyof O]: pulumi.Output<O[K]> };

/** The class of a kind, as programs see it. */
export interface ResourceClass<S extends z.ZodObject, O> {
  new (name: string, args: Args<S>, opts?: pulumi.CustomResourceOptions): pulumi.CustomResource & Outputs<S, O>;
  /**
   * An object that exists and stays its own: it is read, never changed and never deleted. The id is that of an own one,
   * `web-1:red/eth0`, which names links and namespaces; of addresses and routes the arguments say which one it is.
   */
  get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    args: Partial<Args<S>>,
    opts?: pulumi.CustomResourceOptions,
  ): pulumi.CustomResource & Outputs<S, O>;
  /** The type token, as states, policies and tests name it. */
  readonly __pulumiType: string;
}

const WHERE = Symbol("where");
/** Where a resource is, and its name, each as the program gave it. */
type Placed = pulumi.CustomResource &
  Readonly<Record<string, unknown>> & { readonly [WHERE]?: readonly [...Where, unknown] };

/** The name that an argument stands for, where the program gave it in so many words. */
const plain = (value: unknown) => (pulumi.Resource.isInstance(value) ? (value as Placed)[WHERE]?.[3] : value);
/** The place of an object, where all of it is known so. */
const placeIn = (fields: Readonly<Record<string, unknown>>): object | undefined =>
  Object.values(fields).every((value) => value === undefined || typeof value === "string") ? sieve(fields) : undefined;

/** The resource that an argument is, if it is one; it has to be of the right sort. */
function holderIn(
  args: Readonly<Record<string, unknown>>,
  field: string,
  own: string,
  sort: string,
): Placed | undefined {
  const value = args[field];
  if (!pulumi.Resource.isInstance(value)) return undefined;
  if (!(own in value)) throw new TypeError(`\`${field}\` takes a ${sort} or its name, not ${value.constructor.name}`);
  return value as Placed;
}

/** Takes connection and namespace from the resources given as `dev` and `netns`. */
function place(args: Readonly<Record<string, unknown>>): {
  where: Where;
  holder?: Placed;
  props: Readonly<Record<string, unknown>>;
} {
  const { netns, dev } = args;
  const inside = holderIn(args, "netns", "loopback", "NetNamespace");
  const on = holderIn(args, "dev", "ifindex", "link");
  const holder = on ?? inside;
  // As the program gave it: an output that the host's own namespace leaves empty would be unknown to a preview.
  const inherited = on?.[WHERE] ? on[WHERE][1] : on?.netns;
  const where: Where = [args.connection ?? holder?.[WHERE]?.[0] ?? holder?.connection, netns ?? inherited, dev];
  return {
    where,
    holder,
    props: {
      ...args,
      connection: completed(args.connection ?? holder?.connection),
      netns: pulumi.Resource.isInstance(where[1]) ? (where[1] as Placed).name : where[1],
      dev: on?.name ?? dev,
    },
  };
}

/** The resources that a value comes from. */
const resourcesIn = (value: unknown) =>
  (pulumi.output(value as object) as unknown as { resources(): Set<unknown> }).resources();

/** The Pulumi class of a kind. */
export function resourceClass<S extends z.ZodObject, O>(kind: Kind<S, O>): ResourceClass<S, O> {
  const fields = [...Object.keys(kind.schema.shape), ...Object.keys(kind.outputs)];
  const has = (field: string) => field in kind.schema.shape;

  class Resource extends pulumi.CustomResource {
    static readonly __pulumiType = typeToken(kind.type);

    static get(
      name: string,
      id: pulumi.Input<pulumi.ID>,
      args: Readonly<Record<string, unknown>>,
      opts: pulumi.CustomResourceOptions = {},
    ) {
      return new this(name, args, { ...opts, id });
    }

    constructor(name: string, args: Readonly<Record<string, unknown>>, opts: pulumi.CustomResourceOptions = {}) {
      const { where, holder, props } = place(args ?? {});
      const given = {
        ...props,
        ...(has("name") ? { name: props.name ?? (opts.id === undefined ? name : undefined) } : {}),
        mark: markOf(name, Resource.__pulumiType, opts.parent),
        host: undefined,
      };
      const own = has("name") ? plain(args?.name ?? name) : undefined;
      const spot = placeIn({ name: own, netns: plain(where[1]), parentNetns: plain(args?.parentNetns) });
      const late =
        opts.dependsOn !== undefined || ["parent", "netns", "dev"].some((f) => pulumi.Output.isInstance(args?.[f]));
      const free = !late && resourcesIn(props).size === 0;
      const { input, registered } =
        opts.id === undefined
          ? ahead({
              connection: where[0],
              object: { type: kind.type, place: spot, mark: kind.port && given.mark },
              late,
              free,
            })
          : { input: undefined, registered: undefined };
      // Fields that are not given still become outputs; an argument that is none stays in, for `check` to name it.
      const known = Object.fromEntries(fields.map((field) => [field, undefined]));
      const dependsOn = has("dst") ? addressesAt(where, args?.prefsrc) : [];
      // A route goes with the addresses that its gateway was reached by: the engine sees so by this.
      const after = dependsOn.length ? dependsOn.map((address) => (address as Placed).address) : undefined;
      // The engine would have to be told by the provider what has changed, and dynamic ones cannot tell.
      const { replaceOnChanges } = opts.id === undefined ? opts : {};
      // One that is only read stays, and so nothing goes with it.
      const inherited = { deletedWith: holder?.[WHERE] && holder, dependsOn };
      const inputs = { ...known, ...sieve({ ...given, preflight: input, after, replaceOnChanges }) };
      const limit = Error.stackTraceLimit;
      if (!process.env.PULUMI_DEBUG_PROMISE_LEAKS) Error.stackTraceLimit = 0;
      try {
        super(Resource.__pulumiType, name, { ...inputs, __provider: handlerStub(kind.type) }, pulumi.mergeOptions(inherited, opts)); // prettier-ignore
      } finally {
        Error.stackTraceLimit = limit;
      }
      // Where one is that is only read, its outputs say.
      if (opts.id === undefined) Object.defineProperty(this, WHERE, { value: [...where, own] });
      if (has("address")) declareAddress(where, args?.address, this);
      if (registered) this.urn.apply(registered);
    }
  }
  return Resource as unknown as ResourceClass<S, O>;
}

const sieve = (values: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
