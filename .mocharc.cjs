/** Files that the command line names; mocha would add the list below to them. */
const named = process.argv.slice(2).some((word) => word.endsWith(".test.ts"));

// Two files at a time: their hosts do not meet. `TEST_JOBS=1` runs one after the other.
const jobs = Number(process.env.TEST_JOBS ?? 2);

module.exports = {
  require: ["tsx/cjs", "test/timing.cjs"],
  reporter: "test/reporter.cjs",
  timeout: 900_000,
  parallel: jobs > 1 && !named,
  jobs,
  // The long ones first, so that no core is idle at the end.
  spec: named ? [] : ["test/engine/*.test.ts", "test/{host,kinds}/**/!(*.unit).test.ts", "test/**/*.test.ts"],
};
