import { VERDICTS, type Verdict } from "./verdict";

/** One action for every verdict. */
const always = <A extends string>(action: A) =>
  Object.fromEntries(VERDICTS.map((verdict) => [verdict, action])) as Record<Verdict, A>;

/** The action of each verb, and of the undoing of a create, on the object in the resource's place; `claim` takes it over if `adopt` is set, and refuses it otherwise. */
export const ACTION = {
  create: { ...always("claim"), absent: "make", ours: "take up", unfit: "refuse" },
  read: { ...always("keep"), absent: "gone", unfit: "gone", replaced: "gone" },
  update: { ...always("change"), unfit: "refuse", replaced: "refuse" },
  delete: { ...always("delete"), absent: "forget", unfit: "forget", replaced: "refuse" },
  undoCreate: { ...always("leave"), ours: "remove", "nobody's": "remove" },
} satisfies Record<string, Record<Verdict, string>>;
