import assert from "node:assert/strict";
import { printable } from "../../provider/ip/printable";

/** Output of a host, and its form in a message. */
const TABLE = [
  ["plain, in two\nlines, with é and 🙂", "plain, in two\nlines, with é and 🙂"],
  ["\x1b[2J\x1b]0;title\x07", "\\x1b[2J\\x1b]0;title\\x07"],
  ["a\rb\tc\0", "a\\x0db\\x09c\\x00"],
  ["\x9b31m\x7f", "\\x9b31m\\x7f"],
  ["moc.\u202eevil\u2066\u200b\ufeff", "moc.\\u202eevil\\u2066\\u200b\\ufeff"],
  ["a".repeat(5000), `${"a".repeat(4000)}… (1000 characters more)`],
] as const;

describe("a message", () => {
  for (const [said, shown] of TABLE)
    it(`shows ${JSON.stringify(shown).slice(0, 40)}`, () => assert.equal(printable(said), shown));
});
