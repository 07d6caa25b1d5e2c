import { randomUUID } from "node:crypto";
import { once } from "node:events";
import net from "node:net";
import { json } from "node:stream/consumers";
import type { Connection } from "./connection";
import type { Values } from "./kinds/kind";

/** A host of the program: its connection, and the kind, place and (of links) mark of each object. */
export interface AnnouncedHost {
  readonly connection: Connection;
  readonly objects: readonly (readonly [type: string, place: Values | null, mark: string | null])[];
}

/** The local port on which a running program lists its hosts, for whoever sends the token. */
export interface Announcer {
  readonly port: number;
  readonly token: string;
}

/** The time that the program may take to answer, in milliseconds. */
const LIMIT = 5000;

/** Answers for as long as the program runs; it does not keep it running. */
export async function serve(hosts: () => Promise<readonly AnnouncedHost[]>): Promise<Announcer> {
  const token = randomUUID();
  const server = net.createServer((asker) => {
    asker.on("error", () => undefined).setTimeout(LIMIT, () => asker.destroy());
    asker.once("data", (said) => {
      if (String(said) !== token) return void asker.destroy();
      void hosts().then((all) => asker.end(JSON.stringify(all)));
    });
  });
  server.listen(0, "127.0.0.1").unref();
  await once(server, "listening");
  return { port: (server.address() as net.AddressInfo).port, token };
}

/** Fetches the program's list of hosts; empty if it does not answer. */
export function fetchHosts({ port, token }: Announcer): Promise<readonly AnnouncedHost[]> {
  const socket = net.connect(port, "127.0.0.1");
  socket.setTimeout(LIMIT, () => socket.destroy());
  socket.write(token);
  return (json(socket) as Promise<readonly AnnouncedHost[]>).catch(() => []);
}
/** The input by which a program tells `check` how a resource stands to the others; it is taken out of the inputs. */
export interface Announcement {
  readonly mode: "on" | "strict" | "off";
  /** Whether nothing will be done yet. */
  readonly isPreview?: boolean;
  /** Whether the resource waits for others, which may make what it needs. */
  readonly mayComeLater?: boolean;
  /** Whether it is made after the link that it is on. */
  readonly afterItsLink?: boolean;
  /** Whether the resource waits for nothing, and may be made before all others. */
  readonly unordered?: boolean;
  /** Serves the list of the program's hosts. */
  readonly announcer?: Announcer;
}
