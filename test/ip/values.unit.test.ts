import assert from "node:assert/strict";
import type { z } from "zod";
import { TABLES } from "../../provider/ip/names";
import { broadcastOf, canonicalPrefix } from "../../provider/ip/address";
import { cidr, dev, ifname, ip, mac, nameOrNumber, netnsName, prefix, text } from "../../provider/ip/values";

const REFUSED = Symbol("refused");
/** A given value, and its canonical value or `REFUSED`. */
const TABLE: readonly (readonly [string, z.ZodType, readonly (readonly [unknown, unknown])[]])[] = [
  ["ip", ip, [["192.168.2.2", "192.168.2.2"], ["2001:DB8:0:0::1", "2001:db8::1"], ["::", "::"], ["::0.10.0.208", "::a:d0"], ["::ffff:1.2.3.4", "::ffff:102:304"], ["10.1", REFUSED], ["010.0.0.1", REFUSED], ["fe80::1%eth0", REFUSED], ["1.2.3.4/24", REFUSED], ["", REFUSED]]], // prettier-ignore
  ["cidr", cidr, [["192.168.2.2/24", "192.168.2.2/24"], ["2001:DB8::2/64", "2001:db8::2/64"], ["192.168.2.2", REFUSED], ["192.168.2.2/33", REFUSED], ["::1/129", REFUSED], ["10.0.0.1/8/8", REFUSED], ["10.0.0.1/", REFUSED], ["10.0.0.1/-1", REFUSED]]], // prettier-ignore
  ["prefix", prefix, [["default", "default"], ["10.1.2.3/8", "10.0.0.0/8"], ["10.1.2.3", "10.1.2.3/32"], ["2001:db8::1", "2001:db8::1/128"], ["2001:DB8:1::9/32", "2001:db8::/32"], ["0.0.0.0/0", "default"], ["::/0", "::/0"], ["everywhere", REFUSED]]], // prettier-ignore
  ["mac", mac, [["02:AA:00:00:00:0f", "02:aa:00:00:00:0f"], ["01:00:5e:00:00:01", REFUSED], ["00:00:00:00:00:00", REFUSED], ["02:00:00:00:00", REFUSED], ["02-00-00-00-00-01", REFUSED]]], // prettier-ignore
  ["ifname", ifname, [["eth0", "eth0"], ["eth0.100", "eth0.100"], ["up", "up"], ["a23456789012345", "a23456789012345"], ["a234567890123456", REFUSED], ["a b", REFUSED], ["a/b", REFUSED], ["a:b", REFUSED], ["-a", REFUSED], [".", REFUSED], ["", REFUSED], ["all", REFUSED], ["lo", REFUSED], ["eth%d", REFUSED], ["if2", REFUSED], ["if2a", "if2a"]]], // prettier-ignore
  [
    "dev",
    dev,
    [
      ["lo", "lo"],
      ["eth0", "eth0"],
      ["default", REFUSED],
    ],
  ],
  ["netnsName", netnsName, [["red", "red"], ["a".repeat(255), "a".repeat(255)], ["a".repeat(256), REFUSED], ["../red", REFUSED], ["1", REFUSED], ["1a", "1a"], ["..", REFUSED], ["a b", REFUSED]]], // prettier-ignore
  ["text", text(9), [["of red", "of red"], ["a  b", REFUSED], [" a", REFUSED], ["a\nb", REFUSED], ["a\\", REFUSED], ['a"b', REFUSED], ["#", REFUSED], ["1234567890", REFUSED], ["", REFUSED]]], // prettier-ignore
  ["nameOrNumber", nameOrNumber(TABLES, 0xffffffff, "a table"), [["main", "main"], [254, "main"], ["254", "main"], [100, "100"], ["100", "100"], ["other", REFUSED], [2 ** 32, REFUSED], [-1, REFUSED], [1.5, REFUSED]]], // prettier-ignore
];

describe("values", () => {
  for (const [name, schema, pairs] of TABLE)
    for (const [input, output] of pairs)
      it(`${name} ${JSON.stringify(input).slice(0, 40)} ${output === REFUSED ? "is refused" : `is ${JSON.stringify(output).slice(0, 40)}`}`, () => {
        const { success, data } = schema.safeParse(input);
        assert.equal(success ? data : REFUSED, output);
      });

  it("knows a subnet's last address and its first", () => {
    assert.equal(broadcastOf("192.168.2.77/26"), "192.168.2.127");
    assert.equal(canonicalPrefix("192.168.2.77/26"), "192.168.2.64/26");
  });
});
