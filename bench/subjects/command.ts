import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { tiedMust } from "../../test/lab/process";
import { got } from "../got";
import type { Subject } from "../subject";
import { stackOf } from "./pulumi";

const VERSION = "1.2.1";
const MODULES = resolve(__dirname, "..", "..", "node_modules");

/** The package for programs, and the plugin that does its work. */
const get = async (into: string): Promise<void> => {
  const { engine } = (await import("../../setup/engine.mjs" as string)) as { engine(): { bin: string } };
  const { version } = JSON.parse(readFileSync(join(MODULES, "@pulumi/pulumi/package.json"), "utf8"));
  const env = { ...process.env, PULUMI_HOME: into, PULUMI_SKIP_UPDATE_CHECK: "true" };
  await tiedMust(join(engine().bin, "pulumi"), ["plugin", "install", "resource", "command", VERSION], { env }).catch(() => {
    throw new Error(`its plugin cannot be downloaded here, nor built: no Go module that is published has its source`);
  });
  const packages = [`@pulumi/command@${VERSION}`, `@pulumi/pulumi@${version}`];
  await tiedMust("npm", ["install", "--no-audit", "--no-fund", "--prefix", into, ...packages]);
}; // prettier-ignore

let home: string;

/** `@pulumi/command` as it is commonly used: a command an object. */
export const command: Subject = {
  name: "command",
  about: "@pulumi/command, a command an object",
  install: async (hurry) => void (home = await got("command", hurry, get)),
  ready: (field) =>
    stackOf(field, { program: "command", modules: join(home, "node_modules"), env: { PULUMI_HOME: home } }),
};
