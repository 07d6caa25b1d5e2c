import type { Command } from "../../provider/ip/command";
import { typed } from "../typed";
import assert from "node:assert/strict";
import { HostError } from "../../provider/host/error";
import { Host } from "../../provider/host/host";
import type { LabHost } from "../lab";
import { ADDRESSES, LINKS, ROUTES } from "../../provider/ip/read";
import { forTest, labForSuite } from "../suite";
import { calm, hurry } from "./hurry";

const NEEDS = new Map([["", new Set([ADDRESSES, ROUTES])], ["red", new Set([LINKS])]]); // prettier-ignore
const CHANGE = [typed("link", "set", "dev", "eth1", "mtu", "1400")];
const MB = 1 << 20;
/** Control characters that no message may hold. */
const CONTROL = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/; // eslint-disable-line no-control-regex
const ESC = "\\033[2J\\033]0;pwned\\007\\233\\r";

/** Replacements of root's login shell, and the error for each. */
const SHELLS: readonly (readonly [title: string, script: string, said: RegExp])[] = [
  ["says nothing", "exit 0", /not what was asked for, or was cut: ""/],
  ["says something else", "echo welcome to the router; exit 0", /not what was asked for, or was cut: "welcome to the router/],
  ["refuses in colours", `printf '${ESC}no shell for you' >&2; exit 1`, /the shell failed: .*\\x1b\[2J.*no shell for you/],
  ["greets in colours and goes", `printf '${ESC}bye'; exit 0`, /was cut: .*\[2J/],
  ["has no end", "exec yes", /its answer is longer than 16 MB/],
  ["complains without end", "exec yes >&2", /its complaints are longer than 1 MB/],
  ["says 50 MB", "head -c 50000000 /dev/zero", /its answer is longer than 16 MB/],
  ["kills its sshd", "read _; kill -9 $PPID; sleep 9", /the connection broke/],
  ["ends by a signal", "read _; kill -9 $$", /the connection broke|was cut/],
]; // prettier-ignore

/** Replacements of `ip`, once it has told its version. */
const IPS: readonly (readonly [title: string, script: string, said: RegExp])[] = [
  ["says what is not JSON", "echo hello", /its `ip` answers `addr show` with what is not JSON: hello/],
  ["says half of it", "echo '[{'", /with what is not JSON: \[\{/],
  ["says it in colours", `printf '${ESC}\\n'`, /with what is not JSON: /],
  ...["5", "{}", "[1]", "[null]", '[{"ifname":5}]', "[[]]", "[]", ""].map((json) => [`says ${json}`, `echo '${json}'`, /its `ip` answers `addr show` with (what is not JSON|another list)/] as const),
  ["says 50 MB", "head -c 50000000 /dev/zero | tr '\\0' ' '", /its answer is longer than 16 MB/],
  ["says 50 MB of links", "yes '{\"ifname\":\"a\"},' | head -c 50000000 | tr -d '\\n'", /its answer is longer than 16 MB/],
  ["has no end", "yes", /its answer is longer than 16 MB/],
  ["kills its sshd", "kill -9 $(ps -o ppid= -p $(ps -o ppid= -p $PPID)); sleep 9", /the connection broke|was cut/],
]; // prettier-ignore

describe("hostile hosts", () => {
  const lab = labForSuite();
  let host: LabHost;
  let machine: Host;
  afterEach(calm);
  forTest(async (use) => {
    host = await use(lab().host("web-1"));
    machine = await use(new Host(host.connection));
  });
  const shell = (script: string) => host.run("cat >/bin/hostile; chmod 755 /bin/hostile; sed -i '/^root:/s|[^:]*$|/bin/hostile|' /etc/passwd", `#!/bin/sh\n${script}\n`); // prettier-ignore
  const ip = (script: string) => host.run("cp -L /sbin/ip /bin/real; cat >/run/ip; chmod 755 /run/ip; mount --bind /run/ip $(readlink -f /sbin/ip)", `#!/bin/sh\n[ "$1" = -V ] && exec /bin/real -V\n${script}\n`); // prettier-ignore

  /** Fails clearly and soon, and needs no more memory than an answer may be long. */
  const fails = async (commands: readonly Command[], said: RegExp) => {
    const before = process.memoryUsage().rss;
    let most = before;
    const timer = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 5);
    const error = await machine.apply(commands, NEEDS).then(() => assert.fail("it answered"), (error: unknown) => error); // prettier-ignore
    clearInterval(timer);
    assert.ok(error instanceof HostError, String(error));
    assert.match(error.message, /^web-1: /);
    assert.match(error.message, said);
    assert.ok(!CONTROL.test(error.message), JSON.stringify(error.message));
    assert.ok(error.message.length < 5000);
    // A shell that refuses has begun nothing.
    assert.equal(error.sent, commands.length > 0 && !/the shell failed/.test(error.message));
    assert.ok(most - before < 150 * MB, `${(most - before) / MB} MB`);
  };
  for (const [where, to] of Object.entries({ "its answer": "", "its complaints": " >&2; exit 1" }))
    it(`a shell that says again what it is told, in ${where}: the password is not among it`, async () => {
      await shell(`cat${to}`);
      await machine.close();
      hurry();
      machine = new Host({ ...host.connection, become: "sudo", becomePassword: 's3"cret' });
      await assert.rejects(machine.read(NEEDS), ({ message }: Error) => /\[secret\]/.test(message) && !/s3.*cret/.test(message)); // prettier-ignore
    });
  for (const commands of [[], CHANGE]) {
    const doing = commands.length ? "a change" : "a read";
    for (const [title, script, said] of SHELLS)
      it(`a shell that ${title}, ${doing}`, async () => {
        await shell(script);
        await fails(commands, said);
      });
    for (const [title, script, said] of IPS)
      it(`an ip that ${title}, ${doing}`, async () => {
        await ip(commands.length ? `[ "$1" = -batch ] && exit 0\n${script}` : script);
        await fails(commands, said);
      });
  }
});
