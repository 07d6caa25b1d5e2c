import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { skip } from "../skip";
import { must, tied } from "./process";
import { missing, NEEDS } from "./programs";

const readable = <T>(read: () => T): T | undefined => {
  try {
    return read();
  } catch {
    return undefined;
  }
};
const processes = () => readdirSync("/proc").filter((name) => /^\d+$/.test(name));
// A dead one that nobody has waited for yet has neither.
const namespaces = (pid: string) =>
  ["net", "mnt"].map((kind) => readable(() => readlinkSync(`/proc/${pid}/ns/${kind}`)) ?? "");
/** Processes of the lab whose files lie in the folder. */
const ofLab = (folder: string) =>
  processes().filter((pid) =>
    readable(() => readFileSync(`/proc/${pid}/environ`, "utf8"))?.includes(`TMPDIR=${folder}\0`),
  );
const mounts = () => readFileSync("/proc/self/mountinfo", "utf8");

const ENDS = {
  SIGINT: { code: 130, files: false },
  SIGTERM: { code: 143, files: false },
  SIGKILL: { code: null, files: true },
  "an exception": { code: 1, files: false },
} as const;

describe("a lab whose process ends", () => {
  before(function () {
    if (process.getuid?.() !== 0) skip(this, "the lab needs root");
  });

  for (const [how, { code, files }] of Object.entries(ENDS))
    it(`by ${how} leaves nothing behind`, async function () {
      const kind = missing(NEEDS.guest).length ? "namespace" : "guest";
      const folder = mkdtempSync(join(tmpdir(), "netlink-leave-"));
      const script = join(folder, "lab.ts");
      writeFileSync(
        script,
        `import { Lab } from ${JSON.stringify(__dirname)};
        process.on("SIGUSR2", () => { throw new Error("an exception"); });
        void Lab.open().then(async (lab) => { await lab.hosts({ a: {}, b: { kind: "${kind}" } }); console.log("READY"); });`,
      );
      const child = tied("node", ["--require", "tsx/cjs", script], {
        stdio: ["ignore", "pipe", how === "an exception" ? "ignore" : "inherit"],
        env: { ...process.env, TMPDIR: folder },
      });
      for (let said = ""; !said.includes("READY");)
        said += String((await once(child.stdout as NodeJS.ReadableStream, "data"))[0]);
      const here = new Set(namespaces("self"));
      const theirs = new Set(ofLab(folder).flatMap(namespaces));
      for (const mine of ["", ...here]) theirs.delete(mine);
      assert.ok(theirs.size >= 3, "there is something to leave behind");
      const exited = once(child, "exit");
      child.kill(how.startsWith("SIG") ? (how as NodeJS.Signals) : "SIGUSR2");
      assert.equal((await exited)[0], code);
      const inTheirs = () => processes().filter((pid) => namespaces(pid).some((name) => theirs.has(name)));
      // A killed process takes its time if there is much memory to give back.
      for (let i = 0; i < 100 && ofLab(folder).length + inTheirs().length; i++) await sleep(100);
      assert.deepEqual(ofLab(folder), [], "no process");
      assert.deepEqual(inTheirs(), [], "no namespace");
      assert.ok(!mounts().includes(folder), "no mount");
      assert.doesNotMatch(must("ip", ["-o", "link"]), new RegExp(`lab${child.pid}`), "no link");
      const left = readdirSync(folder).filter((name) => name.startsWith("netlink-lab"));
      if (files)
        assert.ok(
          left.every((name) => existsSync(join(folder, name, "owner"))),
          "what the next lab sweeps",
        );
      else assert.deepEqual(left, [], "no file");
      rmSync(folder, { recursive: true });
    });
});
