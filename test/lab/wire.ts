import { end, must, tiedUntilReady } from "./process";

const BRIDGE =
  "ip link add br0 type bridge stp_state 0 forward_delay 0 mcast_snooping 0 && sysctl -qw net.ipv6.conf.br0.disable_ipv6=1 && ip link set br0 up && echo READY && exec sleep infinity";

/** Address of a host's `eth1`, the same after every start. */
export const macOf = (number: number): string =>
  `52:54:00:1a:${(number >> 8).toString(16).padStart(2, "0")}:${(number & 255).toString(16).padStart(2, "0")}`;

/** The wire that every host's `eth1` is on: a bridge in a namespace without a name, which ends with its process. */
export interface Wire {
  /** Process that holds the namespace. */
  readonly pid: number;
  /** Puts `eth1` into the network namespace of a process. */
  plug(number: number, pid: number): void;
  unplug(number: number): void;
  close(): Promise<void>;
}

/** Lays a wire. */
export async function layWire(): Promise<Wire> {
  const holder = await tiedUntilReady("unshare", ["--net", "sh", "-c", BRIDGE]);
  const pid = Number(holder.pid);
  const ip = (lines: string) => must("nsenter", ["-t", String(pid), "-n", "ip", "-batch", "-"], { input: lines });
  return {
    pid,
    plug: (number, to) =>
      void ip(
        `link add h${number} type veth peer name eth1 address ${macOf(number)} netns ${to}\nlink set h${number} master br0 up\n`,
      ),
    // The kernel takes its time to clear a namespace that has ended: until then its link would still be there.
    unplug(number) {
      try {
        ip(`link del h${number}\n`);
      } catch {
        // The kernel was quicker.
      }
    },
    close: () => end(holder),
  };
}
