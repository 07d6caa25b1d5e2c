import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import type { Kind } from "../kinds/kind";
import { addressesAt, ahead, declareAddress, markOf } from "./announce";
import type { ResourceClass } from "./args";
import { literalName, locate, LOCATION, onlyGiven, placeIn, RETAINED, type Placed } from "./location";
import { traceLittle } from "./stack-trace";

const typeToken = (type: string): string => `pulumi-nodejs:dynamic/netlink:${type}`;

/** All that a state keeps of the provider. It never changes: states written today have to work for ever. */
const handlerStub = (type: string): string => `exports.handler=()=>require("pulumi-netlink/provider").${type}`;

/** The Pulumi class of a kind. */
export function resourceClass<S extends z.ZodObject, O>(kind: Kind<S, O>): ResourceClass<S, O> {
  const fields = [...Object.keys(kind.schema.shape), ...Object.keys(kind.outputs), "machineId", "bootId"];
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
      const { where, holder, props } = locate(args ?? {});
      const given = {
        ...props,
        ...(has("name") ? { name: props.name ?? (opts.id === undefined ? name : undefined) } : {}),
        mark: markOf(name, opts.parent),
        host: undefined,
      };
      const own = has("name") ? literalName(args?.name ?? name) : undefined;
      const spot = placeIn({ name: own, netns: literalName(where[1]), parentNetns: literalName(args?.parentNetns) });
      const mayComeLater =
        opts.dependsOn !== undefined ||
        ["parent", "netns", "parentNetns", "dev"].some((f) => pulumi.Output.isInstance(args?.[f]));
      const afterItsLink = pulumi.Resource.isInstance(where[2]);
      const dependsOn = (has("dst") ? addressesAt(where, args?.prefsrc) : []) as Placed[];
      const isAwaited = (value: unknown) => pulumi.Output.isInstance(value) || pulumi.Resource.isInstance(value);
      const unordered =
        !mayComeLater && !opts.parent && !dependsOn.length && !Object.values(args ?? {}).some(isAwaited);
      // One that is only read is not checked.
      const preflight =
        opts.id === undefined
          ? ahead(
              where[0],
              { type: kind.type, place: spot, mark: kind.link && given.mark },
              { mayComeLater, afterItsLink, unordered },
            )
          : undefined;
      // Fields that are not given still become outputs; an argument that is none stays in, for `check` to name it.
      const known = Object.fromEntries(fields.map((field) => [field, undefined]));
      // A route goes with the addresses that its gateway was reached by: the engine sees so by what it has from them. Those on its
      // own link all have the link's name, and then the state names neither the link nor them once more.
      const isOn = (address: Placed) => pulumi.Resource.isInstance(where[2]) && address[LOCATION]?.[2] === where[2];
      const near = dependsOn.every(isOn) ? dependsOn : [];
      const dev = near.length ? pulumi.all(near.map((address) => address.dev)).apply(([name]) => name) : props.dev;
      const gatewayAddresses = near.length < dependsOn.length ? dependsOn.map((address) => address.address) : undefined;
      // The engine would have to be told by the provider what has changed, and dynamic ones cannot tell.
      const { replaceOnChanges } = opts.id === undefined ? opts : {};
      // One that is only read stays, as one that is retained does, and so nothing goes with it.
      const inherited = { deletedWith: holder?.[LOCATION] && !holder[RETAINED] ? holder : undefined, dependsOn };
      const inputs = {
        ...known,
        ...onlyGiven({ ...given, dev, announcement: preflight, gatewayAddresses, replaceOnChanges }),
      };
      const end = traceLittle();
      try {
        super(Resource.__pulumiType, name, { ...inputs, __provider: handlerStub(kind.type) }, pulumi.mergeOptions(inherited, opts)); // prettier-ignore
      } catch (error) {
        end();
        Error.captureStackTrace(error as Error);
        throw error;
      } finally {
        end();
      }
      // Where one is that is only read, its outputs say.
      if (opts.id === undefined) Object.defineProperty(this, LOCATION, { value: [...where, own] });
      // The engine passes the option on to children, and of parents only those of these classes tell theirs.
      Object.defineProperty(this, RETAINED, {
        value: opts.retainOnDelete || (opts.parent as Placed | undefined)?.[RETAINED],
      });
      if (has("address")) declareAddress(where, args?.address, this);
    }
  }
  return Resource as unknown as ResourceClass<S, O>;
}
