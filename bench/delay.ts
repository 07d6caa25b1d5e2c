// A process of its own that delays what passes between clients and hosts: `delay.ts MILLISECONDS`, half of them each way.
// It is told ports of loopback and answers with the ports in front of them.
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const RTT = Number(process.argv[2]);

/** Passes on what comes, in order, each piece half a round trip late. */
function carry(from: net.Socket, to: net.Socket): void {
  const later = (act: () => void) => setTimeout(act, RTT / 2);
  from.on("data", (data) => later(() => to.writable && to.write(data)));
  from.on("end", () => later(() => to.writable && to.end()));
  from.on("close", () => later(() => to.destroy()));
  from.on("error", () => undefined);
}

/** A connection costs a round trip before anything passes, as it would on the way there. */
async function accept(client: net.Socket, port: number): Promise<void> {
  client.on("error", () => undefined);
  await sleep(RTT);
  const host = net.connect({ port, host: "127.0.0.1", noDelay: true, allowHalfOpen: true });
  carry(client, host);
  carry(host, client);
}

const inFrontOf = (port: number): Promise<number> =>
  new Promise((resolve) => {
    const server = net.createServer({ noDelay: true, allowHalfOpen: true }, (client) => void accept(client, port));
    server.listen(0, "127.0.0.1", () => resolve((server.address() as net.AddressInfo).port));
  });

process.on("message", async (ports: number[]) => process.send?.(await Promise.all(ports.map(inFrontOf))));
process.once("disconnect", () => process.exit());
