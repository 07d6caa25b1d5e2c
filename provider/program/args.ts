import type * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";

type Hidden = "host" | "mark";
/** A resource that stands for its name and brings its connection and namespace along. */
type Named<Own extends string> = pulumi.CustomResource & { readonly [K in "name" | Own]: pulumi.Output<unknown> };
type Link = Named<"ifindex">;
type Netns = Named<"loopback">;
/** A next hop whose link may be a resource. */
interface NextHop {
  readonly via?: pulumi.Input<string>;
  readonly dev?: pulumi.Input<string> | Link;
  readonly weight?: pulumi.Input<number>;
  readonly onlink?: pulumi.Input<boolean>;
}
/** Resources that an argument takes in the place of their names. */
type Holders = {
  readonly dev: Link;
  readonly parent: Link;
  readonly netns: Netns;
  readonly parentNetns: Netns;
  readonly nexthops: readonly NextHop[];
};
type Arg<K, T> = pulumi.Input<T> | (K extends keyof Holders ? Holders[K] : never);

/** A value each part of which may be an output. */
type Deep<T> = pulumi.Input<T extends object ? { [K in keyof T]: Deep<T[K]> } : T>;

/** The arguments of a class: the schema's input, each value an `Input`; an argument that takes the name of a link or namespace also takes the resource. */
export type Args<S extends z.ZodObject> = {
  [K in keyof z.input<S> as K extends Hidden | "name" | "connection" ? never : K]: Arg<K, z.input<S>[K]>;
} & {
  [K in keyof z.input<S> as K extends "name" | "connection" ? K : never]?: Deep<z.input<S>[K]>;
};

/** The outputs of a class: arguments in canonical form, and values read from the host. */
export type Outputs<S extends z.ZodObject, O> = {
  readonly [K in keyof z.output<S> as K extends Hidden | keyof O ? never : K]-?: pulumi.Output<z.output<S>[K]>;
} & { readonly [K in keyof O]: pulumi.Output<O[K]> } & Machine;

/** The machine that a resource is on. */
interface Machine {
  /** Its machine-id; another one under the same name is another machine. */
  readonly machineId: pulumi.Output<string>;
  /** Identity of its start; another one means that it was rebooted. */
  readonly bootId: pulumi.Output<string>;
}

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
