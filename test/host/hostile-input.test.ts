import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { sectionsOf } from "../../provider/host/shell/batch";
import { Host } from "../../provider/host/host";
import { login } from "../../provider/host/login/login";
import { SCRIPT, scriptInput } from "../../provider/host/shell/script";
import { check } from "../../provider/kinds/check";
import { batchLine } from "../../provider/ip/command";
import type { Endpoint } from "../../provider/connection";
import type { Values } from "../../provider/kinds/kind";
import { NOTHING } from "../../provider/preview/survey";
import { lifecycle } from "../../provider/lifecycle/lifecycle";
import { effort } from "../effort";
import { kinds, PLACE } from "../kinds/cases";
import type { LabHost } from "../lab";
import { overhear } from "../lab/overhear";
import { network } from "../lab/network";
import { arguments_, CRAFTED, put, texts } from "./hostile";
import { SAME, SPACES, the, worlds, type Thing } from "./worlds";
import { forSuite, labForSuite } from "../suite";
import { UNKNOWN } from "../../provider/ip/unknown";

const COUNT = effort(2_000, 10_000);
/** Arguments that each kind requires. */
const BASE: Readonly<Record<string, (field: string) => Values>> = {
  NetNamespace: () => ({ name: "red" }),
  MacvlanLink: (field) => ({ name: "l0", parent: "eth1", ...(field === "sources" ? { mode: "source" } : {}) }),
  MacvtapLink: (field) => ({ name: "l0", parent: "eth1", ...(field === "sources" ? { mode: "source" } : {}) }),
  IpvlanLink: () => ({ name: "l0", parent: "eth1" }),
  IpvtapLink: () => ({ name: "l0", parent: "eth1" }),
  VlanLink: () => ({ name: "l0", parent: "eth1", vlanId: 5 }),
  DummyLink: () => ({ name: "l0" }),
  Address: () => ({ dev: "eth1", address: "10.0.0.1/24" }),
  Route: (field) => (field === "nexthops" ? { nexthops: [{ via: "10.0.0.1" }, { via: "10.0.0.2" }] } : { dev: "eth1" }),
};

/** The words of a line, as `ip -batch` takes it apart. */
const lexed = (line: string) => [...line.matchAll(/"([^"]*)"|[^ \t"'#\\\n]+/g)].map(([word, quoted]) => quoted ?? word);

/** Values that `check` makes of a text; undefined if it is refused, and then no message repeats it. */
function taken(type: string, path: string, text: string): Values | undefined {
  const [field = ""] = path.split(".");
  const inputs = { ...PLACE, ...put(BASE[type]!(field), path, text) };
  const { values, failures } = check(kinds[type]!, inputs, UNKNOWN);
  if (text.length > 20) assert.ok(!failures.join().includes(text), `${path}: the value is in the message`);
  return failures.length ? undefined : values;
}

/** All that would go to the host for it is what was meant, word by word and line by line. */
function travels(type: string, values: Values): void {
  const plan = kinds[type]!.plan(values, undefined, NOTHING.snapshot);
  for (const command of plan) assert.deepEqual(lexed(batchLine(command)), command.words);
  const sections = sectionsOf(plan, 1);
  const lines = sections.reduce((sum, section) => sum + section.lines.length + 2, 2);
  assert.equal(scriptInput("key", sections).split("\n").length, lines + 1);
}

describe("hostile input", () => {
  const accepted = new Map<string, string[]>();
  for (const [type, fields] of Object.entries(arguments_))
    for (const [path, valid] of Object.entries(fields))
      it(`${type} ${path}: each of ${COUNT} texts is refused, or travels as what it is`, () => {
        const good = [...new Set(texts(valid, COUNT))].filter((text) => {
          const values = taken(type, path, text);
          if (values && text !== UNKNOWN) travels(type, values);
          return values && text !== UNKNOWN;
        });
        accepted.set(`${type} ${path}`, good);
        assert.ok(good.length > 0 && good.length < COUNT);
      });

  describe("in a connection", () => {
    const { HOME } = process.env;
    const TABLE: Readonly<Record<"host" | "user", fc.Arbitrary<string>>> = {
      host: fc.domain(),
      user: fc.emailAddress(),
    };
    let home: string;
    before(() => void (process.env.HOME = home = mkdtempSync(join(tmpdir(), "netlink-home-"))));
    after(() => {
      process.env.HOME = HOME;
      rmSync(home, { recursive: true });
    });
    for (const [field, valid] of Object.entries(TABLE))
      it(`${field}: each of ${COUNT} texts is refused, or is what is logged in to`, async () => {
        const all = texts(valid, COUNT).map((text) => ({
          text,
          connection: { host: "h", password: "p", [field]: text },
        }));
        const good = all.filter(({ connection }) => check(kinds.NetNamespace!, { name: "red", connection }, UNKNOWN).failures.length === 0); // prettier-ignore
        for (const { text, connection } of good) assert.equal((await login(connection))[field as "host"], text);
        assert.ok(good.length > 0 && good.length < COUNT);
      });
  });

  describe("on a real host", () => {
    const lab = labForSuite();
    let host: LabHost;
    let heard: Awaited<ReturnType<typeof overhear>>;
    forSuite(async () => {
      host = await lab().host("web-1");
      heard = await overhear(host);
    });
    const logsIn = async (connection: Endpoint) => {
      const { stdout } = await host.run("busybox mkpasswd -m sha512 -P 0", `${connection.password}\n`);
      await host.run("sed -i /^ops:/d /etc/shadow; cat >>/etc/shadow", `ops:${stdout.trim()}:1::::::\n`);
      const machine = new Host(connection);
      await machine.read(new Map());
      await machine.close();
    };
    const makeAll = async (objects: readonly Thing[]) => {
      const making = objects.map(async ([type, args]) => {
        const handlers = lifecycle(kinds[type]!);
        const { inputs, failures } = await handlers.check({}, { ...PLACE, connection: host.connection, ...args });
        assert.deepEqual(failures, [], JSON.stringify(args));
        return { handlers, type, args, ...(await handlers.create(inputs)) };
      });
      return Promise.all(making);
    };

    it("what is accepted arrives as itself, and no shell sees a word of it", async () => {
      const parents = Array.from({ length: SPACES }, (_, i) => the(accepted, "MacvlanLink parent", i));
      const given = parents
        .map((name, i) => (name === "eth1" ? "" : `link add name ${name} type veth peer name nl-peer${i}\n`))
        .join("");
      assert.deepEqual(await host.run("ip -batch -", given), { code: 0, stdout: "", stderr: "" });
      const before = await network((command) => host.run(command));
      const made = [];
      for (const level of worlds(accepted)) made.push(await makeAll(level));
      for (const { outs, args, type } of made.flat())
        for (const field of SAME.filter((field) => field in args)) assert.equal(outs[field], args[field], type);
      const { stdout } = await host.run("for ns in $(ls /run/netns); do ip -n $ns -j link; done; ip netns list");
      for (const { args } of made.flat())
        for (const field of ["name", "description"] as const)
          if (field in args) assert.ok(stdout.includes(String(args[field])), String(args[field]));
      for (const level of made.reverse())
        await Promise.all(level.map(({ handlers, id, outs }) => handlers.delete(id, outs)));
      assert.equal(await network((command) => host.run(command)), before);
      assert.deepEqual([...new Set((await heard()).commands)], [`sh -c '${SCRIPT}'`]);
      assert.equal((await host.run("ls /run/pwned; ip link | grep pwned")).stdout, "");
    });

    it("a crafted password is refused, or logs in", async () => {
      const { name, host: at, port, hostKey } = host.connection;
      for (const password of CRAFTED.filter((text) => !text.includes("\n"))) {
        const connection = { ...{ name, host: at, port, hostKey, user: "ops", password, dialErrorLimit: 1 } };
        const { failures } = check(kinds.NetNamespace!, { name: "red", connection }, UNKNOWN);
        if (failures.length) assert.match(String(failures), /^connection.password: /);
        else await logsIn(connection);
      }
    });
  });
});
