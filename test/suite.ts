import { closeAll } from "../provider/host/host";
import { Lab } from "./lab";

type Opened = { close(): unknown } | { stop(): unknown };
/** Keeps what was opened until the tests are over. */
type Use = <T extends Opened>(opened: T | Promise<T>) => Promise<T>;
type Open = (use: Use) => Promise<void>;

const hooks = { afterAll: new WeakMap<Mocha.Suite, Opened[]>(), afterEach: new WeakMap<Mocha.Suite, Opened[]>() };

/** The list of what a suite has opened. All of it is closed after the suite's own hooks, the last opened first. */
function openedBy(suite: Mocha.Suite, hook: keyof typeof hooks): Opened[] {
  const known = hooks[hook].get(suite);
  if (known) return known;
  const opened: Opened[] = [];
  hooks[hook].set(suite, opened);
  suite[hook](async () => {
    const errors: unknown[] = [];
    for (const it of opened.splice(0).reverse())
      try {
        await ("close" in it ? it.close() : it.stop());
      } catch (error) {
        errors.push(error);
      }
    if (errors.length) throw errors[0];
  });
  return opened;
}

function opening(hook: keyof typeof hooks, open: Open) {
  return function (this: Mocha.Context): Promise<void> {
    const opened = openedBy(this.test!.parent!, hook);
    return open(async (it) => {
      opened.push(await it);
      return it;
    });
  };
}

/** Opens what the tests of a suite share. */
export const forSuite = (open: Open): void => void before(opening("afterAll", open));
/** Opens what each test has for itself. */
export const forTest = (open: Open): void => void beforeEach(opening("afterEach", open));

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
