import assert from "node:assert/strict";
import dns from "node:dns";
import { connect } from "../../../provider/host/login/connect";

describe("a connection to a name with several addresses", () => {
  const { lookup } = dns;
  afterEach(() => void (dns.lookup = lookup));
  it("fails for what each of them says", async () => {
    const addresses = ["127.0.0.1", "127.0.0.2"].map((address) => ({ address, family: 4 }));
    dns.lookup = ((_name: string, _options: unknown, done: (error: null, all: unknown) => void) => done(null, addresses)) as typeof lookup; // prettier-ignore
    const many = { host: "many", port: 1, password: "s3cret", dialErrorLimit: 1, hostKeyChecking: "off" } as const;
    await assert.rejects(connect(many), /cannot log in as root: connect ECONNREFUSED 127\.0\.0\.1:1, connect ECONNREFUSED 127\.0\.0\.2:1$/); // prettier-ignore
  });
});
