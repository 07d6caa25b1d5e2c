import assert from "node:assert/strict";
import { isBegun, isWhole, parseAnswer, SCRIPT, scriptInput } from "../../../provider/host/shell/script";
import { parseSnapshot, readSections, union } from "../../../provider/host/snapshot";
import { ADDRESSES, LINKS, LOCKS, ROUTES } from "../../../provider/ip/read";

const KEY = "the-key";
const FACTS = `welcome\n${KEY}\nmachine\nboot\n0\nip utility, iproute2-6.1.0\nwlan0 \n`;
const frame = (stdout: string, code = 0, stderr = "") => `${stdout}${KEY} ${code}\n${stderr}\n${KEY}\n`;
const JSON_OPTIONS = ["-N", "-j", "-d"];
const END = `${KEY} .\n`;
const one = [{ tool: "ip", lines: ["link show"] } as const];

describe("the script", () => {
  it("goes through any login shell: one line, no single quote, nothing of anybody's", () => {
    assert.ok(!/['\n]/.test(SCRIPT));
    // csh looks for `!` between single quotes too, but not before a blank, `=` or `(`; fish for a doubled backslash.
    assert.ok(!/![^ =(]|\\\\/.test(SCRIPT));
  });
  it("gets what to do as data, a head, lines and a dot a section", () => {
    const input = scriptInput(KEY, [
      { tool: "ip", job: 3, netns: "red", lines: ["link del dev eth0"] },
      { tool: "ip", options: ["-N", "-j"], lines: ["netns list"] },
      { tool: "ip", options: [], lines: ["route show"] },
    ]);
    const read = "- ip - -N -j\nnetns list\n.\n- ip -\nroute show\n.\n.\n";
    assert.equal(input, `pulumi-netlink: the-key facts\n3 ip red\nlink del dev eth0\n.\n${read}`);
  });
  it("answers with facts of the host and a frame a section", () => {
    const answer = parseAnswer(
      FACTS + frame("[{}]\n") + frame("", 2, "RTNETLINK answers: No\nCommand failed -:1") + END,
      KEY,
      [...one, ...one],
    );
    assert.deepEqual(answer, {
      machineId: "machine",
      bootId: "boot",
      user: 0,
      version: "ip utility, iproute2-6.1.0",
      wireless: ["wlan0"],
      replies: [
        { code: 0, stdout: "[{}]\n", stderr: "" },
        { code: 2, stdout: "", stderr: "RTNETLINK answers: No\nCommand failed -:1" },
      ],
    });
  });
  it("asks for no facts that are known, and keeps them in mind", () => {
    const known = { machineId: "m", bootId: "b", user: 7, version: "v", wireless: [] };
    assert.equal(scriptInput(KEY, [], known), "pulumi-netlink: the-key\n.\n");
    assert.deepEqual(parseAnswer(`${KEY}\n${frame("[]\n")}${END}`, KEY, one, known), {
      ...known,
      replies: [{ code: 0, stdout: "[]\n", stderr: "" }],
    });
  });
  for (const [title, output] of [
    ["nothing", ""],
    ["garbage", "\x1b[31mwelcome"],
    ["facts alone", FACTS],
    ["a frame that was cut", FACTS + frame("[]\n").slice(0, -2)],
    ["a frame without an end", FACTS + frame("[]\n")],
  ] as const)
    it(`is not taken for answered by ${title}`, () =>
      assert.throws(() => parseAnswer(output, KEY, one), /not what was asked for, or was cut/));
  it("is not taken for answered if it was cut, anywhere", () => {
    const whole = FACTS + frame("[{}]\n") + frame("", 1, "Error: x.\nCommand failed -:1") + END;
    for (let end = 0; end < whole.length; end++) {
      assert.throws(() => parseAnswer(whole.slice(0, end), KEY, [...one, ...one]));
      assert.deepEqual([isBegun(whole.slice(0, end), KEY), isWhole(whole.slice(0, end), KEY)], [end >= FACTS.indexOf(KEY) + KEY.length + 1, false]); // prettier-ignore
    }
    assert.ok(isWhole(whole, KEY));
    assert.ok(isWhole(`${whole}what a login left behind says`, KEY));
    assert.equal(parseAnswer(whole, KEY, [...one, ...one]).replies.length, 2);
  });
});

describe("reading a host", () => {
  const needs = union([
    new Map([
      ["", new Set([LINKS])],
      ["red", new Set([LINKS, ADDRESSES])],
    ]),
    new Map([
      ["red", new Set([ROUTES])],
      ["", new Set([LINKS])],
    ]),
  ]);
  it("asks for each list of each namespace once, addresses with their links", () => {
    assert.deepEqual(readSections(needs), [
      { tool: "journal", lines: [] },
      { tool: "ip", netns: undefined, options: JSON_OPTIONS, lines: ["link show"] },
      { tool: "ip", netns: "red", options: JSON_OPTIONS, lines: ["addr show", "route show table all"] },
    ]);
  });
  it("reads which metrics of a route are locked from the text, even if others come and go meanwhile", () => {
    const both = new Map([["red", new Set([ROUTES, LOCKS])]]);
    assert.deepEqual(readSections(both).slice(1), [
      { tool: "ip", netns: "red", options: JSON_OPTIONS, lines: ["route show table all"] },
      { tool: "ip", netns: "red", options: [], lines: ["route show table all"] },
    ]);
    const routes = ["10.0.0.0/8", "10.0.0.1"].map((dst) => ({
      dst,
      table: "254",
      type: "1",
      protocol: "4",
      scope: "0",
    }));
    const reply = (stdout: string) => ({ code: 0, stdout, stderr: "" });
    const read = (text: string) =>
      parseSnapshot(both, [reply(""), reply(JSON.stringify(routes)), reply(text)]).netns.red?.routes;
    assert.deepEqual(read("10.0.0.0/8 \n\tnexthop x \n10.0.0.1 dev y mtu lock 1400 congctl lock reno \n"), [
      routes[0],
      { ...routes[1], locks: ["mtu", "congctl"] },
    ]);
    assert.deepEqual(read("0 \n10.0.0.1 dev y mtu lock 1400 \n"), [routes[0], { ...routes[1], locks: ["mtu"] }], "others came and went"); // prettier-ignore
    assert.deepEqual(read("10.0.0.2 dev y mtu lock 1400 \n"), routes);
  });
  it("reads a route through a tunnel by its own destination, and leaves out those that are not of IP", () => {
    const rest = '"dev":"eth1","table":"254","protocol":"3","scope":"0"';
    const text = `[{"type":"1","dst":"10.6.0.0/24","encap":"mpls","dst":"100",${rest}},{"type":"1","dst":"100",${rest}},{"type":"1","dst":"10.7.0.0/24","encap":"ip","id":5,"dst":"192.0.2.9","tos":0,${rest}}]`;
    const only = new Map([["", new Set([ROUTES])]]);
    const replies = ["", text].map((stdout) => ({ code: 0, stdout, stderr: "" }));
    const { routes = [] } = parseSnapshot(only, replies).netns[""] ?? {};
    assert.deepEqual(routes.map(({ dst }) => dst), ["10.6.0.0/24", "10.7.0.0/24"]); // prettier-ignore
  });
  it("keeps what could not be read apart from what is empty, and no control characters", () => {
    const reply = (stdout: string, code = 0, stderr = "") => ({ code, stdout, stderr });
    const snapshot = parseSnapshot(needs, [
      reply("/red\na1 pulumi:lab/dev:it\n"),
      reply('[{"ifindex":1,"ifname":"lo","flags":[],"mtu":1500,"ifalias":"a\\u001b[2J\\\\u001b\x9b"},{}]\n'),
      reply("", 255, "Invalid argument"),
    ]);
    assert.deepEqual(snapshot, {
      namespaces: ["red"],
      netns: {
        "": { links: [{ ifindex: 1, ifname: "lo", flags: [], mtu: 1500, ifalias: "a [2J\\u001b " }] },
        red: { error: "Invalid argument" },
      },
      notes: { a1: "pulumi:lab/dev:it" },
    });
    const lo = '[{"ifindex":1,"ifname":"lo","flags":[],"mtu":1500,"addr_info":[]}]';
    const { red } = parseSnapshot(needs, [reply(""), reply(lo), reply(`${lo}\n[]\n`)]).netns;
    assert.deepEqual(red, { addresses: JSON.parse(lo), routes: [] });
  });
});
