import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AgentProtocol, utils, type BaseAgent, type ParsedKey } from "ssh2";
import { agentAt, type Choice } from "../../../provider/host/login/agent";
import { publicHalfOf } from "../../../provider/host/login/keys";

/** A new public key; of two hundred that ssh2 makes one cannot be read. */
function keyOf(): ParsedKey {
  const key = utils.parseKey(utils.generateKeyPairSync("ed25519").public);
  return key instanceof Error ? keyOf() : key;
}
const KEYS = [keyOf(), keyOf(), keyOf()] as const;
const [FIRST, SECOND, THIRD] = KEYS.map(publicHalfOf) as [string, string, string];

describe("an agent", () => {
  let home: string;
  let server: Server;
  const open = new Set<Socket>();
  const at = async (answer: (socket: Socket) => void) => {
    server = createServer((socket) => answer(socket.on("close", () => open.delete(socket)) && open.add(socket) && socket)); // prettier-ignore
    await once(server.listen(join(home, "agent")), "listening");
  };
  beforeEach(() => void (home = mkdtempSync(join(tmpdir(), "netlink-agent-"))));
  afterEach(() => {
    for (const socket of open) socket.destroy();
    server.close();
    rmSync(home, { recursive: true });
  });
  /** Keys that it offers, and why it offers none. */
  const offered = async (choice: Partial<Choice>) => {
    const way = agentAt("root", join(home, "agent"), { named: [], isOnly: false, offered: [], patience: 200, ...choice }); // prettier-ignore
    assert.ok(way.method?.type === "agent");
    const agent = way.method.agent as BaseAgent<ParsedKey>;
    const keys = await new Promise<readonly string[]>((resolve) => agent.getIdentities((_, all = []) => resolve((all as ParsedKey[]).map(publicHalfOf)))); // prettier-ignore
    assert.deepEqual(KEYS.map(publicHalfOf).map(way.has), KEYS.map((key) => keys.includes(publicHalfOf(key)))); // prettier-ignore
    return { keys, trouble: way.trouble?.() };
  };

  it("offers its keys, those that are named first, and none that was offered before", async () => {
    await at((socket) => {
      const protocol = new AgentProtocol(false);
      protocol.on("identities", (request) => void protocol.getIdentitiesReply(request, [...KEYS]));
      socket.pipe(protocol).pipe(socket);
    });
    const trouble = undefined;
    assert.deepEqual(await offered({}), { keys: [FIRST, SECOND, THIRD], trouble });
    assert.deepEqual(await offered({ named: [THIRD, undefined] }), { keys: [THIRD, FIRST, SECOND], trouble });
    assert.deepEqual(await offered({ named: [THIRD], isOnly: true }), { keys: [THIRD], trouble });
    assert.deepEqual(await offered({ named: [THIRD], offered: [FIRST, undefined] }), { keys: [THIRD, SECOND], trouble }); // prettier-ignore
  });
  it("that does not answer in time has no keys, and is not waited for any longer", async () => {
    await at((socket) => void socket.resume());
    assert.deepEqual(await offered({}), { keys: [], trouble: "it does not answer" });
    while (open.size) await once([...open][0]!, "close");
  });
});
