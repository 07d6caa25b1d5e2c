module.exports = {
  require: ["tsx/cjs"],
  reporter: "test/reporter.cjs",
  timeout: 20_000,
  spec: ["test/**/*.unit.test.ts"],
};
