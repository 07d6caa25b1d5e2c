import { linkNamed, type Snapshot } from "../ip/snapshot";
import { named } from "../ip/wording";
import { brokenLaws } from "./constraint";
import * as kinds from "./index";
import type { Constraint, Kind, Subject } from "./kind";
import { hostWorld } from "./world";

/** The laws of its kind that an object breaks on a host as it is, of those that are asked. */
export function brokenOnHost(object: Subject, snapshot: Snapshot, isAsked: (law: Constraint) => boolean) {
  const { kind, values } = object;
  const itself = kind.link && linkNamed(snapshot, named(values.netns), named(values.name));
  const world = hostWorld({ snapshot, kinds: Object.values(kinds) as unknown as Kind[], itself });
  return brokenLaws(object, world, isAsked);
}
