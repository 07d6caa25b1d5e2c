import { randomUUID } from "node:crypto";
import { once } from "node:events";
import net from "node:net";
import { json } from "node:stream/consumers";
import type { Connection } from "./connection";
import type { Values } from "./kinds/kind";

/** What a program has on a host: its connection, and the kind, place and mark of each object, the last of links only. */
export interface Planned {
  readonly connection: Connection;
  readonly objects: readonly (readonly [type: string, place: Values | null, mark: string | null])[];
}

/** Where a running program says what it has on its hosts, on this machine and to who brings the word. */
export interface Teller {
  readonly port: number;
  readonly word: string;
}

/** How long the program may take to say it, in milliseconds. */
const LIMIT = 5000;

/** Answers for as long as the program runs; it does not keep it running. */
export async function tell(planned: () => Promise<readonly Planned[]>): Promise<Teller> {
  const word = randomUUID();
  const server = net.createServer((asker) => {
    asker.on("error", () => undefined).setTimeout(LIMIT, () => asker.destroy());
    asker.once("data", (said) => {
      if (String(said) !== word) return void asker.destroy();
      void planned().then((hosts) => asker.end(JSON.stringify(hosts)));
    });
  });
  server.listen(0, "127.0.0.1").unref();
  await once(server, "listening");
  return { port: (server.address() as net.AddressInfo).port, word };
}

/** What the program says; nothing where it does not answer. */
export function ask({ port, word }: Teller): Promise<readonly Planned[]> {
  const socket = net.connect(port, "127.0.0.1");
  socket.setTimeout(LIMIT, () => socket.destroy());
  socket.write(word);
  return (json(socket) as Promise<readonly Planned[]>).catch(() => []);
}
