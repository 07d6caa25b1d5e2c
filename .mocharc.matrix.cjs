// What differs between releases: the facts and the golden cases, on hosts of one.
module.exports = {
  require: ["tsx/cjs"],
  reporter: "test/reporter.cjs",
  timeout: 900_000,
  spec: ["test/facts/links.test.ts", "test/facts/addresses.test.ts", "test/kinds/kernel.test.ts"],
};
