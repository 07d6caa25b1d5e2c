/** A resource of a program that the tests run. */
export interface Resource {
  readonly type: string;
  readonly name: string;
  /** Id of one that is only read. */
  readonly id?: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly opts?: Readonly<Record<string, unknown>>;
}

/** Stands for a resource of the same program, given as itself. */
export const ref = (name: string) => ({ $ref: name });
