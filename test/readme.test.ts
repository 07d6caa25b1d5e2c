import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { kinds } from "./kinds/cases";
import { Stack } from "./engine/stack";
import { Lab } from "./lab";
import { must } from "./lab/process";

const ROOT = resolve(__dirname, "..");
const readme = readFileSync(join(ROOT, "README.md"), "utf8");

describe("the README", () => {
  it("has an example that type-checks and does what its picture shows", async () => {
    const program = /```ts\n([^]*?)```/.exec(readme)?.[1] ?? "";
    const folder = mkdtempSync(join(tmpdir(), "netlink-readme-"));
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
    mkdirSync(join(folder, "program"));
    writeFileSync(join(folder, "program", "index.ts"), program);
    must(join(ROOT, "node_modules/.bin/tsc"), ["--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--module", "commonjs", "--moduleResolution", "node10", join(folder, "program", "index.ts")]); // prettier-ignore

    const lab = await Lab.open();
    const host = await lab.host("web-1");
    const there = program.replace(/^const connection = .*$/m, `const connection = ${JSON.stringify(host.connection)};`);
    assert.notEqual(there, program);
    writeFileSync(join(folder, "program", "index.ts"), there);
    writeFileSync(join(folder, "program", "Pulumi.yaml"), "name: readme\nruntime: nodejs\n");
    writeFileSync(join(folder, "program", "package.json"), '{ "name": "readme", "main": "index.ts" }');
    const stack = await Stack.create({ program: relative(ROOT, join(folder, "program")) });
    try {
      const { code, stdout } = await stack.up();
      assert.equal(code, 0, stdout);
      assert.equal((await host.run("ip netns exec red ping -c 3 -i 0.3 -W 3 192.168.2.3")).code, 0);
      assert.match((await host.run("ip -n blue route")).stdout, /default via 192\.168\.2\.1 dev eth0/);
      assert.equal((await stack.destroy()).code, 0);
    } finally {
      await stack.close();
      await lab.close();
      rmSync(folder, { recursive: true });
    }
  });

  it("names every resource", () => {
    for (const type of Object.keys(kinds)) assert.ok(readme.includes(`\`${type}\``), type);
  });

  it("links to what is there", () => {
    for (const [, target] of readme.matchAll(/\]\(([^)#]+)\)/g))
      assert.ok(readFileSync(join(ROOT, String(target))).length > 0, target);
  });
});
