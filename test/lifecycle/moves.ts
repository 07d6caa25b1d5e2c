import type { HostKind, LabHost } from "../lab";
import { ref, type Resource } from "../engine/resource";

/** Hosts of the moves, one for each kind of host, a second port to each by its name, and the key to them. */
export interface Scene {
  readonly hosts: Readonly<Record<HostKind, LabHost>>;
  readonly ports: Readonly<Record<string, number>>;
  readonly privateKey: string;
}

/** One resource of every kind, and of those that need a place one on a link that is not ours; `#` is the row's number. */
export const everyKind = ({ hosts }: Pick<Scene, "hosts">): Resource[] => {
  const [{ connection }, far] = [hosts.namespace, hosts.guest.connection];
  return [
    { type: "NetNamespace", name: "#-netns", args: { connection, name: "n#" } },
    { type: "MacvlanLink", name: "#-link", args: { netns: ref("#-netns"), parent: "eth1", name: "eth0", mtu: 1400 } },
    { type: "Address", name: "#-ip", args: { dev: ref("#-link"), address: "10.#.0.2/24" } },
    { type: "Route", name: "#-way", args: { dev: ref("#-link"), via: "10.#.0.1" } },
    { type: "MacvtapLink", name: "#-tap", args: { connection, parent: "eth1", name: "t#", description: "of #" } },
    { type: "Address", name: "#-tap-ip", args: { dev: ref("#-tap"), address: "2001:db8:#::2/64", nodad: true } },
    { type: "Address", name: "#-host-ip", args: { connection, dev: "eth1", address: "10.#.1.2/24" } },
    { type: "Route", name: "#-host-way", args: { connection, dev: "eth1", dst: "10.#.2.0/24" } },
    { type: "Route", name: "#-hole", args: { connection, dst: "10.#.3.0/24", type: "blackhole" } },
    { type: "IpvlanLink", name: "#-ipv", args: { connection: far, parent: "eth1", name: "v#" } },
    { type: "IpvtapLink", name: "#-ipt", args: { connection: far, parent: "eth1", name: "w#" } },
    { type: "Address", name: "#-ipv-ip", args: { dev: ref("#-ipv"), address: "10.#.4.2/24" } },
  ];
};

type Opts = Readonly<Record<string, unknown>>;
const with_ = (more: (name: string) => { args?: object; opts?: Opts; name?: string }) => (all: readonly Resource[]) =>
  all.map(({ name, args, opts, ...rest }) => {
    const given = more(name);
    return { ...rest, name: given.name ?? name, args: { ...args, ...given.args }, opts: { ...opts, ...given.opts } };
  });

/** Every name in a program, of resources and of those they refer to. */
const renamed = (all: readonly Resource[], to: (name: string) => string): Resource[] =>
  JSON.parse(JSON.stringify(all), (key, value: unknown) => (key === "$ref" ? to(String(value)) : value)).map(
    (one: Resource) => ({ ...one, name: to(one.name) }),
  ) as Resource[];

/** Changes how a program reaches its hosts; a resource without a connection has that of its container. */
const reached = (change: (connection: Opts, scene: Scene) => object) => (all: readonly Resource[], scene: Scene) =>
  all.map((one) => {
    const connection = one.args.connection as Opts | undefined;
    return connection
      ? { ...one, args: { ...one.args, connection: { ...connection, ...change(connection, scene) } } }
      : one;
  });

const group: Resource = { type: "Component", name: "#-group", args: {} };
const outer: Resource = { type: "Component", name: "#-outer", args: {} };
/** Parent of a resource for which none is given. */
const STACK = "urn:pulumi:test::test::pulumi:pulumi:Stack::test-test";
const under = (parent: string, aliases: readonly object[] = []) =>
  with_(() => ({ opts: { parent: ref(parent), aliases } }));

/** A change of all resources of a program, and the operation on each: the host itself is not to notice. */
export interface Move {
  readonly title: string;
  readonly op: "update" | "same";
  before?(all: readonly Resource[], scene: Scene): readonly Resource[];
  after(all: readonly Resource[], scene: Scene): readonly Resource[];
  /** Events of `ip monitor`, if there are to be any. */
  readonly events?: string;
}

const same = (all: readonly Resource[]) => all;
const options = (title: string, opts: Opts, was: Opts = {}): Move => ({ title, op: "same", before: with_(() => ({ opts: was })), after: with_(() => ({ opts })) }); // prettier-ignore
const reaching = (title: string, change: Parameters<typeof reached>[0]): Move => ({ title, op: "update", after: reached(change) }); // prettier-ignore

export const moves: readonly Move[] = [
  { title: "renamed", op: "update", events: "link?", after: (all) => with_((name) => ({ opts: { aliases: [{ name: name.slice(0, -4) }] } }))(renamed(all, (name) => `${name}-new`)) }, // prettier-ignore
  {
    title: "under a component",
    op: "update",
    events: "link?",
    after: (all) => [group, ...under("#-group", [{ parent: STACK }])(all)],
  },
  { title: "out of a component", op: "update", events: "link?", before: (all) => [group, ...under("#-group")(all)], after: (all) => [group, ...with_(() => ({ opts: { aliases: [{ parent: ref("#-group") }] } }))(all)] }, // prettier-ignore
  { title: "from component to component, renamed", op: "update", events: "link?", before: (all) => [group, outer, ...under("#-group")(all)], after: (all) => [group, outer, ...with_((name) => ({ opts: { parent: ref("#-outer"), aliases: [{ name: name.slice(0, -4), parent: ref("#-group") }] } }))(renamed(all, (name) => `${name}-new`))] }, // prettier-ignore
  reaching("by another port", ({ name }, { ports }) => ({ port: ports[String(name)] })),
  reaching("by another address", () => ({ host: "localhost" })),
  reaching("by another user", () => ({ user: "ops", become: "sudo" })),
  reaching("by a key in the program", (_, { privateKey }) => ({ privateKey: { $secret: privateKey }, privateKeyPath: undefined })), // prettier-ignore
  reaching("with more patience", () => ({ dialErrorLimit: 20, perDialTimeout: 30 })),
  { title: "adopted though it is ours", op: "update", after: with_(() => ({ args: { adopt: true } })) },
  { title: "no longer adopted", op: "update", before: with_(() => ({ args: { adopt: true } })), after: same },
  options("no longer protected", { protect: false }, { protect: true }),
  options("no longer retained", {}, { retainOnDelete: true }),
  options("created before deleted", { deleteBeforeReplace: false }),
  options("ignoring what does not change", { ignoreChanges: ["mtu", "description", "connection", "mark"] }),
];
