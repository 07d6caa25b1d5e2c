import { copyFileSync, existsSync, mkdirSync, realpathSync, renameSync, rmSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cache } from "./cache.mjs";
import { output, run } from "./run.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const SCRIPT = "pulumi-resource-pulumi-nodejs";
const PROGRAMS = ["pulumi", "pulumi-language-nodejs"];
/** The oldest CLI that can do all that is tested: `pulumi import --file` with outputs. */
const OLDEST = [3, 254];
/** The version that the npm package `pulumi` downloads, and the one whose Go modules are pinned here. */
const DOWNLOADED = "3.265.0";
const BUILT = "3.259.0";

const home = cache("engine");
const versionBin = (version) => join(home, "versions", version, "bin");
const complete = (bin) => PROGRAMS.every((program) => existsSync(join(bin, program)));

function onPath() {
  const found = (program) =>
    process.env.PATH?.split(delimiter)
      .map((dir) => join(dir, program))
      .find((file) => existsSync(file));
  const cli = found("pulumi");
  if (!cli) return undefined;
  const version = output(cli, ["version"], { env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" } });
  const [major, minor] = (/(\d+)\.(\d+)/.exec(version ?? "") ?? []).slice(1).map(Number);
  const bin = dirname(realpathSync(cli));
  const hosted = found(PROGRAMS[1]) ?? existsSync(join(bin, PROGRAMS[1]));
  const isNew = major === OLDEST[0] ? minor >= OLDEST[1] : major > OLDEST[0];
  return hosted && isNew ? { bin, version, how: "found on PATH" } : undefined;
}

const cached = (version, how) =>
  complete(versionBin(version)) ? { bin: versionBin(version), version, how } : undefined;

/** The engine that is there: a folder for PATH, its version, and its origin; undefined if there is none yet. */
export const engine = () => onPath() ?? cached(DOWNLOADED, "downloaded") ?? cached(BUILT, "built from its Go modules");

async function download() {
  const env = { ...process.env, PULUMI_HOME: home, PULUMI_VERSION: DOWNLOADED, PULUMI_SKIP_UPDATE_CHECK: "true" };
  await run("npx", ["--yes", `pulumi@${DOWNLOADED}`, "version"], { env });
}

/** Builds one program; `go build -v` names each package it has done, which is all the progress there is. */
async function compile(module, program, target, into) {
  let done = 0;
  const tell = setInterval(() => console.log(`  … ${program}: ${done} packages`), 10_000);
  const flags = `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${BUILT}`;
  const args = ["build", "-v", "-mod=readonly", "-trimpath", "-ldflags", flags, "-o", join(into, program), target];
  const onLine = (chunk) => (done += chunk.split("\n").length - 1);
  await run("go", args, {
    cwd: join(HERE, "engine", module),
    env: { ...process.env, GOFLAGS: "-buildvcs=false" },
    onLine,
  }).finally(() => clearInterval(tell));
}

async function build() {
  if (!output("go", ["version"]))
    throw new Error("no Pulumi on PATH, none can be downloaded, and there is no Go to build one: install Pulumi or Go");
  console.log(`  no Pulumi here and none to download: building ${BUILT} from its Go modules, once`);
  const into = join(home, `building-${process.pid}`);
  mkdirSync(into, { recursive: true });
  try {
    await compile("language", PROGRAMS[1], "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs", into);
    await compile("cli", PROGRAMS[0], "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi", into);
    mkdirSync(dirname(versionBin(BUILT)), { recursive: true });
    try {
      renameSync(into, versionBin(BUILT));
    } catch (error) {
      // Another set-up that ran at the same time was first.
      if (!complete(versionBin(BUILT))) throw error;
    }
  } finally {
    rmSync(into, { recursive: true, force: true });
  }
}

/** Downloads an engine, or builds one; prints which. */
export async function makeEngine() {
  await download().catch(() => undefined);
  if (!engine()) await build();
  const { bin, version, how } = engine();
  // Beside the CLI the engine takes the script without a warning about PATH.
  if (!existsSync(join(bin, SCRIPT)))
    copyFileSync(join(HERE, "..", "node_modules", "@pulumi", "pulumi", SCRIPT), join(bin, SCRIPT));
  console.log(`  Pulumi ${version}, ${how}`);
}
