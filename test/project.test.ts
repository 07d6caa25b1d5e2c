import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";

const ROOT = resolve(__dirname, "..");
const clean = (program: string, ...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(join(ROOT, "node_modules", ".bin", program), args, {
    cwd: ROOT,
    encoding: "utf8",
  });
  assert.equal(status, 0, stdout + stderr);
};

describe("the project", () => {
  it("has no warning from the linter", () => clean("eslint", ".", "--max-warnings", "0"));
  it("has one format", () => clean("prettier", "--check", "."));
  it("has no fault in its types", () => clean("tsc", "--noEmit"));
});
