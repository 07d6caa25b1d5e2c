import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { engine, makeEngine } from "./engine.mjs";
import { output, run } from "./run.mjs";

process.chdir(join(dirname(fileURLToPath(import.meta.url)), ".."));

/** For the network of an archive that is busy. */
const RETRIES = ["-o", "Acquire::Retries=5"];
const LIST = "test/lab/packages.json";
const SOURCES = ["provider", "setup/document.mjs", "tsconfig.json", "tsconfig.build.json"];

const newest = (path) =>
  !existsSync(path)
    ? 0
    : statSync(path).isDirectory()
      ? Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))))
      : statSync(path).mtimeMs;

/** Debian packages that the lab needs and the machine does not have. */
const missing = () => {
  const wanted = existsSync(LIST) ? JSON.parse(readFileSync(LIST, "utf8")) : [];
  const listed = output("dpkg-query", ["-W", "-f", "${Package} ${db:Status-Status}\n"])?.split("\n") ?? [];
  return wanted.filter((name) => !listed.includes(`${name} installed`));
};

async function install() {
  const packages = missing();
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  try {
    await run("apt-get", ["update", "-qq", ...RETRIES], { env });
    await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...RETRIES, ...packages], { env });
  } catch (error) {
    console.log(`  these packages have to be installed by hand: ${packages.join(" ")}\n  ${error.message}`);
  }
}

/** Everything that the tests and the demo need, in order: the name, whether it is there, and the function that provides it. */
const STEPS = [
  [
    "npm packages",
    () => newest("node_modules/.package-lock.json") >= newest("package-lock.json"),
    () => run("npm", ["ci"]),
  ],
  [
    "build",
    () => existsSync("node_modules/pulumi-netlink") && newest("dist") >= Math.max(...SOURCES.map(newest)),
    () => run("npm", ["run", "prepare"]),
  ],
  ["Debian packages", () => missing().length === 0, install],
  ["Pulumi engine", () => engine() !== undefined, makeEngine],
];

async function setUp([name, isThere, make]) {
  if (isThere()) return;
  console.log(`set-up: ${name} …`);
  const start = performance.now();
  await make();
  console.log(`set-up: ${name}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

for (const step of STEPS)
  await setUp(step).catch((error) => {
    console.error(`set-up: ${step[0]}: ${error.message}`);
    process.exit(1);
  });
