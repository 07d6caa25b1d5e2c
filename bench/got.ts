import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A folder in the cache that something is got into, once; in a hurry it has to be there. */
export async function got(name: string, hurry: boolean, get: (into: string) => Promise<unknown>): Promise<string> {
  const { cache } = (await import("../setup/cache.mjs" as string)) as { cache(...parts: string[]): string };
  const folder = cache("bench", name);
  const complete = join(folder, "complete");
  if (existsSync(complete)) return folder;
  if (hurry) throw new Error("not here yet, and `npm run bench -- --quick` gets nothing");
  console.log(`getting ${name} …`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await get(folder);
  writeFileSync(complete, "");
  return folder;
}
