import { Lab } from "../lab";
import { describeRound, ROUNDS, roundOf, SEED } from "./chaos/choice";
import { Scene } from "./chaos/scene";
import { WORLDS } from "./chaos/worlds";

const KINDS = ["namespace", "guest"] as const;

for (const kind of KINDS)
  describe(`what dies at any moment, on a ${kind} host (CHAOS_SEED=${SEED})`, function () {
    let lab: Lab;
    let scene: Scene;
    before(async () => {
      lab = await Lab.open();
      scene = await Scene.open(lab, kind);
      await scene.rehearse();
    });
    after(async () => {
      await scene?.close();
      await lab?.close();
    });

    for (let number = 1; number <= ROUNDS[kind]; number++) {
      const round = roundOf(number, WORLDS[kind].hosts.length);
      it(`round ${number}: ${describeRound(round)}`, async () => {
        const hit = await scene.play(round).catch((error: Error) => {
          error.message = `CHAOS_SEED=${SEED}, round ${number}: ${error.message}`;
          throw error;
        });
        if (!hit) console.log("      it was over before");
      });
    }
  });
