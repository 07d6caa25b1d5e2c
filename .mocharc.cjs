/** Files that the command line names; mocha would add the list below to them. */
const named = process.argv.slice(2).some((word) => word.endsWith(".test.ts"));

// Two files at a time, whose hosts do not meet; `TEST_JOBS=1` runs one after the other.
const jobs = Number(process.env.TEST_JOBS ?? 2);

module.exports = {
  require: ["tsx/cjs", "test/timing.cjs"],
  reporter: "test/reporter.cjs",
  timeout: 900_000,
  parallel: jobs > 1 && !named,
  jobs,
  // Quick ones first: a failure is then known early. Two at a time, the long ones first, so that no core is idle at the end; a file that
  // two patterns match would run twice.
  spec: named
    ? []
    : jobs > 1
      ? ["test/*.test.ts", "test/engine/*.test.ts", "test/!(engine)/**/*.test.ts"]
      : ["test/**/*.unit.test.ts", "test/project.test.ts", "test/{host,kinds}/**/*.test.ts", "test/**/*.test.ts"],
};
