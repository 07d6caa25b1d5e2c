import { closeAll } from "../provider/host/host";
import { Lab } from "./lab";

type Opened = { close(): unknown } | { stop(): unknown };
/** Keeps what was opened until the tests are over. */
type Use = <T extends Opened>(opened: T | Promise<T>) => Promise<T>;
type Open = (use: Use) => Promise<void>;

/** What one run of a suite, or of a test, has opened. All of it is closed after the suite's own hooks, the last opened first. */
class Opening {
  private readonly opened: Opened[] = [];
  private isOver = false;

  use: Use = async (opened) => {
    const it = await opened;
    this.opened.push(it);
    // A hook that ran out of time opens all the same.
    if (this.isOver) await this.close();
    return it;
  };

  async close(): Promise<void> {
    this.isOver = true;
    const errors: unknown[] = [];
    for (const it of this.opened.splice(0).reverse())
      try {
        await ("close" in it ? it.close() : it.stop());
      } catch (error) {
        errors.push(error);
      }
    if (errors.length) throw errors[0];
  }
}

const openings = { afterAll: new WeakMap<Mocha.Suite, Opening>(), afterEach: new WeakMap<Mocha.Suite, Opening>() };

/** The opening of a suite, or of its current test. */
function openingOf(suite: Mocha.Suite, hook: keyof typeof openings): Opening {
  const current = openings[hook];
  const begin = () => current.set(suite, new Opening()).get(suite)!;
  if (!current.has(suite))
    suite[hook](() => {
      const over = current.get(suite);
      begin();
      return over?.close();
    });
  return current.get(suite) ?? begin();
}

const opening = (hook: keyof typeof openings, open: Open) =>
  function (this: Mocha.Context): Promise<void> {
    return open(openingOf(this.test!.parent!, hook).use);
  };

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
