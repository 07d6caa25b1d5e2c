import * as pulumi from "@pulumi/pulumi";
import { serve, type Announcement, type AnnouncedHost } from "../announcement";
import type { Connection } from "../connection";
import type { Kind, Values } from "../kinds/kind";
import { completed } from "./configuration";
import { program, type Told } from "./declared";
import { HELD_BY, literalName, onlyGiven, type Location } from "./location";
import type { Order } from "./ordering";

type Fields = Readonly<Record<string, unknown>>;

const MODES = ["on", "strict", "off"] as const;

function preflightMode(): Announcement["mode"] {
  const mode = new pulumi.Config("netlink").get("preflight") ?? "on";
  if (!MODES.some((one) => one === mode))
    throw new pulumi.RunError(`netlink:preflight must be one of ${MODES.join(", ")}`);
  return mode as Announcement["mode"];
}

/** The time that a connection may take to be known, in milliseconds; one that comes from a resource is not waited for. */
const PATIENCE = 100;

/** The hosts whose connections are known by now. */
async function announcedHosts(hosts: ReadonlyMap<unknown, ReadonlyMap<unknown, Told>>): Promise<AnnouncedHost[]> {
  const known = [...hosts].map(async ([given, objects]): Promise<AnnouncedHost[]> => {
    const connection = await Promise.race([
      new Promise<Connection>((resolve) => pulumi.output(completed(given) as Connection).apply(resolve)),
      new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE)),
    ]);
    const all = [...objects.values()].map(({ type, place, mark }) => [type, place ?? null, mark ?? null] as const);
    return connection === undefined ? [] : [{ connection, objects: all }];
  });
  return (await Promise.all(known)).flat();
}

const isMade = (value: unknown) => pulumi.Output.isInstance(value) || pulumi.Resource.isInstance(value);

/** Whether an argument is, or has in a list, what another resource makes. */
const isAwaited = (value: unknown): boolean =>
  isMade(value) ||
  (Array.isArray(value) && value.some((one) => isMade(one) || Object.values(Object(one)).some(isMade)));

/** Whether the resource may be made before or after others, as a preview has to know. */
export function waits(args: Fields, opts: pulumi.CustomResourceOptions, { dependsOn }: Order) {
  const values = Object.values(args);
  // A resource is known by its class and name; an output may name something that the host does not have yet.
  const mayComeLater =
    opts.dependsOn !== undefined || [...HELD_BY].some((field) => pulumi.Output.isInstance(args[field]));
  return {
    mayComeLater,
    isPreview: pulumi.runtime.isDryRun(),
    afterItsLink: pulumi.Resource.isInstance(args.dev),
    unordered: !mayComeLater && !opts.parent && !dependsOn.length && !values.some(isAwaited),
  };
}

/** The place of an object, if the program gave all of it as text. */
function literalPlace({ name, netns, parentNetns }: Location): Values | undefined {
  const place = { name, netns: literalName(netns), parentNetns: literalName(parentNetns) };
  const isKnown = Object.values(place).every((value) => value === undefined || typeof value === "string");
  return isKnown ? onlyGiven(place) : undefined;
}

/** The input `announcement`: who serves the list of all hosts, so that they are read side by side, and how this resource waits for others. */
export function announce(
  { type, link }: Pick<Kind, "type" | "link">,
  location: Location,
  mark: string,
  how: ReturnType<typeof waits>,
): unknown {
  const mode = preflightMode();
  if (mode === "off") return { mode, ...how };
  const running = program();
  const objects = running.hosts.get(location.connection) ?? new Map<unknown, Told>();
  const told = { type, place: literalPlace(location), mark: link && mark };
  // Many objects share a place; each link has a mark of its own.
  if (told.place ?? told.mark) objects.set(told.mark ?? JSON.stringify([type, told.place]), told);
  running.hosts.set(location.connection, objects);
  running.announcer ??= serve(() => announcedHosts(running.hosts));
  return pulumi.secret({ mode, ...how, announcer: running.announcer });
}
