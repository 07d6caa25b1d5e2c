import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as ts from "typescript";
import { attributes, PAGE } from "../setup/attributes";
import { kinds } from "./kinds/cases";

const ROOT = resolve(__dirname, "..");
const DECLARATIONS = join(ROOT, "dist", "index.d.ts");

describe("what editors show", () => {
  const program = ts.createProgram([DECLARATIONS], { strict: true, skipLibCheck: true, types: [] });
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(DECLARATIONS);
  assert.ok(file, "the package is built");
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(file)!);
  const isDocumented = (symbol: ts.Symbol) => symbol.getDocumentationComment(checker).length > 0;

  for (const type of Object.keys(kinds))
    it(`says what ${type} and each of its arguments and outputs is`, () => {
      const resource = exported.find(({ name }) => name === type);
      assert.ok(resource, `${type} is exported`);
      const [signature] = checker.getTypeOfSymbol(resource).getConstructSignatures();
      const [, args] = signature!.parameters.map((parameter) => checker.getTypeOfSymbol(parameter).getNonNullableType());
      const ours = signature!.getReturnType().getProperties().filter(({ declarations }) => declarations?.some((d) => d.getSourceFile() === file));
      assert.ok(args!.getProperties().length > 3 && ours.length > 3);
      const silent = [resource, ...args!.getProperties(), ...ours].filter((symbol) => !isDocumented(symbol));
      assert.deepEqual(silent.map(({ name }) => name), []);
    });
}); // prettier-ignore

describe("the table of attributes", () => {
  it("is what the schemas say: `npm run docs` writes it", async () => {
    const { byType } = (await import("../setup/comments.mjs" as string)) as {
      byType: Parameters<typeof attributes>[0];
    };
    const page = attributes(byType);
    assert.equal(readFileSync(PAGE, "utf8"), page);
    for (const row of page.split("\n").filter((line) => line.startsWith("| `")))
      assert.doesNotMatch(
        row,
        /^\| `(?!force)\w+` \|(?: *\||[^|]*\| *\|)/,
        "an attribute without a meaning or a word of `ip`",
      );
  });
});
