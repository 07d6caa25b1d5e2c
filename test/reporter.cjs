const { reporters, Runner } = require("mocha");

/** Shortens a long text to its beginning and its end. */
const short = (text) => (text.length > 1600 ? `${text.slice(0, 800)}\n[...]\n${text.slice(-800)}` : text);

/** Mocha's `spec`, and last of all what failed, in short, and a line with what passed, failed and was skipped. */
module.exports = class extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const failed = [];
    runner.on(Runner.constants.EVENT_TEST_FAIL, (test, error) => {
      failed.push(`FAILED: ${test.fullTitle()}\n${short(String(error?.stack ?? error))}\n`);
      // At once as well: a run that is stopped has no end.
      console.log(failed.at(-1));
    });
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats;
      // A run that tests nothing has not passed; mocha makes its exit code of this number.
      if (passes + failures === 0) runner.failures = 1;
      // Handles that a failed test left open do not keep the process alive.
      setTimeout(() => process.exit(), 10_000).unref();
      process.on("exit", () =>
        console.log([...failed, `${passes} passed, ${failures} failed, ${pending} skipped`].join("\n")),
      );
    });
  }
};
