import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Sample } from "../bench/measure";
import { say } from "./lab/process";

const ROOT = resolve(__dirname, "..");
const PULUMI = ["again", "destroy", "preview", "refresh", "up"];
/** Phases that have to be measured, by subject, for those that need nothing from elsewhere. */
const PHASES: Readonly<Record<string, readonly string[]>> = {
  ours: [...PULUMI, "againOn", "previewOn"].sort(),
  floor: PULUMI,
  ssh: ["connect", "destroy", "up"],
};

describe("the measurements", () => {
  it("refuse a number of runs that is none, with which they would show nothing", async () => {
    for (const runs of ["0", "x"]) {
      const { code, stderr } = await say("node", [
        "--require",
        "tsx/cjs",
        join(ROOT, "bench/bench.ts"),
        "--runs",
        runs,
      ]);
      assert.deepEqual([code, stderr.split("\n")[0]], [1, `Error: --runs takes a number from 1, not ${runs}`]);
    }
  });

  it("run in a hurry, from hosts to picture", async () => {
    const out = mkdtempSync(join(tmpdir(), "netlink-bench-"));
    try {
      const { code, stdout, stderr } = await say("node", ["--require", "tsx/cjs", join(ROOT, "bench/bench.ts"), "--quick", "--out", out]); // prettier-ignore
      assert.equal(code, 0, stdout + stderr);
      assert.match(stdout, /^\| 2 hosts, 16 objects: seconds \|/m);
      assert.match(readFileSync(join(out, "up.svg"), "utf8"), /^<svg [^]*pulumi-netlink[^]*<\/svg>\n$/);
      const results = JSON.parse(readFileSync(join(out, "results.json"), "utf8"));
      for (const [subject, phases] of Object.entries(PHASES)) {
        const own = results.samples.filter((sample: Sample) => sample.subject === subject && !sample.rtt);
        assert.deepEqual(own.map(({ phase }: Sample) => phase).sort(), phases, subject);
        for (const { seconds, cpu } of own) assert.ok(seconds > 0 && cpu > 0, subject);
      }
      const far = results.samples.filter(({ rtt }: Sample) => rtt).map(({ subject, phase }: Sample) => `${subject} ${phase}`); // prettier-ignore
      assert.deepEqual(far, ["ours up", "ours destroy", "ssh up", "ssh destroy"]);
      assert.ok(results.memory[2] > 0, "the memory of the provider's process");
      const known = [...results.skipped.map(({ subject }: { subject: string }) => subject), ...results.samples.map(({ subject }: Sample) => subject)]; // prettier-ignore
      assert.deepEqual([...new Set(known)].sort(), ["ansible", "command", "floor", "ours", "ssh"]);
      assert.ok(results.aims.length >= 8);
    } finally {
      rmSync(out, { recursive: true });
    }
  });
});
