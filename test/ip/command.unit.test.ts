import assert from "node:assert/strict";
import { batchLine, display, inNetns, isSafe, netnsWord, pack, unpack } from "../../provider/ip/command";

describe("commands", () => {
  const SAFE = ["eth0", "10.0.0.1/24", "2001:db8::1", "+", "a b c", "pulumi:lab/dev:x%20y~1", "-", "a(b)[c]=d,e@f"];
  const UNSAFE = ["", " ", " a", "a ", "a  b", "a\tb", "a\nb", "a#b", 'a"b', "a'b", "a\\b", "a\\\n", "a;b", "a|b", "$a", "`a`", "a&b", "a>b", "a*", "é", "a\u00a0b", "a\u0000b"]; // prettier-ignore
  for (const word of SAFE) it(`pass on ${JSON.stringify(word)}`, () => assert.ok(isSafe(word)));
  for (const word of UNSAFE)
    it(`refuse ${JSON.stringify(word)}`, () => {
      assert.ok(!isSafe(word));
      assert.throws(() => batchLine({ words: ["link", "set", word] }), /is not safe/);
    });

  for (const name of ["red", "a:b~c", "x.+=,@-", undefined])
    it(`run in ${name}`, () => assert.equal(netnsWord(name), name));
  for (const name of ["", "-", "+", "-n", "a b", "a\n- -", "a*", "a?", "[a]", "a\\b", "a\0"])
    it(`run in no ${JSON.stringify(name)}`, () => assert.throws(() => netnsWord(name), /is not safe/));

  it("are typed with their namespace, and batched without it", () => {
    const command = inNetns("red", "link", "set", "dev", "eth0", "alias", "of red");
    assert.equal(display(command), 'ip -n red link set dev eth0 alias "of red"');
    assert.equal(batchLine(command), 'link set dev eth0 alias "of red"');
    assert.equal(command.netns, "red");
    assert.equal(inNetns(undefined, "link", "show").netns, undefined);
  });
  it("go through a note and back, and a note that is none holds none", () => {
    const commands = [inNetns("red", "addr", "add", "10.0.0.1/24", "dev", "eth0")];
    assert.deepEqual(unpack(pack(commands)), commands);
    const others = [inNetns("red", "netns", "exec", "red", "sh"), inNetns(undefined, "link", "del", "eth0"), { ...inNetns("a b", "route", "add", "default") }, inNetns("red", "route", "add", "$(id)"), { ...inNetns("red", "route", "add"), more: 1 }]; // prettier-ignore
    for (const word of [
      "%",
      "x",
      "{}",
      '[["route"]]',
      '[{"tool":"rm","words":[]}]',
      ...others.map((one) => pack([one])),
    ])
      assert.equal(unpack(word), undefined, word);
  });
});
