import { randomUUID } from "node:crypto";
import { once } from "node:events";
import net from "node:net";
import { json } from "node:stream/consumers";
import type { Connection } from "./connection";
import type { Values } from "./kinds/kind";

/** What a program has on a host: its connection, and the kind, place and mark of each object, the last of links only. */
export interface PlannedHost {
  readonly connection: Connection;
  readonly objects: readonly (readonly [type: string, place: Values | null, mark: string | null])[];
}

/** Where a running program says what it has on its hosts, on this machine and to who brings the word. */
export interface Announcer {
  readonly port: number;
  readonly token: string;
}

/** How long the program may take to say it, in milliseconds. */
const LIMIT = 5000;

/** Answers for as long as the program runs; it does not keep it running. */
export async function serve(planned: () => Promise<readonly PlannedHost[]>): Promise<Announcer> {
  const token = randomUUID();
  const server = net.createServer((asker) => {
    asker.on("error", () => undefined).setTimeout(LIMIT, () => asker.destroy());
    asker.once("data", (said) => {
      if (String(said) !== token) return void asker.destroy();
      void planned().then((hosts) => asker.end(JSON.stringify(hosts)));
    });
  });
  server.listen(0, "127.0.0.1").unref();
  await once(server, "listening");
  return { port: (server.address() as net.AddressInfo).port, token };
}

/** What the program says; nothing where it does not answer. */
export function fetchPlan({ port, token }: Announcer): Promise<readonly PlannedHost[]> {
  const socket = net.connect(port, "127.0.0.1");
  socket.setTimeout(LIMIT, () => socket.destroy());
  socket.write(token);
  return (json(socket) as Promise<readonly PlannedHost[]>).catch(() => []);
}
/** What a program says before one of its resources is checked; `check` takes it out of the inputs. */
export interface Announcement {
  readonly mode: "on" | "strict" | "off";
  /** Whether the resource waits for others, which may make what it needs. */
  readonly mayComeLater?: boolean;
  /** Whether it comes behind the link that it is on. */
  readonly afterItsLink?: boolean;
  /** Whether the resource waits for nothing, and may be made before all others. */
  readonly unordered?: boolean;
  /** Who tells of all hosts of the program. */
  readonly announcer?: Announcer;
}
