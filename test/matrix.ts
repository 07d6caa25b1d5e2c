// `npm run test:matrix`: the facts and the golden cases on guests of every release, one release after the other.
import { spawnSync } from "node:child_process";

const SUITES = ["bullseye", "bookworm", "trixie", "sid"];

const failed = SUITES.filter((suite) => {
  console.log(`\nkernel and iproute2 of ${suite}`);
  const env = { ...process.env, LAB_SUITE: suite, LAB_KIND: "guest", TEST_LONG: "1" };
  return spawnSync("mocha", ["--config", ".mocharc.matrix.cjs"], { stdio: "inherit", env }).status !== 0;
});
console.log(failed.length ? `failed on ${failed.join(", ")}` : `passed on ${SUITES.join(", ")}`);
process.exitCode = failed.length ? 1 : 0;
