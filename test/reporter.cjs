const { reporters, Runner } = require("mocha");

/** Mocha's `spec`, and one last line with what passed, failed and was skipped. */
module.exports = class extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending, tests } = this.stats;
      // A run that tests nothing has not passed.
      if (tests === 0) process.exitCode = 1;
      process.on("exit", () => console.log(`${passes} passed, ${failures} failed, ${pending} skipped`));
    });
  }
};
