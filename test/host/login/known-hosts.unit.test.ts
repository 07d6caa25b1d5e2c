import assert from "node:assert/strict";
import { keysIn } from "../../../provider/host/login/known-hosts";

/** A line, a host and its port, and whether the line is about it. */
const TABLE: readonly (readonly [string, string, number, boolean])[] = [
  ["web-1 ssh-ed25519 AAAA", "web-1", 22, true],
  ["web-1 ssh-ed25519 AAAA", "web-1", 2222, false],
  ["[web-1]:2222 ssh-ed25519 AAAA comment", "web-1", 2222, true],
  ["WEB-1,192.0.2.1 ssh-ed25519 AAAA", "web-1", 22, true],
  ["web-1,192.0.2.1 ssh-ed25519 AAAA", "192.0.2.1", 22, true],
  ["web-? ssh-ed25519 AAAA", "web-1", 22, true],
  ["*.example,!bad.example ssh-ed25519 AAAA", "good.example", 22, true],
  ["*.example,!bad.example ssh-ed25519 AAAA", "bad.example", 22, false],
  ["w.b-1 ssh-ed25519 AAAA", "web-1", 22, false],
  ["|1|F1E1KeoE/eEWhi10WpGv4OdiO6Y=|3988QV0VE8wmZL7suNrYQLITLCg= ssh-ed25519 AAAA", "192.168.1.61", 22, true],
  ["|1|F1E1KeoE/eEWhi10WpGv4OdiO6Y=|3988QV0VE8wmZL7suNrYQLITLCg= ssh-ed25519 AAAA", "192.168.1.62", 22, false],
  ["# web-1 ssh-ed25519 AAAA", "web-1", 22, false],
  ["@cert-authority web-1 ssh-ed25519 AAAA", "web-1", 22, true],
  ["@cert-authority *.example,!web-1 ssh-ed25519 AAAA", "web-1", 22, false],
  ["@revoked * ssh-ed25519 AAAA", "web-1", 2222, true],
  ["[*.example]:2222 ssh-ed25519 AAAA", "web-1.example", 2222, true],
  ["[2001:db8::1]:2222 ssh-ed25519 AAAA", "2001:db8::1", 2222, true],
  ["web-1 ssh-ed25519", "web-1", 22, false],
];

describe("known_hosts", () => {
  for (const [line, host, port, known] of TABLE)
    it(`${line.slice(0, 50)} ${known ? "is" : "is not"} about ${host}:${port}`, () => {
      const marker = line.startsWith("@") ? line.split(" ")[0] : undefined;
      const key = { type: "ssh-ed25519", blob: "AAAA", marker };
      assert.deepEqual(keysIn(`\n${line}\n`, { host, port }), known ? [key] : []);
    });
  it("knows several keys of one host, and asks for it by its alias", () => {
    const text = "web-1 ssh-ed25519 AAAA\nweb-1 ssh-rsa BBBB\r\n192.0.2.1 ssh-ed25519 CCCC";
    const asked = { host: "192.0.2.1", port: 2222, hostKeyAlias: "Web-1" };
    assert.deepEqual(keysIn(text, asked).map(({ blob }) => blob), ["AAAA", "BBBB"]); // prettier-ignore
  });
});
