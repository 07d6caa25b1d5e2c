// The compiler leaves the comments of inferred types behind: this puts each field's comment from its schema into the built
// declarations, where editors look for it. A field of a kind's own file goes before the one that all kinds have.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import ts from "typescript";

const parse = (file) => ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
const each = (node, visit) => void (visit(node), ts.forEachChild(node, (child) => each(child, visit)));

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
const byType = Object.fromEntries(
  kinds.flatMap((file) => {
    const [, type] = /type: "(\w+)"/.exec(readFileSync(file, "utf8")) ?? [];
    const [about] = /\/\*\* [^\n]* \*\/(?=\nexport const )/.exec(readFileSync(file, "utf8")) ?? [];
    const [, family] = /from "\.\.\/ip\/(\w+vlan)"/.exec(readFileSync(file, "utf8")) ?? [];
    const own = comments(family ? `provider/ip/${family}.ts` : file);
    return type ? [[type, { ...shared, ...own, about }]] : [];
  }),
);

const target = parse("dist/index.d.ts");
const inserts = [];
for (const statement of target.statements) {
  const name = (
    ts.isVariableStatement(statement) ? statement.declarationList.declarations[0] : statement
  ).name?.getText();
  const docs = byType[name?.replace("_base", "")];
  if (!docs) continue;
  if (ts.isClassDeclaration(statement)) inserts.push([statement.getStart(), docs.about]);
  each(statement, (node) => {
    if (ts.isPropertySignature(node) && docs[node.name.getText()])
      inserts.push([node.getStart(), docs[node.name.getText()]]);
  });
}
let text = target.getFullText();
for (const [at, comment] of inserts.sort(([a], [b]) => b - a))
  text = `${text.slice(0, at)}${comment}\n    ${text.slice(at)}`;
writeFileSync("dist/index.d.ts", text);
