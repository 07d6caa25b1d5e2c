import { typed } from "../../typed";
import assert from "node:assert/strict";
import { isChange, refusalOf, sectionsOf } from "../../../provider/host/shell/batch";
import { SKIPPED, type Section } from "../../../provider/host/shell/script";
import { note, type Command } from "../../../provider/ip/command";

const COMMANDS = [
  typed("netns", "add", "red"),
  typed("-n", "red", "link", "set", "dev", "lo", "up"),
  typed("-n", "red", "link", "set", "dev", "lo", "alias", "of red"),
  typed("link", "show"),
  typed("-n", "blue", "link", "show"),
];
const ok = { code: 0, stdout: "", stderr: "" };
const failed = (stderr: string, code = 1) => ({ code, stdout: "", stderr });
const skipped = { code: SKIPPED, stdout: "", stderr: "" };

describe("batches", () => {
  const sections = sectionsOf(COMMANDS, 7);
  it("hold commands in order, those of one namespace that follow each other together", () => {
    assert.deepEqual(sections, [
      { tool: "ip", netns: undefined, options: [], job: 7, lines: ["netns add red"] },
      {
        tool: "ip",
        netns: "red",
        options: [],
        job: 7,
        lines: ["link set dev lo up", 'link set dev lo alias "of red"'],
      },
      { tool: "ip", netns: undefined, options: [], job: 7, lines: ["link show"] },
      { tool: "ip", netns: "blue", options: [], job: 7, lines: ["link show"] },
    ]);
    assert.deepEqual(sectionsOf([], 7), []);
    assert.ok(sections.every(isChange) && !isChange({ tool: "ip", lines: [] }));
  });
  it("keep tools and address families apart", () => {
    const rule: Command = { tool: "ip", family: "inet6", words: ["rule", "add", "pref", "9"] };
    const of = ({ tool, options, lines }: Section) => [tool, ...(options ?? []), ...lines].join(" ");
    assert.deepEqual(sectionsOf([typed("link", "show"), rule, rule, note("n", "m")], 7).map(of), [
      "ip link show",
      "ip -6 rule add pref 9 rule add pref 9",
      "journal n m",
    ]);
  });
  it("take no unsafe word", () => assert.throws(() => sectionsOf([typed("link", "add", "a\nb")], 1), /not safe/));

  /** Replies to these sections, the command that is reported as failed, and its words. */
  const TABLE = [
    ["nothing failed", [ok, ok, ok, ok], undefined, undefined],
    ["the first line", [failed('Cannot create "red"\nCommand failed -:1'), skipped, skipped, skipped], 0, 'Cannot create "red"'],
    ["a later line of a section", [ok, failed("RTNETLINK answers: No such device\nCommand failed -:2"), skipped, skipped], 2, "RTNETLINK answers: No such device"],
    ["a namespace that cannot be entered", [ok, failed('Cannot open network namespace "red"', 255), skipped, skipped], 1, 'Cannot open network namespace "red"'],
    ["a section behind others", [ok, ok, ok, failed("Error: x.\ny\nCommand failed -:1")], 4, "Error: x.\ny"],
    ["a word that `ip` does not know, in the only line of a section", [failed('Error: argument "x" is wrong', 255), skipped, skipped, skipped], 0, 'Error: argument "x" is wrong'],
    ["such a word in one of several lines", [ok, failed('Error: argument "x" is wrong', 255), skipped, skipped], undefined, 'Error: argument "x" is wrong'],
    ["no words at all", [ok, ok, failed("", 137), skipped], 3, "exit code 137"],
  ] as const; // prettier-ignore
  for (const [title, replies, at, words] of TABLE)
    it(`name what failed: ${title}`, () =>
      assert.deepEqual(
        refusalOf(COMMANDS, sections, replies),
        words === undefined ? undefined : { command: at === undefined ? undefined : COMMANDS[at], words },
      ));
});
