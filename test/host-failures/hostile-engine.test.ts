import assert from "node:assert/strict";
import type { LabHost } from "../lab";
import { Stack, type Run } from "../engine/stack";
import { forSuite, labForSuite } from "../suite";

const ESC = "\\033[2J\\033]0;title\\007\\233";
/** Control characters that a terminal may not see. */
const CONTROL = /[\x00-\x09\x0b-\x1f\x7f-\x9f]/; // eslint-disable-line no-control-regex

/** Behaviour of `ip` on each host, once it has told its version, and the output of `up`. */
const HOSTS: Readonly<Record<string, readonly [script: string, said: RegExp]>> = {
  fine: ['exec /bin/real "$@"', /$/],
  colours: [`[ "$1" = -batch ] || exec /bin/real "$@"; printf '${ESC}no' >&2; exit 1`, /colours: `ip netns add red`: \\x1b\[2J\\x1b\]0;title\\x07.*no/],
  garbage: [`[ "$1" = -batch ] && exec /bin/real "$@"; printf '${ESC}'`, /garbage: its `ip` answers `link show` with what is not JSON/],
  endless: ["exec yes", /endless: its answer is longer than 16 MB/],
  foreign: [`exec /bin/real "$@"`, /foreign.*already exists and was made by pulumi:x/],
}; // prettier-ignore

describe("hostile hosts beside a good one, through the engine", () => {
  const lab = labForSuite();
  let hosts: Record<string, LabHost>;
  let stack: Stack;
  forSuite(async (use) => {
    hosts = await lab().hosts(Object.fromEntries(Object.keys(HOSTS).map((name) => [name, {}])));
    stack = await use(
      Stack.create({
        config: { "netlink:preflight": "off" },
        resources: Object.values(hosts).map(({ name, connection }) => ({
          type: "NetNamespace",
          name,
          args: { connection, name: "red" },
        })),
      }),
    );
  });
  const legible = ({ stdout, stderr }: Run) => assert.ok(!CONTROL.test((stdout + stderr).replaceAll("\t", " ")));

  it("each fails by its own clear words, which no terminal takes for more, and the good one is done", async () => {
    await hosts.foreign?.run("ip netns add red; ip -n red link set lo alias \"$(printf 'a\\033[2J pulumi:x')\"");
    for (const [name, [script]] of Object.entries(HOSTS))
      await hosts[name]?.run("cp -L /sbin/ip /bin/real; cat >/run/ip; chmod 755 /run/ip; mount --bind /run/ip $(readlink -f /sbin/ip)", `#!/bin/sh\n[ "$1" = -V ] && exec /bin/real -V\n${script}\n`); // prettier-ignore
    const run = await stack.up("--continue-on-error");
    assert.notEqual(run.code, 0);
    for (const [, said] of Object.values(HOSTS)) assert.match(run.stdout, said);
    legible(run);
    assert.match((await hosts.fine!.run("ip netns list")).stdout, /red/);
  });

  it("and the next up finishes what the mended ones left", async () => {
    for (const host of Object.values(hosts)) await host.run("umount $(readlink -f /sbin/ip)");
    await hosts.foreign?.run("ip netns del red");
    const run = await stack.up();
    assert.equal(run.code, 0, run.stdout);
    legible(run);
    for (const host of Object.values(hosts)) assert.match((await host.run("ip netns list")).stdout, /red/);
    assert.equal((await stack.destroy()).code, 0);
  });
});
