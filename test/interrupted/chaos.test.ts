import assert from "node:assert/strict";
import { describeRound, ROUNDS, roundOf, SEED } from "./chaos/choice";
import { Scene } from "./chaos/scene";
import { WORLDS } from "./chaos/worlds";
import { forSuite, labForSuite } from "../suite";

const KINDS = ["namespace", "guest"] as const;

for (const kind of KINDS)
  describe(`what dies at any moment, on a ${kind} host (CHAOS_SEED=${SEED})`, function () {
    const lab = labForSuite();
    let scene: Scene;
    let hits = 0;
    const rounds = Array.from({ length: ROUNDS[kind] }, (_, i) => roundOf(i + 1, WORLDS[kind].hosts.length));
    forSuite(async (use) => {
      scene = await use(Scene.open(lab(), kind));
      await scene.rehearse(rounds);
    });
    for (const [i, round] of rounds.entries())
      it(`round ${i + 1}: ${describeRound(round)}`, async () => {
        const hit = await scene.play(round).catch((error: Error) => {
          error.message = `CHAOS_SEED=${SEED}, round ${i + 1}: ${error.message}`;
          throw error;
        });
        if (hit) hits++;
        else console.log("      it was over before");
      });

    if (ROUNDS[kind] > 1) it("half of the rounds hit something, or more", () => assert.ok(hits >= ROUNDS[kind] / 2));
  });
