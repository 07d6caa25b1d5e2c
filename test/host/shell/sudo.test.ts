import { typed } from "../../typed";
import assert from "node:assert/strict";
import { Host } from "../../../provider/host/host";
import type { Endpoint } from "../../../provider/connection";
import type { LabHost, Suite } from "../../lab";
import { LINKS } from "../../../provider/ip/read";
import { forSuite, labForSuite } from "../../suite";

const NEEDS = new Map([["", new Set([LINKS])]]);
const SUITES: readonly Suite[] = ["bullseye", "bookworm", "trixie", "sid"];

for (const suite of SUITES)
  describe(`sudo of ${suite}, without a terminal`, () => {
    const lab = labForSuite();
    let host: LabHost;
    forSuite(async () => {
      host = await lab().host("web-1", { suite });
      await host.run("printf 'auth required pam_unix.so nodelay\\naccount required pam_permit.so\\n' >/etc/pam.d/sudo");
    });
    const sudoers = (...lines: string[]) => host.run(`printf '%s\\n' ${lines.map((line) => `'${line}'`).join(" ")} >/etc/sudoers`); // prettier-ignore
    const ops = (more: Partial<Endpoint>): Endpoint => ({ ...host.connection, user: "ops", become: "sudo", ...more });
    const user = async (more: Partial<Endpoint>) => {
      const machine = new Host(ops(more));
      try {
        const { snapshot, refusal, user } = await machine.apply(
          [typed("link", "set", "dev", "eth1", "mtu", "1400")],
          NEEDS,
        );
        assert.equal(refusal, undefined);
        assert.equal(snapshot.netns[""]?.links?.find(({ ifname }) => ifname === "eth1")?.mtu, 1400);
        return user;
      } finally {
        await machine.close();
      }
    };

    it("works if it asks for nothing, with a password and without", async () => {
      await sudoers("ops ALL=(ALL) NOPASSWD: ALL");
      assert.equal(await user({}), 0);
      assert.equal(await user({ becomePassword: lab().password }), 0);
    });
    const files = async (words: string) =>
      (await host.run(`grep -rl '${words}' /var/log /run /tmp /home /root 2>/dev/null`)).stdout;
    it("logs no password as input of the command if it asks for none", async () => {
      await sudoers("Defaults log_input, log_output, iolog_flush, !compress_io", "ops ALL=(ALL) NOPASSWD: ALL");
      assert.equal(await user({ becomePassword: lab().password }), 0);
      assert.match(await files("link set dev eth1"), /sudo-io/, "the input is logged");
      assert.equal(await files(lab().password), "");
    });
    it("is given the password that it asks for, each time", async () => {
      for (const defaults of [
        "timestamp_timeout=0",
        "timestamp_timeout=5",
        "use_pty",
        "lecture=always",
        "log_input, log_output, iolog_flush, !compress_io",
      ]) {
        // prettier-ignore
        await sudoers(`Defaults ${defaults}`, "ops ALL=(ALL) ALL");
        assert.equal(await user({ becomePassword: lab().password }), 0, defaults);
        assert.equal(await user({ becomePassword: lab().password }), 0, defaults);
      }
      assert.equal(await files(lab().password), "", "no file on the host has it");
    });
    it("is refused clearly", async () => {
      await sudoers("ops ALL=(ALL) ALL");
      await assert.rejects(user({}), /^HostError: web-1: the shell failed: .*password is required; sudo has to work without a password \(NOPASSWD\), or `becomePassword` has to say it$/); // prettier-ignore
      await assert.rejects(user({ becomePassword: "s3cret" }), /^HostError: web-1: (?!.*s3cret)[^]*incorrect password attempts?; `becomePassword` is not what sudo asks for$/); // prettier-ignore
      await sudoers("Defaults requiretty", "ops ALL=(ALL) NOPASSWD: ALL");
      await assert.rejects(user({}), /must have a tty.*no requiretty/);
      await sudoers("root ALL=(ALL) ALL");
      await assert.rejects(user({ becomePassword: lab().password }), /not in the sudoers|not allowed/);
      await host.run("mv /usr/bin/sudo /usr/bin/sudon");
      await assert.rejects(user({}), /the shell failed: .*sudo.*[Nn]o such file/);
    });
  });
