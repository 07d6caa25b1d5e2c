import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { isWhole, parseAnswer, SCRIPT, scriptInput, SKIPPED, type Section } from "../../../provider/host/shell/script";
import { parseSnapshot } from "../../../provider/host/snapshot";
import { skip } from "../../skip";

/** The options of a read. */
const JSON_OPTIONS = ["-N", "-j", "-d"];
import { LINKS } from "../../../provider/ip/read";

/** Shells that a host may have as `sh`, and as the login shell that starts it. */
const SHELLS = [["sh"], ["dash"], ["bash"], ["bash", "--posix"], ["busybox", "sh"]] as const;
const has = ([shell]: readonly string[]) => spawnSync("sh", ["-c", `command -v ${shell}`]).status === 0;

// Debian's busybox takes its own ip before any other's; that of Alpine does not.
const script = ([shell]: readonly string[]) =>
  shell === "busybox" ? SCRIPT.replace(/\bip (?=-V|\$n)/g, "$(which ip) ") : SCRIPT;

/** Answers of the script in namespaces of its own, with a tmpfs for the named ones. */
function answers(shell: readonly string[], input: string, does = script(shell)) {
  const line = `${shell.join(" ")} -c '${does}'`;
  const inside = ["sh", "-c", 'mount -t tmpfs none /run && exec "$@"', "sh", ...shell, "-c", line];
  const said = spawnSync("unshare", ["--net", "--mount", ...inside], {
    input,
    encoding: "utf8",
  });
  assert.deepEqual([said.stderr, said.status], ["", 0]);
  return said.stdout;
}

const KEY = "the-key";
const answer = (shell: readonly string[], sections: readonly Section[], before = "") =>
  parseAnswer(answers(shell, before + scriptInput(KEY, sections)), KEY, sections);

describe("the script in real shells", function () {
  before(function () {
    if (process.getuid?.() !== 0) skip(this, "network namespaces need root");
  });

  for (const shell of SHELLS)
    describe(shell.join(" "), () => {
      const run = (...sections: readonly Section[]) => answer(shell, sections).replies;
      const links = (stdout = "") => (JSON.parse(stdout) as { ifname: string; flags: string[]; ifalias?: string }[])[0];
      before(function () {
        if (!has(shell)) skip(this, `there is no ${shell[0]} here`);
      });

      it("tells the machine, the boot and the version of ip", () => {
        const { machineId, bootId, user, version, replies } = answer(shell, []);
        assert.equal(user, 0);
        assert.match(machineId, /^[0-9a-f]{0,32}$/);
        assert.match(bootId, /^[0-9a-f-]{36}$/);
        assert.match(version, /^ip utility, iproute2-/);
        assert.deepEqual(replies, []);
      });

      // A password that nobody asked for.
      it("passes over what comes before the key", () =>
        assert.deepEqual(answer(shell, [], 'a "s3cret"  $(word) \\n\n').replies, []));

      it("changes and reads, in order and each in its namespace", () => {
        const replies = run(
          { tool: "ip", job: 1, lines: ["netns add red", "netns add blue"] },
          { tool: "ip", job: 1, netns: "red", lines: ["link set dev lo up", 'link set dev lo alias "of red"'] },
          { tool: "ip", options: JSON_OPTIONS, netns: "red", lines: ["link show", "addr show"] },
          { tool: "ip", options: JSON_OPTIONS, netns: "blue", lines: ["link show"] },
          { tool: "ip", options: JSON_OPTIONS, lines: ["netns list"] },
        );
        assert.deepEqual(replies.map(({ code, stderr }) => [code, stderr]), replies.map(() => [0, ""])); // prettier-ignore
        const [red, addresses] = replies[2]!.stdout.split("\n");
        assert.equal(links(red)?.ifalias, "of red");
        assert.ok(links(red)?.flags.includes("UP") && addresses?.includes("127.0.0.1"));
        assert.ok(!links(replies[3]!.stdout)?.flags.includes("UP"));
        assert.match(replies[4]!.stdout, /"blue".*"red"|"red".*"blue"/);
      });

      it("stops a job at its first failure, and no other, and reads all the same", () => {
        const replies = run(
          { tool: "ip", job: 1, lines: ["netns add red", "link set dev none up", "netns add never"] },
          { tool: "ip", job: 1, netns: "red", lines: ["link set dev lo up"] },
          { tool: "ip", job: 2, netns: "none", lines: ["link set dev lo up", "link set dev lo down"] },
          { tool: "ip", job: 2, lines: ["netns add never"] },
          { tool: "ip", job: 3, netns: "red", lines: ["link set dev lo alias three"] },
          { tool: "ip", options: JSON_OPTIONS, netns: "red", lines: ["link show"] },
          { tool: "ip", options: JSON_OPTIONS, netns: "none", lines: ["link show"] },
          { tool: "ip", options: JSON_OPTIONS, lines: ["netns list"] },
        );
        const said = replies.map(({ code, stderr }) => (code > 0 ? stderr.replace(/:\s[^]*/, "") : code));
        const none = 'Cannot open network namespace "none"';
        assert.deepEqual(said, [
          'Cannot find device "none"\nCommand failed -:2',
          SKIPPED,
          none,
          SKIPPED,
          0,
          0,
          none,
          0,
        ]);
        assert.equal(links(replies[5]!.stdout)?.ifalias, "three");
        assert.ok(!replies[7]!.stdout.includes("never"));
      });

      it("takes one input after the other, each for itself", () => {
        const sections: Section[] = [{ tool: "ip", job: 1, lines: ["link set dev none up"] }];
        const first = scriptInput("key-a", sections);
        const next: Section[] = [
          { ...sections[0]!, lines: ["netns add red"] },
          { tool: "journal", lines: [] },
        ];
        const known = { machineId: "", bootId: "", user: 0, version: "", wireless: [] };
        const said = answers(shell, first + scriptInput("key-b", next, known));
        assert.equal(parseAnswer(said, "key-a", sections).replies[0]?.code, 1);
        const { replies, ...facts } = parseAnswer(said, "key-b", next, known);
        assert.deepEqual([facts, replies.map(({ stdout }) => stdout)], [known, ["", "/red\n"]]);
        assert.ok(isWhole(said, "key-b"));
      });

      it("keeps notes, lists them and takes them back, and leaves nothing behind", () => {
        const list: Section = { tool: "journal", lines: [] };
        const replies = run(
          list,
          { tool: "ip", job: 1, lines: ["netns add red"] },
          { tool: "journal", job: 1, lines: ["a1 pulumi:lab/dev:$(id)", "b2 pulumi:lab/dev:*"] },
          { tool: "ip", job: 1, lines: ["link set dev none up"] },
          { tool: "journal", job: 1, lines: ["a1"] },
          list,
          { tool: "journal", job: 2, lines: ["a1", "b2", "c3"] },
          { tool: "ip", job: 3, lines: ["netns del red"] },
          list,
        );
        const said = replies.filter(({ code }) => code !== SKIPPED).map(({ stdout }) => stdout);
        const listed = "/red\na1 pulumi:lab/dev:$(id)\nb2 pulumi:lab/dev:*\n";
        assert.deepEqual(said, ["", "", "", "", listed, "", "", ""]);
      });

      it("takes back what was kept anew before a first command that is refused, and nothing else", () => {
        const [up, none] = ["link set dev lo up", "link set dev none up"];
        const said = run(
          { tool: "journal", job: 1, lines: ["old one"] },
          { tool: "journal", job: 2, lines: ["old one", "a1 new", "a2 new"] },
          { tool: "ip", job: 2, lines: [none, up] },
          { tool: "journal", job: 3, lines: ["b1 second"] },
          { tool: "ip", job: 3, lines: [up, none] },
          { tool: "journal", job: 4, lines: ["c1 next"] },
          { tool: "ip", job: 4, lines: [up] },
          { tool: "ip", job: 4, netns: "none", lines: [up] },
          { tool: "journal", job: 5, lines: ["d1 alone"] },
          { tool: "ip", job: 6, lines: [none] },
          { tool: "journal", lines: [] },
        ).at(-1);
        assert.equal(said?.stdout, "b1 second\nc1 next\nd1 alone\nold one\n");
      });

      it("keeps no word in place of another's, and does nothing more of that job", () => {
        const up = ["link set dev lo up"];
        const replies = run(
          { tool: "journal", job: 1, lines: ["a1 theirs", "b1 before"] },
          { tool: "journal", job: 2, lines: ["c1 ours", "a1 ours", "d1 ours"] },
          { tool: "ip", job: 2, lines: up },
          { tool: "journal", job: 3, lines: ["b1 after before"] },
          { tool: "ip", job: 3, lines: up },
          { tool: "journal", job: 4, lines: ["b1 third before"] },
          { tool: "journal", job: 5, lines: ["b1 refused after"] },
          { tool: "ip", job: 5, lines: ["link set dev none up"] },
          { tool: "journal", job: 6, lines: ["a1 - ours", "b1 - after"] },
          { tool: "journal", lines: [] },
        );
        assert.deepEqual(replies.map(({ code }) => code), [0, 1, SKIPPED, 0, 0, 1, 0, 1, 0, 0]); // prettier-ignore
        assert.equal(replies[1]!.stderr, "theirs took its place a moment ago, by the note /run/pulumi-netlink/a1\nCommand failed -:2"); // prettier-ignore
        assert.equal(replies.at(-1)!.stdout, "a1 theirs\n");
      });

      it("reads no note that another user has written, and lets nobody else write one", () => {
        const list: Section = { tool: "journal", lines: [] };
        const line = `umask 000; mkdir /run/pulumi-netlink; echo odd >/run/pulumi-netlink/z1; chown 1 /run/pulumi-netlink/z1; ${script(shell)}; stat -c "%a" /run/pulumi-netlink/a1`;
        const said = answers(shell, scriptInput(KEY, [{ tool: "journal", job: 1, lines: ["a1 ours"] }, list]), line);
        assert.match(said, /\na1 ours\n/);
        assert.doesNotMatch(said, /odd/);
        assert.match(said, /\n600\n$/);
      });

      it("leaves nothing behind if all that was kept is taken back so", () => {
        const line = `${script(shell)}; ls /run`;
        const input = scriptInput(KEY, [
          { tool: "journal", job: 1, lines: ["a1 new"] },
          { tool: "ip", job: 1, lines: ["link set dev none up"] },
        ]);
        assert.ok(answers(shell, input, line).endsWith(`${KEY} .\n`));
      });

      it("sets its answer off from what an object is called", () => {
        const [, reply] = run(
          { tool: "ip", job: 1, lines: ['link set dev lo alias "a\x01b\x1b[31mthe-kez 0"'] },
          { tool: "ip", options: JSON_OPTIONS, lines: ["link show"] },
        );
        const { netns } = parseSnapshot(new Map([["", new Set([LINKS])]]), [undefined, reply] as never);
        assert.equal(netns[""]?.links?.[0]?.ifalias, "a b [31mthe-kez 0");
      });

      it("takes nothing that it is given for its own language", () => {
        for (const text of ["$(id)", "`id`", "$HOME;id", "*", "!!", "%s%n", "a\\nb", "~", "&& id", "| id", "'"]) {
          const [, { stdout } = { stdout: "" }] = run(
            { tool: "ip", job: 1, lines: [`link set dev lo alias "${text}"`] },
            { tool: "ip", options: JSON_OPTIONS, lines: ["link show"] },
          );
          assert.equal(links(stdout)?.ifalias, text);
        }
      });

      it("does a thousand lines and reads a thousand links", () => {
        const lines = Array.from({ length: 500 }, (_, i) => `link add v${i} type veth peer name w${i}`);
        const [made, read] = run(
          { tool: "ip", job: 1, lines },
          { tool: "ip", options: JSON_OPTIONS, lines: ["link show"] },
        );
        assert.deepEqual(made, { code: 0, stdout: "", stderr: "" });
        assert.equal((JSON.parse(read!.stdout) as unknown[]).length, 1001);
      }).timeout(60_000);
    });
});
