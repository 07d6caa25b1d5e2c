import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { aimsOf, limitOf } from "../bench/aims";
import { median, took } from "../bench/medians";
import type { Sample } from "../bench/measure";
import { PAGES, shown } from "../bench/report";

const sample = (subject: string, phase: Sample["phase"], seconds: number, rtt = 0): Sample => ({
  ...{ subject, phase, seconds, rtt, hosts: 10, cpu: seconds },
});

describe("what is made of the measurements", () => {
  it("takes the median", () => {
    assert.equal(median([3, 1, 2]), 2);
    assert.equal(median([4, 1]), 2.5);
    assert.equal(median([]), undefined);
  });

  it("holds ours against the engine and the hosts alone", () => {
    const samples = [
      ...[sample("floor", "up", 3), sample("ssh", "up", 1), sample("ours", "up", 4.5), sample("ours", "up", 4.7, 50)],
      ...[sample("floor", "preview", 2), sample("ssh", "connect", 1), sample("ours", "previewOn", 3.3)],
      ...[sample("ansible", "up", 15)],
    ];
    assert.equal(limitOf(took(samples), 10, "up"), 4);
    assert.equal(limitOf(took(samples), 10, "destroy"), undefined);
    const aims = aimsOf(took(samples), [10], {});
    assert.deepEqual(
      aims.map(({ aim, most, met }) => [aim, Number(most.toFixed(2)), met]),
      [
        ["previewOn ≤ 1.1 × floor's preview + connect", 3.2, false],
        ["up ≤ 1.15 × (floor's up + ssh's up)", 4.6, true],
        ["up at 50 ms ≤ limit + 12 round trips", 4.6, false],
        ["up ≤ ansible / 3", 5, true],
      ],
    );
  });

  for (const [name, figures] of Object.entries(PAGES))
    it(`stands in ${name} as it was measured: \`npm run bench\` writes it`, () => {
      const root = resolve(__dirname, "..");
      const results = JSON.parse(readFileSync(join(root, "bench/results/results.json"), "utf8"));
      const page = readFileSync(join(root, name), "utf8");
      assert.ok(page.includes(figures(results)) && page === shown(page, figures(results)));
    });
});
