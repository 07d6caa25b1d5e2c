import assert from "node:assert/strict";
import fc from "fast-check";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { sshOptions } from "../../../provider/host/login/ssh-config";
import { effort } from "../../effort";
import { skip } from "../../skip";

/** Lines of `~/.ssh/config`, a host, and its options by ssh_config(5); none if they must not apply to it. */
const TABLE: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
  ["Host web-1?\n HostName 10.0.0.99\n User evil\nHost web-1\n HostName 10.0.0.1\n User good", "web-1", { hostname: "10.0.0.1", user: "good" }],
  ["Host web-1?\n HostName 10.0.0.99", "web-12", { hostname: "10.0.0.99" }],
  ["Host web-?\n Port 2222", "web-12", {}],
  ["Host a,b\n HostName 10.0.0.99", "a", {}],
  ["Host web.1\n Port 2222\nHost web[1]\n Port 2222", "web1", {}],
  ["Host web[1]\n Port 2222", "web[1]", { port: "2222" }],
  ["Host !x\n Port 2222", "w", {}],
  ["Host web-* !web-9\n Port 2222", "web-9", {}],
  ["Host web-* !web-9?\n Port 2222", "web-9", { port: "2222" }],
  ["Host !web-9 web-*\n Port 2222", "web-8", { port: "2222" }],
  ["Host *\n Port 2222", "w", { port: "2222" }],
  ["Host W\n Port 2222", "w", {}],
  ["Port 44\nHost w\n Port 55", "w", { port: "44" }],
  ["Match originalhost web-1?\n Port 2222", "web-1", {}],
  ["Match originalhost a,w\n Port 2222", "w", { port: "2222" }],
  ["Match originalhost WEB*,!web-9\n Port 2222", "web-9", {}],
  ["Match host W\n Port 2222", "w", { port: "2222" }],
  ["Host web-1\n HostName %h.example\nMatch host web-1.example\n User ops", "web-1", { hostname: "web-1.example", user: "ops" }],
  ["Host web-1\n HostName %h.example\nMatch host web-1\n User ops", "web-1", { hostname: "web-1.example" }],
  ["Match !host db*\n User ops", "web-1", { user: "ops" }],
  ["Match !host web*\n User ops", "web-1", {}],
  ["Match host web-* host db-*\n User ops", "web-1", {}],
  ["Match host web-* !originalhost web-?\n User ops", "web-1", {}],
  ["Match !canonical all\n User ops", "w", { user: "ops" }],
  ["Match canonical all\n User ops", "w", {}],
  ["Host w\n User bob\nMatch user alice,bo?\n Port 77", "w", { user: "bob", port: "77" }],
  ["Host w\n User bob\nMatch user bob?\n Port 77", "w", { user: "bob" }],
  [`Match localuser ${userInfo().username} host w\n Port 33`, "w", { port: "33" }],
  ["Host w\n HostName 10.0.0.1\nMatch final all\n User fin\nHost 10.*\n Port 33", "w", { hostname: "10.0.0.1", user: "fin", port: "33" }],
  ["Match all\n User ops\nMatch exec false\n Port 22", "w", { user: "ops" }],
  ['Match exec "test a = b"\n Port 22\nMatch host=w\n User ops', "w", { user: "ops" }],
  ["Host w\n ProxyCommand none\nHost *\n ProxyJump gate", "w", {}],
  ["Host w\n ProxyJump gate\nHost *\n ProxyCommand none", "w", { proxyjump: "gate" }],
  ["Host w\n ProxyJump none\nHost *\n ProxyJump gate\n User u", "w", { user: "u" }],
]; // prettier-ignore

describe("what ~/.ssh/config says", () => {
  const HOME = process.env.HOME;
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "netlink-home-"));
    mkdirSync(join(home, ".ssh", "config.d", "folder"), { recursive: true });
    process.env.HOME = home;
  });
  afterEach(() => {
    if (HOME === undefined) delete process.env.HOME;
    else process.env.HOME = HOME;
    rmSync(home, { recursive: true });
  });
  const file = (name: string, text: string) => writeFileSync(join(home, ".ssh", name), `${text}\n`, { mode: 0o600 });
  /** The options that the table is about, but what holds of any host. */
  const told = (host: string, options: (option: string) => string | undefined) =>
    Object.fromEntries(
      ["hostname", "user", "port", "proxyjump"].flatMap((option) => {
        const value = options(option);
        return value && value !== "none" && ![host, userInfo().username, "22"].includes(value) ? [[option, value]] : [];
      }),
    );

  for (const [text, host, said] of TABLE)
    it(`${JSON.stringify(text)} of ${host}`, () => {
      file("config", text);
      const of = sshOptions(host);
      assert.deepEqual(told(host, (option) => of[option]?.[0]), said); // prettier-ignore
    });
  it("is what ssh says too", function () {
    if (spawnSync("ssh", ["-V"]).status !== 0) skip(this, "there is no ssh");
    for (const [text, host, said] of TABLE) {
      file("config", text);
      const { stdout, stderr } = spawnSync("ssh", ["-G", "-F", join(home, ".ssh", "config"), host], { encoding: "utf8" }); // prettier-ignore
      const value = (option: string) => new RegExp(`^${option} (.*)$`, "m").exec(stdout)?.[1];
      assert.deepEqual(told(host, value), said, `${text} of ${host}: ${stderr}`);
    }
  });
  it("includes files alone, hidden ones if the pattern asks for them", () => {
    file("config", "Include config.d/* config.d/.h?d nowhere/*\nUser nobody");
    file("config.d/10-work", "Host w\n Port 2222");
    file("config.d/.10-work.swp", 'User swapped\nUser "');
    file("config.d/.hid", "Host w\n User hidden");
    file("config.d/.hide", "Host w\n User evil");
    symlinkSync(join(home, ".ssh", "none"), join(home, ".ssh", "config.d", "20-gone"));
    const { port, user } = sshOptions("w");
    assert.deepEqual({ port, user }, { port: ["2222"], user: ["hidden"] });
  });
  it("is refused aloud if it is not understood", () => {
    file("config", "Include config.d/*");
    file("config.d/10-work", 'Host "w');
    assert.throws(() => sshOptions("w"), /\.ssh\/config\.d\/10-work cannot be understood: a quote is not closed/);
    for (const path of ["config.?/x", "config.d/[0-9]*"]) {
      file("config", `Include ${path}`);
      assert.throws(() => sshOptions("w"), /^Error: Include .* of ~\/\.ssh\/config is not supported/);
    }
    file("config", "Match frob x\n User ops");
    assert.throws(() => sshOptions("w"), /Match frob of ~\/\.ssh\/config is not supported/);
    file("config", "Match exec true\n User ops\nMatch !exec false\n User ops\nMatch tagged x\n User ops");
    assert.equal(sshOptions("w").user, undefined);
  });
  it("is what ssh says of files with quotes, escapes, comments and patterns of every sort", function () {
    if (spawnSync("ssh", ["-V"]).status !== 0) skip(this, "there is no ssh");
    const pick = <T>(...of: readonly T[]) => fc.constantFrom(...of);
    const blank = pick(" ", "\t", "  ");
    const word = fc.stringMatching(/^[a-z0-9.\\-]{1,6}$/);
    const quoted = fc.oneof(
      word,
      word.map((text) => `"${text}"`),
      word.map((text) => `'${text}'`),
      fc.tuple(word, word).map(([a, b]) => `"${a} ${b}"`),
      fc.tuple(word, word).map(([a, b]) => `'${a} "${b}'`),
      fc.tuple(word, word).map(([a, b]) => `${a}\\ ${b}`),
      fc.tuple(word, word).map(([a, b]) => `${a}"${b}"`),
      fc.tuple(word, word).map(([a, b]) => `"${a}\\"${b}"`),
      word.map((text) => `${text}\\x\\\\y`),
    );
    const plain = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/);
    const either = (text: fc.Arbitrary<string>) => fc.oneof(text, text.map((one) => `"${one}"`), text.map((one) => `'${one}'`)); // prettier-ignore
    const option = fc.oneof(
      fc.tuple(pick("HostName", "hostname"), either(plain)),
      fc.tuple(pick("User", "USER"), either(plain)),
      fc.tuple(pick("Port"), either(fc.integer({ min: 1, max: 65535 }).map(String))),
      fc.tuple(pick("IdentityFile"), quoted),
      fc.tuple(pick("IdentityFile"), either(plain.map((text) => `~/${text}`))),
      fc.tuple(
        pick("UserKnownHostsFile"),
        fc.tuple(quoted, quoted).map((two) => two.join(" ")),
      ),
      fc.tuple(pick("HostKeyAlias"), either(plain)),
      fc.tuple(pick("ConnectTimeout"), pick("5", "'7'", '"1m"')),
    );
    const pattern = fc.oneof(
      pick("web-1", "web-*", "web-?", "*", "!web-1", "db", "'web-1'", '"web-?"', "WEB-1"),
      plain,
    );
    const block = fc.oneof(
      fc.array(pattern, { minLength: 1, maxLength: 3 }).map((all) => `Host ${all.join(" ")}`),
      pick(
        "Match all",
        "Match host web-1",
        "Match originalhost web-*",
        "Match host=web-1",
        'Match user "root"',
        "Match !host db",
      ),
    );
    const line = fc.oneof(
      { weight: 5, arbitrary: fc.tuple(option, pick(" ", "=", " = ", "\t"), blank, pick("", " # a 'comment'", " ")).map(([[name, value], joint, , end]) => `${name}${joint}${value}${end}`) }, // prettier-ignore
      { weight: 2, arbitrary: block },
      { weight: 1, arbitrary: pick("", "# only 'a comment", "   ") },
    );
    const config = join(home, ".ssh", "config");
    let compared = 0;
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 8 }), (lines) => {
        file("config", lines.join("\n"));
        const { stdout, status, stderr } = spawnSync("ssh", ["-G", "-F", config, "-l", "root", "web-1"], { encoding: "utf8" }); // prettier-ignore
        if (status !== 0) return; // Another word than it takes; what we make of that does not matter.
        compared++;
        const ours = sshOptions("web-1", "root");
        const all = (name: string) =>
          [...stdout.matchAll(new RegExp(`^${name} (.*)$`, "gm"))].map(([, value]) => value);
        for (const name of ["hostname", "user", "port", "hostkeyalias"])
          if (ours[name]) assert.equal(ours[name]?.join(" "), all(name).join(" "), `${name}: ${stderr}`);
        const keys = all("identityfile").map((path) => path!.replace(/^~\//, `${home}/`));
        if (ours.identityfile) assert.deepEqual(ours.identityfile, [...new Set(keys)]);
        if (ours.userknownhostsfile)
          assert.equal(ours.userknownhostsfile.join(" "), all("userknownhostsfile").join(" "));
      }),
      { numRuns: effort(300, 2000) },
    );
    assert.ok(compared > effort(100, 700), `${compared}`);
  });
  it("names a key file once", () => {
    file("config", "Host w\n IdentityFile /k\nHost *\n IdentityFile /k\n IdentityFile /l\nMatch final all\n Port 1");
    assert.deepEqual(sshOptions("w").identityfile, ["/k", "/l"]);
  });
});
