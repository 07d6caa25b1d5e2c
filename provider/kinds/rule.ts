/** A rule across fields; it is not asked while one of them is unknown or wrong. The message is about the first field. */
export interface Rule<V> {
  readonly fields: readonly (keyof V & string)[];
  readonly message: string;
  ok(values: V): boolean;
}

/** A rule, in a line. */
export const rule = <V>(fields: readonly (keyof V & string)[], message: string, ok: (values: V) => boolean): Rule<V> => ({ fields, message, ok }); // prettier-ignore

/** A value that follows from other fields; it is unknown while one of them is. */
export interface Derived<V> {
  readonly field: keyof V & string;
  readonly from: readonly (keyof V & string)[];
  /** Can be told while something in `from` is still unknown. */
  readonly partly?: boolean;
  value(values: V): unknown;
}
