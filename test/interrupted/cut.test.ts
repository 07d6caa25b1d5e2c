import assert from "node:assert/strict";
import { CASES } from "./cut/cases";
import { Scene } from "./cut/scene";
import { effort } from "../effort";
import { sortFor } from "../kinds/cases";
import { labForSuite } from "../suite";

describe("what was cut off anywhere, on a real host", () => {
  const lab = labForSuite();

  for (const [number, it_] of CASES.entries()) {
    const title = [it_.type, it_.title].filter(Boolean).join(" ");
    // A guest takes its time, and its kinds share all but words with others.
    const step = sortFor(it_.type) === "guest" ? effort(16, 4) : effort(6, 1);
    // Between them the cases are cut everywhere.
    const first = number % step;
    const on = (name: string, test: (scene: Scene) => Promise<void>) =>
      it(`${title}: ${name}`, async () => {
        const host = await lab().host("web-1", { kind: sortFor(it_.type) });
        await test(await Scene.of(it_, host));
        await host.stop();
      });

    on("made by the next run, with and without what the state kept, and deleted where it kept some", async (scene) => {
      for (let n = first; ; n += step) {
        const { within } = await scene.cut(n, scene.create);
        if (!within) break;
        await scene.is("made", n, await scene.create());
        for (const mend of ["update", "delete"] as const) {
          const { error } = await scene.cut(n, scene.create);
          if (mend === "update") await scene.is("made", n, await scene.update(error!.properties, scene.wanted));
          else await scene.gone(n, await scene.besides(error!.properties));
        }
      }
    });
    if (it_.change)
      on("changed by the next run", async (scene) => {
        for (let n = first; ; n += step) {
          const outs = await scene.create();
          const { within } = await scene.cut(n, () => scene.update(outs, scene.changed));
          const mended = await scene.update(outs, scene.changed);
          await scene.is("changed", n, mended);
          if (!within) break;
        }
      });
    on("deleted by the next run, and made again where it is wanted again", async (scene) => {
      for (let n = first; ; n += step) {
        const outs = await scene.create();
        const { within } = await scene.cut(n, () => scene.delete(outs));
        await scene.gone(n, outs);
        if (!within) break;
        const again = await scene.create();
        await scene.cut(n, () => scene.delete(again));
        const mended = await scene.update(again, scene.wanted);
        // Beside others of its subnet it is no longer the first.
        await (it_.beside ? scene.gone(n, mended) : scene.is("made", n, mended));
      }
    });
  }

  it("keeps no note of what a refresh finds gone", async () => {
    const host = await lab().host("web-1");
    const scene = await Scene.of({ type: "Route", args: { dst: "10.1.0.0/16", type: "blackhole" } }, host);
    const outs = await scene.create();
    await host.run("ip route del blackhole 10.1.0.0/16");
    assert.deepEqual(await scene.read(outs), { id: "" });
    assert.notEqual((await host.run("ls /run/pulumi-netlink")).code, 0);
    await scene.gone(0, outs);
    await host.stop();
  });

  it("keeps no note of what went between the read and the delete, as a route does with its address", async () => {
    const host = await lab().host("web-1");
    const scene = await Scene.of({ type: "Route", args: { dst: "10.1.0.0/16", type: "blackhole" } }, host);
    const outs = await scene.create();
    scene.first(() => host.run("ip route del blackhole 10.1.0.0/16"));
    await scene.gone(0, outs);
    await host.stop();
  });
});
