import { inNetns, type Command } from "../provider/ip/command";

/** A command of `ip` from its words as typed: `-n NAME` first for a namespace. */
export const typed = (...words: readonly string[]): Command =>
  words[0] === "-n" ? inNetns(words[1], ...words.slice(2)) : inNetns(undefined, ...words);
