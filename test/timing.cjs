const { appendFileSync } = require("node:fs");

/** Writes how long each file took to the file that `TEST_TIMES` names: seconds, tests and path. */
let start;
exports.mochaHooks = {
  beforeAll() {
    start = performance.now();
  },
  afterAll() {
    const { TEST_TIMES } = process.env;
    const tests = [];
    this.test.parent.eachTest((test) => tests.push(test));
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    if (TEST_TIMES) appendFileSync(TEST_TIMES, `${seconds}\t${tests.length}\t${tests[0]?.file}\n`);
  },
};
