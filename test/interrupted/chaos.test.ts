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
    forSuite(async (use) => {
      scene = await use(Scene.open(lab(), kind));
      await scene.rehearse();
    });
    for (let number = 1; number <= ROUNDS[kind]; number++) {
      const round = roundOf(number, WORLDS[kind].hosts.length);
      it(`round ${number}: ${describeRound(round)}`, async () => {
        const hit = await scene.play(round).catch((error: Error) => {
          error.message = `CHAOS_SEED=${SEED}, round ${number}: ${error.message}`;
          throw error;
        });
        if (hit) hits++;
        else console.log("      it was over before");
      });
    }

    it("half of the rounds hit something, or more", () => assert.ok(hits >= Math.floor(ROUNDS[kind] / 2)));
  });
