import type { LabHost } from "../lab";
import type { Shown } from "./subjects";
import type { Row } from "./walk";

/** All objects of a host, as `ip -j -d` shows them. */
export type Network = Readonly<Record<string, { links: readonly Shown[]; routes: readonly Shown[] }>>;

const READ = `for ns in "" $(ip netns list | cut -d" " -f1 | grep -v far); do
  n="\${ns:+-n $ns}"; i=0
  while ip $n -6 addr show tentative | grep -q inet6 && [ $i -lt 99 ]; do sleep 0.1; i=$((i+1)); done
  echo "@$ns"; for list in "addr" "-4 route show table all" "-6 route show table all"; do ip $n -j -d $list; echo; done
done`;

/** Reads a host once all its addresses have been looked for elsewhere. */
export async function read(host: LabHost): Promise<Network> {
  const { stdout } = await host.run(READ);
  const parts = stdout.split(/^@/m).slice(1);
  return Object.fromEntries(
    parts.map((part) => {
      const [netns = "", ...lists] = part.split("\n").filter((line, i) => line || !i);
      const [links, four, six] = lists.map((list) => JSON.parse(list) as Shown[]);
      const of = (family: string, routes: Shown[] = []) => routes.map((r) => ({ table: "main", ...r, netns, family }));
      return [netns, { links: (links ?? []).map((link) => ({ ...link, netns })), routes: [...of("inet", four), ...of("inet6", six)] }]; // prettier-ignore
    }),
  );
}

/** Whether a route is the one that the kernel made to an address's subnet. */
const isSubnet =
  ({ dev, address }: Shown) =>
  (r: Shown) =>
    r.dev === dev &&
    r.type === "unicast" &&
    r.dst !== "fe80::/64" &&
    (r.family === "inet6") === /:/.test(String(address));

/** Finds the objects on a host that a row asks for. */
export function find(network: Network, { subject: { type } }: Row, args: Shown): Shown[] {
  const { links = [], routes = [] } = network[String((type === "NetNamespace" ? args.name : args.netns) ?? "")] ?? {};
  const named = (name: unknown) => links.filter(({ ifname }) => ifname === name);
  if (type === "NetNamespace") return named("lo");
  if (type === "Address")
    return named(args.dev).flatMap(({ addr_info, ifname, netns }) =>
      (addr_info as Shown[])
        .filter(({ local, prefixlen }) => `${local}/${prefixlen}` === args.address)
        .map((info) => ({ ...info, ifname, netns, routes: routes.filter(isSubnet(args)) })),
    );
  if (type !== "Route") return named(args.name);
  const asked = Object.entries({ dst: args.dst, table: args.table, family: args.family });
  return routes.filter((r) => asked.every(([field, value]) => value === undefined || r[field] === String(value)));
}

/** The value that a row is about, in an object. */
export function valueAt(shown: Shown, at: Row["at"]): unknown {
  if (typeof at === "function") return at(shown);
  return at.split(".").reduce<unknown>((from, key) => {
    if (!Array.isArray(from)) return (from as Shown | undefined)?.[key];
    return typeof from[0] === "object" ? from[0][key] : from.includes(key);
  }, shown);
}
