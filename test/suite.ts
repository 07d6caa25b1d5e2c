import { closeAll } from "../provider/host/host";
import { Lab } from "./lab";

type Opened = { close(): unknown } | { stop(): unknown };
/** Keeps what was opened, to be closed after the tests. */
type Use = <T extends Opened>(opened: T | Promise<T>) => Promise<T>;
type Open = (use: Use) => Promise<void>;
type Hook = (work: () => Promise<void>) => unknown;

function opening(begin: Hook, end: Hook, open: Open): void {
  const opened: Opened[] = [];
  const use: Use = async (it) => {
    opened.push(await it);
    return it;
  };
  begin(() => open(use));
  end(async () => {
    const closing = opened.splice(0).reverse();
    const errors: unknown[] = [];
    for (const it of closing)
      try {
        await ("close" in it ? it.close() : it.stop());
      } catch (error) {
        errors.push(error);
      }
    if (errors.length) throw errors[0];
  });
}

/** Opens what the tests of a suite share; it is closed after them, the last opened first. */
export const forSuite = (open: Open): void => opening(before, after, open);
/** Opens what each test has for itself. */
export const forTest = (open: Open): void => opening(beforeEach, afterEach, open);

/** Opens a lab for the tests of a suite. It ends after them, and before it the provider's connections to its hosts. */
export function labForSuite(): () => Lab {
  let lab: Lab | undefined;
  forSuite(async (use) => {
    lab = await use(Lab.open());
    await use({ close: closeAll });
  });
  return () => {
    if (!lab) throw new Error("the lab is opened before the tests of the suite, not before the suite");
    return lab;
  };
}
