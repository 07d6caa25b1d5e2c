import { remove } from "./remove";
import { Target } from "./target";

/** Takes back what a create that failed has made. */
export async function takeBack(target: Target): Promise<void> {
  const after = await target.read();
  const made = target.observe(after);
  if (made && ["ours", "nobody's"].includes(target.verdict(after))) await remove(target, made, after);
  else await target.clearNote(after);
}
