import type { Duplex } from "node:stream";
import { createAgent, type BaseAgent, type ParsedKey } from "ssh2";
import { type AuthMethod } from "./auth-method";
import { publicHalfOf } from "./keys";

/** The choice among an agent's keys, by their public halves. */
export interface Choice {
  /** Keys that are offered first, since sshd takes few tries. */
  readonly named: readonly (string | undefined)[];
  /** Whether there are no others. */
  readonly isOnly: boolean;
  /** Keys that another method has offered before. */
  readonly offered: readonly (string | undefined)[];
  /** Milliseconds that it may take to list its keys. */
  readonly patience: number;
}

/** An agent, and whether it has offered a key; one that does not answer has none. */
export function agentAt(
  username: string,
  socket: string,
  choice: Choice,
): AuthMethod & { has(half?: string): boolean } {
  let trouble: string | undefined;
  let halves: readonly string[] = [];
  const agent = createAgent(socket) as BaseAgent<ParsedKey>;
  const [list, open] = [agent.getIdentities.bind(agent), agent.getStream?.bind(agent)];
  let stream: Duplex | undefined;
  if (open) agent.getStream = (done) => open((error, opened) => done(error, (stream = opened)));
  const isNamed = (key: ParsedKey) => choice.named.includes(publicHalfOf(key));
  agent.getIdentities = (done) => {
    const end = (why: string | undefined, all: readonly ParsedKey[]) => {
      clearTimeout(timer);
      if (isOver) return;
      isOver = true;
      trouble = why;
      const keys = all.filter((key) => !choice.offered.includes(publicHalfOf(key)));
      const chosen = [...keys.filter(isNamed), ...(choice.isOnly ? [] : keys.filter((key) => !isNamed(key)))];
      halves = chosen.map(publicHalfOf);
      done(null, chosen);
    };
    let isOver = false;
    const timer = setTimeout(() => {
      end("it does not answer", []);
      stream?.destroy();
    }, choice.patience);
    list((error, keys = []) => end(error?.message, keys as ParsedKey[]));
  };
  const has = (half?: string) => half !== undefined && halves.includes(half);
  return { title: "the agent", method: { type: "agent", username, agent }, trouble: () => trouble, has };
}
