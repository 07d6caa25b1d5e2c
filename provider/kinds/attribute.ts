import { same } from "../ip/equality";
import type { Values } from "./kind";

/** One attribute of an object: how `ip` sets it, and where `ip -j -d` shows it. */
export interface Attribute<Item> {
  readonly field: string;
  /** The words that set it; none if it needs none. `was` holds the values on the host before. */
  words(values: Values, was?: Values): readonly string[];
  /** Its value on the host, in the form of the schema; `asked` tells between forms that mean the same. */
  read(item: Item, asked: Values): unknown;
  /** Not changed if the program does not set it: the host's value stays. */
  readonly unmanagedIfUnset?: boolean;
  /** The value that a program need not write. */
  usual?(item: Item): unknown;
}

/** The live value of each attribute, as `observe` reports it. */
export const live = <Item>(rows: readonly Attribute<Item>[], item: Item, asked: Values): Values =>
  Object.fromEntries(
    rows.map((row) => [
      row.field,
      row.unmanagedIfUnset && asked[row.field] === undefined ? undefined : row.read(item, asked),
    ]),
  );

/** Every attribute as it is on the host. */
export const whole = <Item>(rows: readonly Attribute<Item>[], item: Item): Values =>
  Object.fromEntries(rows.map((row) => [row.field, row.read(item, {})]));

/** The attributes that a program has to write to ask for the object as it is. */
export const unusual = <Item>(rows: readonly Attribute<Item>[], item: Item): Values =>
  Object.fromEntries(
    rows
      .map((row) => [row, row.read(item, {})] as const)
      .filter(([row, value]) => !row.usual || !same(value, row.usual(item)))
      .map(([row, value]) => [row.field, value]),
  );

/** The words of all attributes, in the order of the rows. */
export const wordsOf = <Item>(rows: readonly Attribute<Item>[], values: Values): string[] =>
  rows.flatMap((row) => row.words(values));

/** A word and its value, if there is one. */
export const option = (word: string, value: unknown): string[] => (value === undefined ? [] : [word, String(value)]);
