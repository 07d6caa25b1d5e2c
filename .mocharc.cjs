/** Files that the command line names; mocha would add the list below to them. */
const named = process.argv.slice(2).some((word) => word.endsWith(".test.ts"));

// Quick ones first: what fails is then known early.
module.exports = {
  require: ["tsx/cjs"],
  reporter: "test/reporter.cjs",
  timeout: 300_000,
  spec: named
    ? []
    : [
        "test/**/*.unit.test.ts",
        "test/project.test.ts",
        "test/lab/*.test.ts",
        "test/{host,kinds}/!(*.unit).test.ts",
        "test/engine/*.test.ts",
        // All the others; mocha loads a file once.
        "test/**/*.test.ts",
      ],
};
