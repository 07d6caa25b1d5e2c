import { join } from "node:path";
import type { Connection, Jump } from "../../connection";
import { type AuthMethod } from "./auth-method";
import { authMethodsOf } from "./auth-methods";
import { sshFolder, sshOptions } from "./ssh-config";

/** Everything that is needed to log in to a machine. */
export interface Login {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** The ways to log in, in the order in which they are tried. */
  readonly ways: readonly AuthMethod[];
  readonly hostKey?: string;
  readonly hostKeyChecking: "strict" | "accept-new" | "off";
  /** The machine's name in `known_hosts` if that is not its address. */
  readonly hostKeyAlias?: string;
  /** The files of known hosts; the first is the one that new keys go to. */
  readonly knownHosts: readonly string[];
  /** Whether the host may sign with SHA-1. */
  readonly allowsSha1: boolean;
  /** The number of tries, and the time for each in milliseconds; 0 is no limit. */
  readonly tries: number;
  readonly timeout: number;
  /** Milliseconds of silence before a keepalive, and the number of unanswered ones that end the connection. */
  readonly alive: { readonly interval: number; readonly most: number };
  readonly jump?: Login;
}

/** Defaults: a machine that falls silent is given up within ten seconds. */
const ALIVE = { interval: 3, most: 2 };
const FILES = ["known_hosts", "known_hosts2"];
/** More jump hosts than anybody has: they go in a circle. */
const MOST_JUMPS = 10;

/** The jump hosts that `ProxyJump` names, the last of which is the next to the host. */
function jumpsIn([word]: readonly string[] = []): Jump | undefined {
  if (!word || word === "none") return undefined;
  return word.split(",").reduce<Jump | undefined>((proxy, hop) => {
    const { user, plain, braced, port } = /^(?:ssh:\/\/)?(?:(?<user>.+)@)?(?:\[(?<braced>.+)\]|(?<plain>[^:]+))(?::(?<port>\d+))?$/.exec(hop.trim())?.groups ?? {}; // prettier-ignore
    const host = plain ?? braced;
    if (!host) throw new Error(`ProxyJump of ~/.ssh/config: ${hop} is no host`);
    return { host, user, port: port ? Number(port) : undefined, proxy };
  }, undefined);
}

const filesOf = (words: readonly string[]) => words.filter((word) => word !== "none");
const number = (words: readonly string[] | undefined): number | undefined =>
  words && /^\d+$/.test(words[0] ?? "") ? Number(words[0]) : undefined;
/** Seconds of a time as ssh_config(5) writes it, `90` or `1m30s`; `none` is without end. */
function seconds(words: readonly string[] | undefined): number | undefined {
  const [time = ""] = words ?? [];
  if (/^none$/i.test(time)) return 0;
  if (!/^(\d+[smhdw]?)+$/i.test(time)) return undefined;
  const of = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
  const parts = [...time.toLowerCase().matchAll(/(\d+)([smhdw]?)/g)];
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * of[(unit || "s") as keyof typeof of], 0);
}

async function complete(given: Jump, depth: number): Promise<Login> {
  const said = sshOptions(given.host, given.user);
  const user = given.user ?? said.user?.[0] ?? "root";
  const proxy = given.proxy ?? jumpsIn(said.proxyjump);
  if (!proxy && said.proxycommand && said.proxycommand[0] !== "none")
    throw new Error("ProxyCommand of ~/.ssh/config is not supported: ProxyJump, or `proxy`, can say it");
  const timeout = (given.perDialTimeout ?? seconds(said.connecttimeout) ?? 15) * 1000;
  if (depth > MOST_JUMPS) throw new Error("its jump hosts go in a circle");
  return {
    host: said.hostname?.[0] ?? given.host,
    port: given.port ?? number(said.port) ?? 22,
    user,
    ways: await authMethodsOf(given, said, user, timeout),
    hostKey: given.hostKey,
    hostKeyChecking: given.hostKeyChecking ?? "strict",
    hostKeyAlias: said.hostkeyalias?.[0],
    allowsSha1: said.hostkeyalgorithms?.some((list) => /^(?!-)(.*[+^,])?ssh-rsa(,|$)/.test(list)) ?? false,
    knownHosts: filesOf([
      ...(said.userknownhostsfile ?? FILES.map((name) => join(sshFolder(), name))),
      ...(said.globalknownhostsfile ?? FILES.map((name) => `/etc/ssh/ssh_${name}`)),
    ]),
    tries: given.dialErrorLimit === -1 ? Infinity : Math.max(1, given.dialErrorLimit ?? 10),
    timeout,
    alive: {
      interval: (seconds(said.serveraliveinterval) ?? ALIVE.interval) * 1000,
      most: number(said.serveralivecountmax) ?? ALIVE.most,
    },
    jump: proxy && (await complete(proxy, depth + 1)),
  };
}

/** Completes a connection from `~/.ssh/config`, the agent and the usual key files. */
export const login = (connection: Connection): Promise<Login> =>
  complete(typeof connection === "string" ? { host: connection } : connection, 0);
