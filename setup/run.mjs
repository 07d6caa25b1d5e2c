import { spawn, spawnSync } from "node:child_process";

/** Output of a program, without its surrounding space; undefined if it is missing or fails. */
export function output(command, args, options) {
  const { status, stdout } = spawnSync(command, args, { encoding: "utf8", ...options });
  return status === 0 ? stdout.trim() : undefined;
}

/** Runs a program quietly and shows the end of its output only if it fails; `onLine` gets each piece of the output. */
export function run(command, args, { onLine = () => {}, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
    let said = "";
    const hear = (chunk) => {
      said = (said + chunk).slice(-4000);
      onLine(String(chunk));
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0 ? resolve() : reject(new Error(`${command} ${args.join(" ")} failed:\n${said}`)),
    );
  });
}
