import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
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

/** Imports that the rooms forbid. */
const FORBIDDEN = [
  ["provider/ip/it.ts", "node:fs"],
  ["provider/ip/it.ts", "@pulumi/pulumi"],
  ["provider/ip/it.ts", "../kinds/kind"],
  ["provider/kinds/it.ts", "../host/host"],
  ["provider/kinds/it.ts", "node-ssh"],
  ["provider/kinds/it.ts", "node:net"],
  ["provider/ownership/it.ts", "../lifecycle/fault"],
  ["provider/host/it.ts", "../kinds/kind"],
  ["provider/host/login/it.ts", "@pulumi/pulumi"],
  ["provider/lifecycle/it.ts", "node-ssh"],
  ["provider/lifecycle/it.ts", "@pulumi/pulumi"],
  ["provider/preview/it.ts", "../lifecycle/target"],
  ["provider/program/it.ts", "../lifecycle/lifecycle"],
  ["provider/program/it.ts", "../host/host"],
  ["provider/index.ts", "./provider"],
] as const;

interface Rooms {
  readonly imports: () => Readonly<Record<string, readonly string[]>>;
  readonly roomOf: (file: string) => object | undefined;
  readonly table: () => string;
}

/** Files that a file leads to and that lead back to it. */
function circles(imports: ReturnType<Rooms["imports"]>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) return void found.push([...path.slice(path.indexOf(file)), file].join(" > "));
    if (done.has(file)) return;
    for (const next of imports[file] ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of Object.keys(imports)) visit(file, []);
  return found;
}

describe("the rooms of the code", () => {
  let rooms: Rooms;
  before(async () => void (rooms = (await import("../setup/rooms.mjs" as string)) as Rooms));

  it("hold every file", () => {
    const files = Object.keys(rooms.imports());
    assert.ok(files.length > 80);
    assert.deepEqual(files.filter((file) => !rooms.roomOf(file)), []); // prettier-ignore
  });

  it("have no circle of files", () => assert.deepEqual(circles(rooms.imports()), []));

  it("have no file of more than 150 lines", () => {
    const lines = (file: string) =>
      readFileSync(join(ROOT, "provider", file), "utf8")
        .trimEnd()
        .split("\n").length;
    const long = Object.keys(rooms.imports()).filter((file) => lines(file) > 150);
    assert.deepEqual(long, []);
  });

  it("are described in CONTRIBUTING.md as the linter holds them", () =>
    assert.ok(readFileSync(join(ROOT, "CONTRIBUTING.md"), "utf8").includes(rooms.table()), rooms.table()));
});

describe("the project", () => {
  const linter = new ESLint({ cwd: ROOT });
  for (const [filePath, from] of FORBIDDEN)
    it(`lets ${filePath} not import ${from}`, async () => {
      const [result] = await linter.lintText(`export * from "${from}";\n`, { filePath: join(ROOT, filePath) });
      assert.equal(result?.messages[0]?.ruleId, "rooms/imports");
    });

  for (const question of [
    '"dst" in kind.schema.shape',
    'Object.hasOwn(kind.schema.shape, "dst")',
    'kind.type === "Route"',
  ])
    it(`lets shared code not ask a kind what it is: ${question}`, async () => {
      const text = `export const isRoute = (kind: { type: string; schema: { shape: object } }) => ${question};\n`;
      const [result] = await linter.lintText(text, { filePath: join(ROOT, "provider/preview/it.ts") });
      assert.equal(result?.messages[0]?.ruleId, "no-restricted-syntax");
    });

  it("has no warning from the linter", () => clean("eslint", ".", "--max-warnings", "0"));
  it("has one format", () => clean("prettier", "--check", "."));
  it("has no fault in its types", () => clean("tsc", "--noEmit"));
});
