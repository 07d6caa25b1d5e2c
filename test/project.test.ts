import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { ESLint } from "eslint";

const ROOT = resolve(__dirname, "..");
const clean = (program: string, ...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(join(ROOT, "node_modules", ".bin", program), args, {
    cwd: ROOT,
    encoding: "utf8",
  });
  assert.equal(status, 0, stdout + stderr);
};

/** Imports that the shape of the code forbids. */
const FORBIDDEN = [
  ["provider/ip/it.ts", "node:fs"],
  ["provider/ip/it.ts", "@pulumi/pulumi"],
  ["provider/ip/it.ts", "../host/host"],
  ["provider/kinds/it.ts", "./route"],
  ["provider/kinds/it.ts", "../host/host"],
  ["provider/kinds/it.ts", "node-ssh"],
  ["provider/host/it.ts", "../kinds/route"],
  ["provider/host/it.ts", "@pulumi/pulumi"],
  ["provider/lifecycle.ts", "node-ssh"],
  ["provider/converge.ts", "node-ssh"],
  ["provider/converge.ts", "@pulumi/pulumi"],
  ["provider/preflight.ts", "@pulumi/pulumi"],
  ["provider/sight.ts", "node-ssh"],
  ["provider/resource.ts", "./lifecycle"],
  ["provider/resource.ts", "./host/host"],
  ["provider/index.ts", "./provider"],
] as const;

describe("the project", () => {
  const linter = new ESLint({ cwd: ROOT });
  for (const [filePath, from] of FORBIDDEN)
    it(`lets ${filePath} not import ${from}`, async () => {
      const [result] = await linter.lintText(`export * from "${from}";\n`, { filePath: join(ROOT, filePath) });
      assert.equal(result?.messages[0]?.ruleId, "no-restricted-imports");
    });

  it("has no warning from the linter", () => clean("eslint", ".", "--max-warnings", "0"));
  it("has one format", () => clean("prettier", "--check", "."));
  it("has no fault in its types", () => clean("tsc", "--noEmit"));
});
