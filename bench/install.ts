import type { Subject } from "./subject";

/** A subject that is left out, and why. */
export interface Skipped {
  readonly subject: string;
  readonly reason: string;
}

/** The subjects that are there; the others are left out aloud. In a hurry, nothing is got that is not there. */
export async function installed(
  all: readonly Subject[],
  hurry: boolean,
): Promise<{ subjects: Subject[]; skipped: Skipped[]; layers: string[] }> {
  const [subjects, skipped, layers]: [Subject[], Skipped[], string[]] = [[], [], []];
  for (const subject of all)
    try {
      layers.push(...[(await subject.install?.(hurry)) ?? []].flat());
      subjects.push(subject);
    } catch (error) {
      const reason = (error as Error).message.trim();
      console.log(`skipped: ${subject.name}: ${reason}`);
      skipped.push({ subject: subject.name, reason });
    }
  return { subjects, skipped, layers };
}
