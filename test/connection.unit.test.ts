import assert from "node:assert/strict";
import { connection, endpoint, hostOf, type Connection } from "../provider/connection";

const host = "192.0.2.10";
const SECRET = "s3cret-value";
/** A connection as given, and every complaint about it with its path. */
const TABLE: readonly (readonly [unknown, readonly string[]])[] = [
  ["web-1", []],
  [{ host }, []],
  [{ host, name: "web-1", port: 2222, user: "ops", become: "sudo", hostKeyChecking: "accept-new", dialErrorLimit: 3, perDialTimeout: 5 }, []],
  [{ host, password: SECRET, privateKey: SECRET, privateKeyPath: "~/.ssh/id", privateKeyPassword: SECRET, agentSocketPath: "/run/agent", hostKey: "ssh-ed25519 AAAA" }, []],
  [{ host, privateKeyPath: `-----BEGIN OPENSSH PRIVATE KEY-----\n${SECRET}\n` }, ["privateKeyPath: is the text of a key: give `privateKey`"]],
  [{ host, privateKeyPath: `-----BEGIN RSA PRIVATE KEY----- ${SECRET}` }, ["privateKeyPath: is the text of a key: give `privateKey`"]],
  [{ host, privateKeyPath: `${SECRET}\n${SECRET}`, proxy: { host, privateKeyPath: `${SECRET}\0` } }, ["privateKeyPath: is the text of a key: give `privateKey`", "proxy.privateKeyPath: is the text of a key: give `privateKey`"]],
  [{ host, privateKeyPath: "/home/ünï/a b/🔑", agentSocketPath: "/run/a b" }, []],
  [{ host, agentSocketPath: `/run/${SECRET}\n` }, ["agentSocketPath: must be the path of a socket"]],
  ["ops@web-1", ["must not hold a user: give `user`"]],
  ["web-1:2222", ["must not hold a port: give `port`"]],
  [{ host: "ops@web-1:22" }, ["host: must not hold a user: give `user`", "host: must not hold a port: give `port`"]],
  [{ host: "[::1]", proxy: { host: "[2001:db8::1]:22" } }, ["host: must not stand in brackets; a port is given as `port`", "proxy.host: must not stand in brackets; a port is given as `port`"]],
  [{ host: "::1", proxy: { host: "2001:db8::1:2222", proxy: { host: "fe80::1%eth0" } } }, []],
  [undefined, ["is required: an object with `host`, or the name of a host in ~/.ssh/config"]],
  [5, ["must be an object with `host`, or the name of a host in ~/.ssh/config"]],
  [[SECRET], ["must be an object with `host`, or the name of a host in ~/.ssh/config"]],
  ["", ["must not be empty"]],
  ["web-1\x1b[2J", ["must not hold control characters"]],
  [{}, ["host: must be a string"]],
  [{ host: "web 1", user: "a\nb" }, ["host: must not hold blanks", "user: must not hold control characters"]],
  [{ host, user: "LAB\\ann smith", password: "a\0b" }, ["password: must be well-formed Unicode without a NUL"]],
  [{ host: "", port: 70000 }, ["host: must not be empty", "port: must be a TCP port, a whole number from 1 to 65535"]],
  [{ host, port: SECRET }, ["port: must be a TCP port, a whole number from 1 to 65535"]],
  [{ host, password: [SECRET], privateKey: { text: SECRET } }, ["password: must be a string", "privateKey: must be a string"]],
  [{ host, become: SECRET }, ["become: must be one of sudo"]],
  [{ host, hostKeyChecking: "no" }, ["hostKeyChecking: must be one of strict, accept-new, off"]],
  [{ host, name: "web 1" }, ["name: may hold letters, digits, and . : % - _"]],
  [{ host, dialErrorLimit: -1, perDialTimeout: 0 }, []],
  [{ host, dialErrorLimit: -2, perDialTimeout: 1.5 }, ["dialErrorLimit: must be a number of tries, or -1 for no limit, a whole number from -1 to 1000", "perDialTimeout: must be seconds, or 0 for no limit, a whole number from 0 to 3600"]],
  [{ host, hostKey: SECRET }, ["hostKey: must be a public key as in known_hosts: ssh-ed25519 AAAA…"]],
  [{ host, hostKey: `${host} ssh-ed25519 AAAA` }, ["hostKey: must be a public key as in known_hosts: ssh-ed25519 AAAA…"]],
  [{ host, become: "sudo", becomePassword: SECRET }, []],
  [{ host, becomePassword: SECRET }, ['becomePassword: is for `become: "sudo"`']],
  [{ host, proxy: { host, user: "ops", proxy: { host, privateKey: SECRET } } }, []],
  [{ host, proxy: { proxy: { host: [SECRET], port: SECRET, become: "sudo" } } }, ["proxy.host: must be a string", "proxy.proxy.host: must be a string", "proxy.proxy.port: must be a TCP port, a whole number from 1 to 65535", 'proxy.proxy: Unrecognized key: "become"']],
  [{ host, proxy: SECRET }, ["proxy: must be an object with `host`"]],
  [{ host, passwrod: SECRET }, ['Unrecognized key: "passwrod"']],
]; // prettier-ignore

const complaints = (value: unknown) =>
  (connection.safeParse(value).error?.issues ?? []).map(({ path, message }) => [...(path.length ? [path.join(".")] : []), message].join(": ")); // prettier-ignore

describe("a connection", () => {
  for (const [value, said] of TABLE)
    it(`${JSON.stringify(value)?.slice(0, 60)}: ${said[0] ?? "is one"}`, () => {
      assert.deepEqual(complaints(value), said);
      assert.ok(!complaints(value).join().includes(SECRET));
    });

  it("holds no secret in a message, whichever field has it and in whichever form", () => {
    for (const field of Object.keys(endpoint.shape))
      for (const wrong of [[SECRET], { [field]: SECRET }, `${SECRET}\n`, `${SECRET} '"`])
        assert.ok(
          !complaints({ host, [field]: wrong })
            .join()
            .includes(SECRET),
          field,
        );
  });

  it("is of a host: its name, else its address and port", () => {
    const hosts: readonly (readonly [Connection, string])[] = [
      ["web-1", "web-1"],
      [{ host }, `${host}:22`],
      [{ host, port: 2222 }, `${host}:2222`],
      [{ host, port: 2222, name: "web-1" }, "web-1"],
    ];
    for (const [value, name] of hosts) assert.equal(hostOf(value), name);
  });
});
