import type { Subject } from "../subject";
import { ansible } from "./ansible";
import { command } from "./command";
import { stackOf } from "./pulumi";
import { ssh } from "./ssh";

/** All that is measured. */
export const SUBJECTS: readonly Subject[] = [
  {
    name: "ours",
    about: "this package",
    ready: (field) => stackOf(field, { program: "ours", looks: true }),
  },
  {
    name: "floor",
    about: "what the engine alone costs: resources that do nothing",
    touches: false,
    ready: (field) => stackOf(field, { program: "floor" }),
  },
  ssh,
  ansible,
  command,
];
