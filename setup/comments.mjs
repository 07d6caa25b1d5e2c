// The comments of the schemas: what each field of each kind is. A field of a kind's own file goes before the one that all have.
import { readdirSync, readFileSync } from "node:fs";
import ts from "typescript";

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
  ...["connection", "link-kind", "link"].map((name) => comments(`provider/ip/${name}.ts`)),
);
const kinds = readdirSync("provider/kinds").map((name) => `provider/kinds/${name}`);
/** Comments by kind and field, and under `about` that of the kind itself. */
export const byType = Object.fromEntries(
  kinds.flatMap((file) => {
    const [, type] = /type: "(\w+)"/.exec(readFileSync(file, "utf8")) ?? [];
    const [about] = /\/\*\* [^\n]* \*\/(?=\nexport const )/.exec(readFileSync(file, "utf8")) ?? [];
    const [, family] = /from "\.\.\/ip\/(\w+vlan|address|route)"/.exec(readFileSync(file, "utf8")) ?? [];
    const own = comments(family ? `provider/ip/${family}.ts` : file);
    return type ? [[type, { ...shared, ...own, about }]] : [];
  }),
);
