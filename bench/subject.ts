import type { Place } from "./objects";

/**
 * What is timed, in this order. `preview` and `again`, a second up, come without and with a look at the hosts beforehand;
 * `connect` is one connection a host and nothing more.
 */
export const PHASES = ["connect", "preview", "previewOn", "up", "again", "againOn", "refresh", "destroy"] as const;
export type Phase = (typeof PHASES)[number];

/** Those after which all objects are there, or none. */
export const LEAVES: Readonly<Partial<Record<Phase, "all" | "none">>> = { up: "all", destroy: "none" };

/** What the subjects work on. */
export interface Field {
  readonly places: readonly Place[];
  /** Folder of the user who reaches the hosts: `.ssh/id_ed25519`, `.ssh/known_hosts` and `.ssh/config`. */
  readonly home: string;
}

/** One way to do it, ready to be timed. */
export interface Ready {
  /** What of the phases it has; each throws where it did not do its work. */
  readonly phases: Readonly<Partial<Record<Phase, () => Promise<unknown>>>>;
  /** What the phases before and the time between them may need: it is not timed. */
  before?(phase: Phase): Promise<unknown>;
  close(): Promise<unknown>;
}

/** What is held against the others. */
export interface Subject {
  readonly name: string;
  readonly about: string;
  /** Whether it changes the hosts; it does where nothing is said. */
  readonly touches?: boolean;
  /**
   * Gets what it needs onto this machine, and gives the folder that the hosts' files have to have laid over them, if there is one;
   * throws where that cannot be had, with the reason, and in a hurry where it is not there.
   */
  install?(hurry: boolean): Promise<string | void>;
  ready(field: Field): Promise<Ready>;
}
