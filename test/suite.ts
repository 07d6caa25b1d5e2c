import { closeAll } from "../provider/host/host";
import { Lab } from "./lab";

/** Opens a lab for the tests of a suite. It ends after them, and before it the provider's connections to its hosts. */
export function labForSuite(): () => Lab {
  let lab: Lab | undefined;
  before(async () => void (lab = await Lab.open()));
  after(async () => {
    await closeAll();
    await lab?.close();
  });
  return () => {
    if (!lab) throw new Error("the lab is opened before the tests of the suite, not before the suite");
    return lab;
  };
}
