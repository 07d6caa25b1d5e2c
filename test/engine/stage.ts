import assert from "node:assert/strict";
import { forTest, labForSuite } from "../suite";
import { Ground, succeeds } from "./owned";
import { Stack } from "./stack";

/** A host and an empty stack, new for each test. */
class Stage {
  readonly lab = labForSuite();
  ground!: Ground;
  stack!: Stack;
  /** The host's network before the test. */
  pristine!: string;

  /** Destroys the stack; the host is then as it was before the test. */
  async destroyed(): Promise<void> {
    await succeeds(this.stack.destroy());
    assert.equal(await this.ground.dump(), this.pristine);
    await this.ground.shows("ls /run/pulumi-netlink 2>&1", /No such file/);
  }
}

/** Opens a lab for the tests of a suite, and a host and a stack for each of them. */
export function stageForTest(): Stage {
  const stage = new Stage();
  forTest(async (use) => {
    stage.ground = new Ground(await use(stage.lab().host("web-1")));
    stage.pristine = await stage.ground.dump();
    stage.stack = await use(Stack.create({ resources: [] }));
  });
  return stage;
}
