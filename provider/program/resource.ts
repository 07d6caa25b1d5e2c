import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import { isNamed, type Kind } from "../kinds/kind";
import { announce, waits } from "./announce";
import type { ResourceClass } from "./args";
import { program } from "./declared";
import { HOLDS, literalName, locate, LOCATION, onlyGiven, RETAINED, type Location, type Located } from "./location";
import { markOf } from "./mark";
import { deletedWith, order } from "./ordering";
import { traceLittle } from "./stack-trace";

type Fields = Readonly<Record<string, unknown>>;
type Options = pulumi.CustomResourceOptions;

const typeToken = (type: string): string => `pulumi-nodejs:dynamic/netlink:${type}`;

/** All that a state keeps of the provider. It never changes: states written today have to work for ever. */
const handlerStub = (type: string): string => `exports.handler=()=>require("pulumi-netlink/provider").${type}`;

/** A resource's registration with the engine, and the location that it remembers for those declared after it. */
interface Registration {
  readonly inputs: Fields;
  readonly options: Options;
  readonly location: Location;
}

/** Works out the registration of a resource from its arguments: where it is, what it waits for, and what it tells the provider. */
function registration(kind: Kind, name: string, args: Fields, opts: Options): Registration {
  const isRead = opts.id !== undefined;
  const { location: place, container, props } = locate(args);
  const own = isNamed(kind) ? { name: props.name ?? (isRead ? undefined : name) } : {};
  const location = isNamed(kind) ? { ...place, name: literalName(args.name ?? name) } : place;
  const mark = markOf(name, opts.parent);
  const after = order(kind, location, args);
  // A resource that is only read is not checked, and the provider is not told of it.
  const checked = isRead
    ? {}
    : {
        announcement: announce(kind, location, mark, waits(args, opts, after)),
        // The provider has to tell the engine what replaces, and it sees no options.
        replaceOnChanges: opts.replaceOnChanges,
      };
  // Fields that are not given become outputs too; an argument that is no field stays in, for `check` to name it.
  const fields = [...Object.keys(kind.schema.shape), ...Object.keys(kind.outputs), "machineId", "bootId"];
  const known = Object.fromEntries(fields.map((field) => [field, undefined]));
  const given = onlyGiven({ ...props, ...own, mark, ...after.inputs, ...checked });
  return {
    inputs: { ...known, ...given, host: undefined, __provider: handlerStub(kind.type) },
    options: pulumi.mergeOptions({ deletedWith: deletedWith(container), dependsOn: [...after.dependsOn] }, opts),
    location,
  };
}

/** Keeps on a resource what those declared after it need: its location, and whether it stays on its host. */
function remember(
  resource: pulumi.CustomResource,
  { identity }: Kind,
  location: Location,
  args: Fields,
  opts: Options,
) {
  // The outputs of a resource that is only read say where it is.
  if (opts.id === undefined) Object.defineProperty(resource, LOCATION, { value: location });
  // The engine passes the option on to children; of parents, those of these classes are asked.
  const isRetained = opts.retainOnDelete || (opts.parent as Located | undefined)?.[RETAINED];
  Object.defineProperty(resource, RETAINED, { value: isRetained });
  const { space, field } = identity;
  program().resources.push({ space, location, field, value: args[field], resource: resource as Located });
}

/** The Pulumi class of a kind. */
export function resourceClass<S extends z.ZodObject, O>(of: Kind<S, O>): ResourceClass<S, O> {
  const kind = of as unknown as Kind;

  class Resource extends pulumi.CustomResource {
    static readonly __pulumiType = typeToken(kind.type);
    static readonly [HOLDS] = kind.holds;

    static get(name: string, id: pulumi.Input<pulumi.ID>, args: Fields, opts: Options = {}) {
      return new this(name, args, { ...opts, id });
    }

    constructor(name: string, given: Fields, opts: Options = {}) {
      const args = given ?? {};
      const { inputs, options, location } = registration(kind, name, args, opts);
      const end = traceLittle();
      try {
        super(Resource.__pulumiType, name, inputs, options);
      } catch (error) {
        end();
        Error.captureStackTrace(error as Error);
        throw error;
      } finally {
        end();
      }
      remember(this, kind, location, args, opts);
    }
  }
  return Resource as unknown as ResourceClass<S, O>;
}
