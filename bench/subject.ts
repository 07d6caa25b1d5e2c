import type { Place } from "./objects";

/**
 * Phases in the order in which they are timed. `preview` and `again`, a second up, come without and with a look at the hosts beforehand;
 * `connect` is one connection a host and nothing more.
 */
export const PHASES = ["connect", "preview", "previewOn", "up", "again", "againOn", "refresh", "destroy"] as const;
export type Phase = (typeof PHASES)[number];

/** Those after which all objects are there, or none. */
export const LEAVES: Readonly<Partial<Record<Phase, "all" | "none">>> = { up: "all", destroy: "none" };

/** Hosts for the subjects, and the home of their user. */
export interface Field {
  readonly places: readonly Place[];
  /** Folder of the user who reaches the hosts: `.ssh/id_ed25519`, `.ssh/known_hosts` and `.ssh/config`. */
  readonly home: string;
}

/** One way to do it, ready to be timed. */
export interface Ready {
  /** Phases that it has; each throws if it did not do its work. */
  readonly phases: Readonly<Partial<Record<Phase, () => Promise<unknown>>>>;
  /** Prepares a phase, as those before it and the time between them may require: it is not timed. */
  before?(phase: Phase): Promise<unknown>;
  close(): Promise<unknown>;
}

/** A tool that is compared with the others. */
export interface Subject {
  readonly name: string;
  readonly about: string;
  /** Whether it changes the hosts; true by default. */
  readonly touches?: boolean;
  /**
   * Installs what it needs on this machine, and returns the folder to lay over the hosts' files, if there is one;
   * throws with the reason if that is not possible, or, in a hurry, if it is not installed yet.
   */
  install?(hurry: boolean): Promise<string | void>;
  ready(field: Field): Promise<Ready>;
}
