import js from "@eslint/js";
import globals from "globals";
import ts from "typescript-eslint";

const only = (group, message) => ({ "no-restricted-imports": ["error", { patterns: [{ group, message }] }] });
const io = ["fs", "fs/*", "net", "http", "https", "child_process", "os", "dns", "process", "timers", "timers/*"];
const nodeIo = [...io, ...io.map((name) => `node:${name}`)];
const pure = [
  "error",
  ...["process", "fetch", "setTimeout", "setInterval", "Date"].map((name) => ({
    name,
    message: "This folder is pure.",
  })),
];

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
  {
    files: ["provider/ip/**"],
    rules: {
      ...only(
        ["@pulumi/*", "node-ssh", "ssh2", "**/host/*", "**/kinds/*", "**/lifecycle", ...nodeIo],
        "ip/ is pure: zod, addresses and ip/ only.",
      ),
      "no-restricted-globals": pure,
    },
  },
  {
    files: ["provider/kinds/**"],
    ignores: ["provider/kinds/index.ts"],
    rules: {
      ...only(
        ["@pulumi/*", "node-ssh", "ssh2", "**/host/*", "./*", "**/kinds/*", "**/lifecycle", ...nodeIo],
        "kinds/ is pure and its kinds do not know each other: zod and ip/ only.",
      ),
      "no-restricted-globals": pure,
    },
  },
  {
    files: ["provider/host/**"],
    rules: only(
      ["@pulumi/*", "**/kinds/*", "**/lifecycle"],
      "host/ reaches machines: it knows neither kinds nor Pulumi.",
    ),
  },
  {
    files: ["provider/{lifecycle,converge,got,owner,machine,fault,preflight,program,sight,discover,provider}.ts"],
    rules: only(["@pulumi/*", "node-ssh", "ssh2", "**/resource", "**/index"], "Handlers know neither Pulumi nor SSH."),
  },
  {
    files: ["provider/{resource,args,place,stack,connection,index}.ts"],
    rules: only(
      ["node-ssh", "ssh2", "**/host/*", "**/lifecycle", "**/converge", "**/provider"],
      "The program's side never loads the provider's.",
    ),
  },
);
