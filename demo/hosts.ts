import { hostAt } from "../provider/host/host";
import { connect } from "../provider/host/login/connect";
import type { Endpoint } from "../provider/connection";
import { Lab } from "../test/lab";
import type { Act } from "./acts";

/** A host that the demo works on. */
export interface Stage {
  readonly connection: Endpoint;
  readonly parent: string;
  readonly subnet: string;
  /** Whether the lab's gateway is on the wire. */
  readonly lab: boolean;
  run(command: string): Promise<{ code: number; stdout: string; stderr: string }>;
}

/** The hosts of the demo, an act each. */
export interface Stages {
  /** The host for an act, or undefined if its kernel lacks the driver. */
  stage(act: Act): Promise<Stage | undefined>;
  close(): Promise<void>;
}

/** Hosts made on this machine: one that shows the act, and a gateway on the same wire. */
export async function labStages(): Promise<Stages> {
  const lab = await Lab.open();
  const gateway = await lab.host("gateway");
  await gateway.run("ip addr add 192.168.2.1/24 dev eth1");
  return {
    async stage(act) {
      const host = await lab.host(act.example, { kind: act.kind });
      await host.run("ip addr add 192.168.2.10/24 dev eth1 && ip link set dev eth1 promisc on");
      return {
        connection: host.connection,
        parent: "eth1",
        subnet: "192.168.2",
        lab: true,
        run: (command) => host.run(command),
      };
    },
    close: () => lab.close(),
  };
}

/** A host of the user's; its addresses are from 198.18.0.0/15, which nobody routes. */
export async function ownStages(address: string, parent: string | undefined): Promise<Stages> {
  const [, user, host = "", port] = /^(?:([^@]+)@)?(.+?)(?::(\d+))?$/.exec(address) ?? [];
  const connection: Endpoint = { host, user, port: port ? Number(port) : undefined, dialErrorLimit: 2 };
  const ssh = await connect(connection);
  const run = async (command: string) => {
    const { code, stdout, stderr } = await ssh.execCommand(command);
    return { code: code ?? 255, stdout, stderr };
  };
  const usual = (await run("ip -o route show default | sed 's/.* dev \\([^ ]*\\).*/\\1/' | head -n 1")).stdout.trim();
  return {
    async stage({ namespaces, driver }) {
      const has = await run(`[ -d /sys/module/${driver} ] || PATH=$PATH:/usr/sbin:/sbin modprobe -nq ${driver}`);
      if (has.code !== 0) return undefined;
      const names = (await run("ip netns list")).stdout.split("\n").map((line) => line.split(" ")[0]);
      const taken = namespaces.filter((name) => names.includes(name));
      if (taken.length)
        throw new Error(
          `${hostAt(connection).name} has a namespace ${taken.join(" and ")} already; the demo does not begin`,
        );
      return { connection, parent: parent ?? usual, subnet: "198.18.2", lab: false, run };
    },
    close: async () => ssh.dispose(),
  };
}
