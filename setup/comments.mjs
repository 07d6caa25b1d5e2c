// The comments of the schemas: what each field of each kind is. A field of a kind's own file goes before the one that all have.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";

const KINDS = "provider/kinds";

/** A source file as the compiler sees it. */
export const parse = (file) => ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
/** Every node below one, and itself. */
export const each = (node, visit) => void (visit(node), ts.forEachChild(node, (child) => each(child, visit)));

/** The comments above the fields of a file's object literals, by field. */
function comments(file) {
  const found = {};
  each(parse(file), (node) => {
    if (!ts.isPropertyAssignment(node) && !ts.isShorthandPropertyAssignment(node) && !ts.isPropertySignature(node))
      return;
    const [comment] = ts.getJSDocCommentsAndTags(node);
    if (comment) found[node.name.getText()] ??= comment.getText();
  });
  return found;
}

const shared = Object.assign(
  {},
  ...["connection", "kinds/place", "kinds/link/kind", "kinds/link/fields"].map((name) =>
    comments(`provider/${name}.ts`),
  ),
);
/** The files that describe a kind: its own, or all of its folder. */
const homeOf = (name) =>
  dirname(name) === "." ? [name] : readdirSync(join(KINDS, dirname(name))).map((file) => join(dirname(name), file));
const ABOUT = /(\/\*\* [^\n]* \*\/)\nexport const [^;]*?\btype: "(\w+)"/g;

/** Comments by kind and field, and under `about` that of the kind itself. */
export const byType = Object.fromEntries(
  readdirSync(KINDS, { recursive: true })
    .filter((name) => name.endsWith(".ts"))
    .flatMap((name) => {
      const own = Object.assign({}, ...homeOf(name).map((file) => comments(join(KINDS, file))));
      const found = readFileSync(join(KINDS, name), "utf8").matchAll(ABOUT);
      return [...found].map(([, about, type]) => [type, { ...shared, ...own, about }]);
    }),
);
