// Quick ones first: what fails is then known early.
module.exports = {
  require: ["tsx/cjs"],
  reporter: "test/reporter.cjs",
  timeout: 300_000,
  spec: [
    "test/**/*.unit.test.ts",
    "test/project.test.ts",
    "test/lab/*.test.ts",
    "test/{host,kinds}/!(*.unit).test.ts",
    "test/engine/*.test.ts",
    // All the others; mocha loads a file once.
    "test/**/*.test.ts",
  ],
};
