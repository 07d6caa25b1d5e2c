import { spawn, spawnSync } from "node:child_process";

/** What a program prints, without its surrounding space; undefined where it is missing or fails. */
export function output(command, args, options) {
  const { status, stdout } = spawnSync(command, args, { encoding: "utf8", ...options });
  return status === 0 ? stdout.trim() : undefined;
}

/** Runs a program quietly and shows the end of what it said only where it fails; `onLine` hears its standard error. */
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
