import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Kind, Values } from "../../provider/kinds/kind";
import type { Snapshot } from "../../provider/ip/snapshot";
import * as all from "../../provider/kinds";
import type { HostKind, Suite } from "../lab";
/** Every kind, by its type. */
export const kinds: Readonly<Record<string, Kind>> = Object.fromEntries(
  Object.values(all).map((kind) => [kind.type, kind as unknown as Kind]),
);

/** A golden case: what is asked for, what is there, and what is to be done about it. */
export interface Case {
  /** Arguments as a program gives them; none for a delete. */
  readonly desired: Values | null;
  /** Arguments that the object was made with. */
  readonly was?: Values;
  /** Commands that brought the host there; recording runs them on a real one. */
  readonly given?: readonly string[];
  /** Release whose kernel and iproute2 the snapshot is from; by default bookworm. */
  readonly suite?: Suite;
  /** Output of `ip -N -j -d` then, without what no kind reads. */
  readonly snapshot?: Snapshot;
  readonly commands?: readonly string[];
  /** Fields for which the change from `was` replaces: the commands delete the old object and make the new one. */
  readonly replaces?: readonly string[];
  /** Output of `ip` after the delete, before the create. */
  readonly afterDelete?: Snapshot;
  /** All failures that `check` reports. */
  readonly invalid?: readonly string[];
  /** Why a delete is refused. */
  readonly keep?: string;
}

/** The sort of host that a kind's cases are recorded on: the machine's own kernel need not have ipvlan. */
export const recordedOn = (type: string): HostKind => {
  const { link } = kinds[type] ?? {};
  return link && !link.driver.startsWith("macv") ? "guest" : "namespace";
};

/** The sort of host that a kind's cases run on; `LAB_KIND` of the environment goes before. */
export const sortFor = (type: string): HostKind => (process.env.LAB_KIND as HostKind | undefined) ?? recordedOn(type);

/** Lists of a host that are read for an object that is wanted, or that goes. */
export const needsOf = (kind: Kind, values: Values, wanted: boolean) =>
  new Map(
    kind
      .namespaces(values)
      .map((netns) => [netns ?? "", new Set([...kind.reads, ...((!wanted && kind.deleteReads?.(values)) || [])])]),
  );

/** Connection and mark of the objects of the cases. */
export const PLACE = { connection: { host: "192.0.2.10", name: "web-1" }, mark: "pulumi:lab/dev:it" };

/** The cases of a kind, by name. */
export const casesOf = (type: string): [name: string, file: string, it: Case][] => {
  const folder = join(__dirname, type);
  return readdirSync(folder).map((file) => [
    file.replace(".json", ""),
    join(folder, file),
    JSON.parse(readFileSync(join(folder, file), "utf8")) as Case,
  ]);
};

export { UNKNOWN } from "../../provider/ip/unknown";
