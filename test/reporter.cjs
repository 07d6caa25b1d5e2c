const { reporters, Runner } = require("mocha");

/** Mocha's `spec`, and one last line with what passed, failed and was skipped. */
module.exports = class extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats;
      // A run that tests nothing has not passed; mocha makes its exit code of this number.
      if (passes + failures === 0) runner.failures = 1;
      // What a failed test has left open keeps nobody waiting.
      setTimeout(() => process.exit(), 10_000).unref();
      process.on("exit", () => console.log(`${passes} passed, ${failures} failed, ${pending} skipped`));
    });
  }
};
