const { readdirSync } = require("node:fs");

/** Files that the command line names; mocha would add the list below to them. */
const named = process.argv.slice(2).some((word) => word.endsWith(".test.ts"));

// Two files at a time, whose hosts do not meet; `TEST_JOBS=1` runs one after the other.
const jobs = Number(process.env.TEST_JOBS ?? 2);

const files = readdirSync("test", { recursive: true }).map((file) => `test/${file}`);
const tests = files.filter((file) => file.endsWith(".test.ts")).sort();
/** Those that take a minute or more. */
const long = tests.filter((file) =>
  /^test\/(attributes|interrupted|lifecycle|adoption|(bench|demo|package)\.test|kinds\/kernel|preview\/engine|host\/reach)/.test(
    file,
  ),
);
const quick = tests.filter((file) => !long.includes(file));

module.exports = {
  require: ["tsx/cjs", "test/timing.cjs"],
  reporter: "test/reporter.cjs",
  timeout: 900_000,
  parallel: jobs > 1 && !named,
  jobs,
  // Quick ones first: a failure is then known early. Two at a time, the long ones first, so that no core is idle at the end.
  spec: named ? [] : jobs > 1 ? [...long, ...quick] : [...quick, ...long],
};
