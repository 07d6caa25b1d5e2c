import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Stack } from "./engine/stack";
import { must } from "./lab/process";
import { labForSuite } from "./suite";

const ROOT = resolve(__dirname, "..");
const { version } = JSON.parse(readFileSync(join(ROOT, "node_modules/@pulumi/pulumi/package.json"), "utf8")) as {
  version: string;
};

describe("the packed package, installed elsewhere", () => {
  const folder = mkdtempSync(join(tmpdir(), "netlink-package-"));
  const lab = labForSuite();
  after(() => rmSync(folder, { recursive: true }));

  it("installs into an empty project, whose program type-checks and runs", async () => {
    must("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder], { cwd: ROOT });
    writeFileSync(join(folder, "package.json"), '{ "name": "elsewhere", "private": true }');
    const tarball = join(folder, "pulumi-netlink-0.1.0.tgz");
    must(
      "npm",
      [
        "install",
        "--no-audit",
        "--no-fund",
        "--prefer-offline",
        "--fetch-retries=5",
        tarball,
        `@pulumi/pulumi@${version}`,
      ],
      {
        cwd: folder,
      },
    );
    const files = must("tar", ["tzf", tarball]).split("\n");
    assert.ok(
      files.includes("package/dist/provider.js") && !files.some((file) => /test|\.cache|node_modules/.test(file)),
      files.join(),
    );

    writeFileSync(
      join(folder, "program.ts"),
      `import * as netlink from "pulumi-netlink";
       const netns = new netlink.NetNamespace("red", { connection: { host: "192.0.2.10" } });
       const link = new netlink.MacvlanLink("eth0", { netns, parent: "eth1", mode: "private" });
       link.ifindex.apply((index: number) => index.toFixed());
       // @ts-expect-error a mode that does not exist
       new netlink.MacvlanLink("eth1", { netns, parent: "eth1", mode: "hairpin" });
       // @ts-expect-error a namespace is no link
       new netlink.Address("ip", { dev: netns, address: "192.168.2.2/24" });
       // @ts-expect-error an address without a link
       new netlink.Address("ip", { address: "192.168.2.2/24" });`,
    );
    must(join(ROOT, "node_modules/.bin/tsc"), [
      "--noEmit",
      "--strict",
      "--skipLibCheck",
      "--target",
      "es2022",
      "--module",
      "node16",
      join(folder, "program.ts"),
    ]);

    const host = await lab().host("web-1");
    const stack = await Stack.create({
      modules: join(folder, "node_modules"),
      resources: [{ type: "NetNamespace", name: "red", args: { connection: host.connection } }],
    });
    try {
      const { code, stdout } = await stack.up();
      assert.equal(code, 0, stdout);
      assert.match((await host.run("ip netns list")).stdout, /^red/);
      assert.equal((await stack.destroy()).code, 0);
    } finally {
      await stack.close();
    }
  });
});
