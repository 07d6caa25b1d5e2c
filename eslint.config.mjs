import js from "@eslint/js";
import globals from "globals";
import { relative, sep } from "node:path";
import ts from "typescript-eslint";
import { forbidden, lintRules, resolveImport } from "./setup/rooms.mjs";

/** Reports imports that cross a wall between rooms. */
const imports = {
  create(context) {
    const file = relative(`${context.cwd}/provider`, context.filename).replaceAll(sep, "/");
    const check = ({ source }) => {
      const message = source && forbidden(file, resolveImport(file, source.value));
      if (message) context.report({ node: source, message });
    };
    return { ImportDeclaration: check, ExportNamedDeclaration: check, ExportAllDeclaration: check };
  },
};

/** Shared code never asks what a kind is: it has facets. The few files that walk over all fields may. */
const kindByFields = {
  files: ["provider/**"],
  ignores: ["provider/kinds/check.ts", "provider/lifecycle/state.ts"],
  rules: {
    "no-restricted-syntax": [
      "error",
      ...[
        'BinaryExpression[operator="in"][right.property.name="shape"]',
        'CallExpression[callee.property.name="hasOwn"] > MemberExpression[property.name="shape"]',
        'BinaryExpression[operator=/^[!=]==$/] MemberExpression[object.name="kind"][property.name="type"]',
      ].map((selector) => ({ selector, message: "Use a facet: shared code does not ask a kind what it is." })),
    ],
  },
};

export default ts.config(
  { ignores: ["dist/", "node_modules/", ".cache/"] },
  js.configs.recommended,
  ts.configs.recommended,
  { rules: { "@typescript-eslint/no-explicit-any": "error" } },
  {
    files: ["**/*.{js,cjs,mjs}"],
    languageOptions: { globals: globals.node },
    rules: { "@typescript-eslint/no-require-imports": "off" },
  },
  { files: ["provider/**"], plugins: { rooms: { rules: { imports } } } },
  ...lintRules,
  kindByFields,
);
