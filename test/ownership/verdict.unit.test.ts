import assert from "node:assert/strict";
import { Item } from "../../provider/lifecycle/item";
import { ACTION } from "../../provider/ownership/actions";
import { UNKNOWN } from "../../provider/ip/unknown";
import { check } from "../../provider/kinds/check";
import { kinds } from "../kinds/cases";
import { VERDICTS, verdict, type Verdict } from "../../provider/ownership/verdict";

const MINE = "pulumi:p/s:mv0";
const [SIBLING, STRANGER] = ["pulumi:p/s:other", "pulumi:p/other:mv0"];
const NOW = { machineId: "m", bootId: "b" };
const STATE = { ifindex: 7, ...NOW };

/** An object with a mark, or one whose note tells the owner, and its number. */
const seen = (mark: string | undefined, owner = mark, ifindex = 7) => ({ values: { mark }, outputs: { ifindex }, owner }); // prettier-ignore

const of = (observed: (ReturnType<typeof seen> & { readonly conflict?: string }) | undefined) => ({ observed, marks: [MINE] }); // prettier-ignore

/** The observed object, the state, and the verdict. */
const TABLE: readonly (readonly [title: string, observed: ReturnType<typeof seen> | undefined, state: object | undefined, whose: Verdict])[] = [
  ["nothing", undefined, undefined, "absent"],
  ["nothing, and the state has it", undefined, STATE, "absent"],
  ["unmarked, new", seen(undefined), undefined, "nobody's"],
  ["unmarked, of our number", seen(undefined), STATE, "ours"],
  ["unmarked, of another number", seen(undefined, undefined, 9), STATE, "replaced"],
  ["unmarked, of our number before a reboot", seen(undefined), { ...STATE, bootId: "a" }, "replaced"],
  ["unmarked, of our number on another machine", seen(undefined), { ...STATE, machineId: "n" }, "replaced"],
  ["unmarked, of a kind without numbers", seen(undefined), NOW, "replaced"],
  ["unmarked, after a create that was cut off", seen(undefined, undefined, 9), { ...STATE, incomplete: true }, "ours"],
  ["unmarked, after a change that was cut off", seen(undefined, undefined, 9), { ...STATE, incomplete: "changed" }, "replaced"],
  ["unmarked, taken over", seen(undefined, undefined, 9), { ...STATE, adopt: true }, "ours"],
  ["marked ours, new", seen(MINE), undefined, "ours"],
  ["marked ours, of another number", seen(MINE, MINE, 9), STATE, "ours"],
  ["marked ours, after a reboot", seen(MINE, MINE, 9), { ...STATE, bootId: "a" }, "ours"],
  ["marked another resource's, new", seen(SIBLING), undefined, "another resource's"],
  ["marked another resource's, of our number", seen(SIBLING), STATE, "ours"],
  ["marked another resource's, of another number", seen(SIBLING, SIBLING, 9), STATE, "replaced"],
  ["marked another stack's, new", seen(STRANGER), undefined, "another stack's"],
  ["marked another stack's, of our number", seen(STRANGER), STATE, "replaced"],
  ["ours by its note, new", seen(undefined, MINE), undefined, "ours"],
  ["ours by its note, of a kind without numbers", seen(undefined, MINE), NOW, "ours"],
  ["another resource's by its note, new", seen(undefined, SIBLING), undefined, "another resource's"],
  ["another resource's by its note, of a kind without numbers", seen(undefined, SIBLING), NOW, "ours"],
  ["another stack's by its note, new", seen(undefined, STRANGER), undefined, "another stack's"],
  ["another stack's by its note, of a kind without numbers", seen(undefined, STRANGER), NOW, "replaced"],
  ["another stack's by its note, taken over", seen(undefined, STRANGER), { ...NOW, adopt: true }, "replaced"],
]; // prettier-ignore

/** Objects that carry no mark, on a link with this alias. */
const UNMARKED = {
  Address: { dev: "mv0", address: "10.0.0.1/24" },
  Route: { dev: "mv0", dst: "10.1.0.0/16", via: "10.0.0.2" },
};
const snapshotOf = (alias: string | undefined, note?: Readonly<Record<string, string>>) => {
  const link = { ifindex: 7, ifname: "mv0", ifalias: alias, flags: ["UP"], mtu: 1500 };
  const info = {
    family: "inet",
    local: "10.0.0.1",
    prefixlen: 24,
    scope: "0",
    label: "mv0",
    valid_life_time: 0xffffffff,
  };
  const route = { dst: "10.1.0.0/16", gateway: "10.0.0.2", dev: "mv0", protocol: "4", table: "254", type: "1", scope: "0" }; // prettier-ignore
  const lists = { links: [link], addresses: [{ ...link, addr_info: [info] }], routes: [route] };
  return { namespaces: [], netns: { "": lists }, notes: note };
};

describe("whose the object in a resource's place is", () => {
  for (const [type, args] of Object.entries(UNMARKED))
    it(`${type}: a note tells, and not the link that it is on, also after a reboot`, () => {
      const { values, failures } = check(kinds[type]!, { connection: "h", mark: MINE, ...args }, UNKNOWN);
      assert.deepEqual(failures, []);
      const item = new Item(kinds[type]!, values);
      const whose = (snapshot: object, state: object = values, bootId = "before") => item.verdict({ snapshot, ...NOW } as never, { ...state, ...NOW, bootId }); // prettier-ignore
      const noteOf = (mark: string) => snapshotOf(undefined, { [item.identity.note]: mark });
      assert.equal(whose(snapshotOf(SIBLING)), "replaced");
      assert.equal(whose(noteOf(MINE)), "ours");
      assert.equal(whose(snapshotOf(undefined)), "replaced");
      assert.equal(whose(snapshotOf(STRANGER)), "replaced");
      assert.equal(whose(noteOf(STRANGER)), "replaced");
      assert.equal(whose(snapshotOf(undefined), { ...values, adopt: true }), "ours");
      assert.equal(whose(snapshotOf(undefined), values, "b"), "ours", "nothing tells, and the machine runs on");
      assert.equal(whose(snapshotOf(STRANGER), values, "b"), "ours", "the stack may have another name now");
    });

  for (const [title, observed, state, whose] of TABLE)
    it(`${title}: ${whose}`, () =>
      assert.equal(verdict({ ...of(observed), state: state as never, machine: state && NOW }), whose));

  it("what can never be the object asked for is unfit, whoever made it", () => {
    for (const [, observed, state] of TABLE.filter(([, observed]) => observed))
      assert.equal(
        verdict({ ...of({ ...observed!, conflict: "mv0 is a dummy link" }), state: state as never, machine: state && NOW }), // prettier-ignore
        "unfit",
      );
  });

  it("every verdict has a row, and every verb an action for it", () => {
    const rows = new Set<string>([...TABLE.map(([, , , whose]) => whose), "unfit"]);
    assert.deepEqual(VERDICTS.filter((whose) => !rows.has(whose)), []); // prettier-ignore
    for (const actions of Object.values(ACTION)) assert.deepEqual(Object.keys(actions).sort(), [...VERDICTS].sort());
  });

  it("nothing of another stack's is deleted, changed or taken without being asked", () => {
    assert.equal(ACTION.create["another stack's"], "claim");
    assert.deepEqual([ACTION.update.replaced, ACTION.delete.replaced], ["refuse", "refuse"]);
  });
});
