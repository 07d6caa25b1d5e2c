import assert from "node:assert/strict";
import { check } from "../../provider/kinds/check";
import { display } from "../../provider/ip/command";
import { effort } from "../effort";
import type { LabHost } from "../lab";
import { plain } from "../plain";
import { skip } from "../skip";
import { casesOf, kinds, PLACE, recordedOn, sortFor, UNKNOWN, type Case } from "./cases";
import { NOT_YET, settle } from "./settle";
import { labForSuite } from "../suite";

/** Cases whose commands can run: those that do something, without what another resource would have made first. */
const runs = ({ commands, keep }: Case) => commands?.length && !keep;

/** A command with its lifetimes rounded up: they run down while a slow host is read. */
const unaged = (command: string) =>
  command.replace(/(?<=_lft )\d+/g, (seconds) => String(Math.ceil(Number(seconds) / 100) * 100));

async function prove(
  type: string,
  host: LabHost,
  { desired, was, given = [], commands, replaces }: Case,
): Promise<void> {
  const kind = kinds[type];
  assert.ok(kind);
  for (const command of ["ip link set dev eth1 address 52:54:00:00:00:01", ...given]) {
    const { code, stderr } = await host.run(command);
    assert.equal(code, 0, `${command}: ${stderr}`);
  }
  const valid = (args: Case["desired"] | undefined) => check(kind, { ...PLACE, ...args }, UNKNOWN).values;
  const deleted = replaces ? await settle(host, kind, valid(was), false) : [];
  const plan = [...deleted, ...(await settle(host, kind, valid(desired ?? was), desired !== null))];
  assert.deepEqual(plan.map(display).map(unaged), commands?.map(unaged), "the real host leads to the plan of the case");
}

describe("golden cases on a real kernel", function () {
  const lab = labForSuite();

  // A guest takes its time: a usual run has a part of the cases of each of its kinds.
  for (const type of Object.keys(kinds))
    for (const [i, [name, , it_]] of casesOf(type).entries())
      if (runs(it_) && (sortFor(type) === "namespace" || i % effort(8, 1) === 0))
        it(`${type}: ${name}`, async function () {
          const old = NOT_YET.find((field) => field in (it_.desired ?? {}));
          if (old) skip(this, `the iproute2 of these hosts does not know ${old}`);
          const host = await lab().host("web-1", { kind: sortFor(type) });
          try {
            if (recordedOn(type) === "namespace") await plain(host);
            await prove(type, host, it_);
          } finally {
            await host.stop();
          }
        });
});
