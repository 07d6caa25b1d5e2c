// `npm run test:chaos -- --runs 200`: as many rounds as asked for; a mocha of its own takes no such option.
import { spawn } from "node:child_process";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({ options: { runs: { type: "string" } }, allowPositionals: true });
const words = ["--no-config", "--require", "tsx/cjs", "--reporter", "test/reporter.cjs", "--timeout", "600000"];
const env = { ...process.env, TEST_LONG: "1", ...(values.runs === undefined ? {} : { CHAOS_RUNS: values.runs }) };
const mocha = spawn("mocha", [...words, "test/interrupted/chaos.test.ts", ...positionals], { stdio: "inherit", env });
mocha.on("exit", (code) => process.exit(code ?? 1));
