import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import type { NodeSSH } from "node-ssh";
import { ConnectionBroken, Shell } from "../../../provider/host/shell/shell";
import { sudoOf } from "../../../provider/host/shell/sudo";

/** A channel to nobody, and its connection. */
class Channel extends EventEmitter {
  readonly stderr = new EventEmitter();
  readonly written: string[] = [];
  readonly write = (text: string) => this.written.push(text);
  readonly connection = Object.assign(new EventEmitter(), { exec: (_: string, give: (error: undefined, channel: Channel) => void) => give(undefined, this) }); // prettier-ignore
  readonly open = () => Shell.open(this as unknown as NodeSSH, sudoOf("h"));
  dispose = () => undefined;
  says = (text: string) => this.emit("data", Buffer.from(text));
}

describe("a shell on a host", () => {
  let channel: Channel;
  let shell: Shell;
  beforeEach(async () => {
    channel = new Channel();
    shell = await channel.open();
  });
  const answer = (key: string, ...chunks: readonly string[]) => {
    const said = shell.ask(key, `${key}?`);
    for (const chunk of chunks) channel.says(chunk);
    return said;
  };
  const breaks = (said: Promise<unknown>, sent: boolean) =>
    assert.rejects(said, (error) => error instanceof ConnectionBroken && error.sent === sent);

  it("takes an answer wherever it comes in two, and with what a login left behind says after it", async () => {
    const whole = "one\nthe é\none .\n";
    const bytes = Buffer.from(whole);
    for (let n = 0; n <= bytes.length; n++) {
      const said = shell.ask("one", "");
      channel.emit("data", bytes.subarray(0, n));
      channel.emit("data", bytes.subarray(n));
      assert.deepEqual(await said, { code: 0, stdout: whole, stderr: "" });
    }
    assert.equal((await answer("one", "one\n", `one .\n${"x".repeat(1000)}`)).code, 0);
    channel.says("late");
    assert.equal((await answer("two", "two\ntwo .\n")).stdout, "latetwo\ntwo .\n");
  });

  it("tells who asks first why it ends, and who asks behind that it has ended", async () => {
    const first = shell.ask("one", "");
    channel.stderr.emit("data", Buffer.from("sudo: no"));
    channel.emit("close", 1);
    assert.deepEqual(await first, { code: 1, stdout: "", stderr: "sudo: no" });
    await breaks(shell.ask("two", ""), false);
    assert.deepEqual(channel.written, ["", ""]);
  });

  it("says so if it ends before anybody asks", async () => {
    channel.emit("close", 127);
    assert.deepEqual(await shell.ask("one", ""), { code: 127, stdout: "", stderr: "" });
  });

  for (const code of [0, 137, undefined])
    it(`is broken if it has answered before and ends with ${code}`, async () => {
      await answer("one", "one\none .\n");
      const said = answer("two", "two\n");
      channel.emit("close", code);
      await breaks(said, true);
      await breaks(shell.ask("three", ""), false);
    });
});
