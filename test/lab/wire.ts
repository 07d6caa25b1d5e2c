import { must, tiedUntilReady, end } from "./process";

const BRIDGE =
  "ip link add br0 type bridge stp_state 0 forward_delay 0 mcast_snooping 0 && sysctl -qw net.ipv6.conf.br0.disable_ipv6=1 && ip link set br0 up && echo READY && exec sleep infinity";

/** The wire that every host's `eth1` is on: a bridge in a namespace without a name, which ends with its process. */
export interface Wire {
  /** Process that holds the namespace. */
  readonly pid: number;
  /** Runs `ip` on the wire's side. */
  ip(...words: readonly string[]): string;
  close(): Promise<void>;
}

/** Lays a wire. */
export async function layWire(): Promise<Wire> {
  const holder = await tiedUntilReady("unshare", ["--net", "sh", "-c", BRIDGE]);
  const pid = Number(holder.pid);
  return {
    pid,
    ip: (...words) => must("nsenter", ["-t", String(pid), "-n", "ip", ...words]),
    close: () => end(holder),
  };
}
