// The compiler drops the comments of inferred types: this puts each field's comment from its schema into the built
// declarations, where editors look for it.
import { writeFileSync } from "node:fs";
import ts from "typescript";
import { byType, each, parse } from "./comments.mjs";

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
