import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { engine, makeEngine } from "./engine.mjs";
import { output, run } from "./run.mjs";

process.chdir(join(dirname(fileURLToPath(import.meta.url)), ".."));

const newest = (path) =>
  !existsSync(path)
    ? 0
    : statSync(path).isDirectory()
      ? Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))))
      : statSync(path).mtimeMs;

/** Debian packages that the lab needs and the machine does not have. */
const missing = () => {
  const wanted = JSON.parse(readFileSync("test/lab/packages.json", "utf8"));
  const listed = output("dpkg-query", ["-W", "-f", "${Package} ${db:Status-Status}\n"])?.split("\n") ?? [];
  return wanted.filter((name) => !listed.includes(`${name} installed`));
};

async function install() {
  const packages = missing();
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  try {
    await run("apt-get", ["update", "-qq"], { env });
    await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], { env });
  } catch (error) {
    console.log(`  these packages have to be installed by hand: ${packages.join(" ")}\n  ${error.message}`);
  }
}

/** What a machine needs for the tests and the demo, in order: its name, whether it is there, and how it gets there. */
const STEPS = [
  [
    "npm packages",
    () => newest("node_modules/.package-lock.json") >= newest("package-lock.json"),
    () => run("npm", ["ci"]),
  ],
  [
    "build",
    () => existsSync("node_modules/pulumi-netlink") && newest("dist") >= newest("provider"),
    () => run("npm", ["run", "prepare"]),
  ],
  ["Debian packages", () => missing().length === 0, install],
  ["Pulumi engine", () => engine() !== undefined, makeEngine],
];

for (const [name, isThere, make] of STEPS) {
  if (isThere()) continue;
  console.log(`set-up: ${name} …`);
  const start = performance.now();
  await make();
  console.log(`set-up: ${name}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
}
