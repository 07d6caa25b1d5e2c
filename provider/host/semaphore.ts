import { LoginFailure } from "./error";

/** A semaphore: a limited number of tasks run at a time, the others wait in order. */
export class Semaphore {
  private inside = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly most: number) {}

  /** Runs a task when its turn comes. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.inside < this.most) this.inside++;
    else await new Promise<void>((enter) => this.waiting.push(enter));
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.inside--;
    }
  }
}

/** Hosts that are worked with at the same time, unless `PULUMI_NETLINK_HOSTS_AT_ONCE` is set. */
const AT_ONCE = 50;
/** Logins to one sshd at the same time; from the tenth on it would turn some away (MaxStartups). */
const AT_A_DOOR = 5;

/** The limit that the environment sets: a provider's process sees no configuration of the stack. */
function limit(): number {
  const said = process.env.PULUMI_NETLINK_HOSTS_AT_ONCE || String(AT_ONCE);
  if (/^[1-9]\d{0,5}$/.test(said)) return Number(said);
  throw new LoginFailure("PULUMI_NETLINK_HOSTS_AT_ONCE must be a number of hosts", true);
}

let hosts: Semaphore | undefined;
/** The limit on hosts, for logins and round trips. */
export const hostSemaphore = (): Semaphore => (hosts ??= new Semaphore(limit()));

/** Semaphores by name. */
export function semaphores(most: number): (name: string) => Semaphore {
  const all = new Map<string, Semaphore>();
  return (name) => {
    const gate = all.get(name) ?? new Semaphore(most);
    all.set(name, gate);
    return gate;
  };
}

/** The limit on logins to one sshd. */
export const loginSemaphore = semaphores(AT_A_DOOR);
