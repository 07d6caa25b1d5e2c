import type { Verdict } from "../ownership/verdict";

const VERDICTS = ["absent", "ours", "another resource's", "another stack's", "nobody's", "replaced", "unfit"] as const;

/** One action for every verdict. */
const always = <A extends string>(action: A) =>
  Object.fromEntries(VERDICTS.map((verdict) => [verdict, action])) as Record<Verdict, A>;

/** The action of each verb on the object in the resource's place. A create takes up its own object and refuses others, unless `adopt` is set. */
export const ACTION = {
  read: { ...always("keep"), absent: "gone", unfit: "gone", replaced: "gone" },
  update: { ...always("change"), unfit: "refuse", replaced: "refuse" },
  delete: { ...always("delete"), absent: "forget", unfit: "forget", replaced: "refuse" },
} satisfies Record<string, Record<Verdict, string>>;
