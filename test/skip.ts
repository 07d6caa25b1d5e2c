/** Skips a test, or all of a suite from its `before`, and prints why. */
export function skip(context: Mocha.Context, reason: string): never {
  console.log(`      skipped: ${reason}`);
  return context.skip();
}
