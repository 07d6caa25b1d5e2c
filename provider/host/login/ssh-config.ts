import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { homedir, userInfo } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { among } from "./patterns";
import { linesIn, type SshLine } from "./ssh-words";

/** The options of a host in `~/.ssh/config`, by name in lower case, each with all its words; ssh_config(5). */
export type SshOptions = Readonly<Partial<Record<string, readonly string[]>>>;

/** A path with the home directory in place of `~`. */
export const expandHome = (path: string) => (path.startsWith("~/") ? join(homedir(), path.slice(2)) : path);

/** The depth to which files may include each other, as in OpenSSH. */
const DEPTH = 16;
/** The user's folder of keys and configuration. */
export const sshFolder = () => join(homedir(), ".ssh");

/** Options that add up; of all others the first value counts. */
const MANY = ["identityfile", "certificatefile"];
/** Options that exclude each other: the first one counts. */
const RIVAL: Readonly<Record<string, string>> = { proxyjump: "proxycommand", proxycommand: "proxyjump" };
/** Criteria of a Match that never hold: some would run a program, the others are of sessions. */
const PASSED_OVER = ["exec", "localnetwork", "tagged", "command", "version", "sessiontype"];

/** The files that a word of `Include` names; its last part may be a pattern, which matches a hidden file only if it begins with a dot too. */
function included(word: string): string[] {
  const path = resolve(sshFolder(), expandHome(word));
  const [folder, last] = [dirname(path), basename(path)];
  if (/[*?]/.test(folder) || path.includes("["))
    throw new Error(
      `Include ${word} of ~/.ssh/config is not supported: only its last part may be a pattern, without [`,
    );
  if (!/[*?]/.test(last)) return [path];
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  const isSeen = (name: string) => !name.startsWith(".") || last.startsWith(".");
  return names.filter((name) => isSeen(name) && among([last], name)).map((name) => join(folder, name));
}

/** The lines of a file; none if there is no such file. */
function linesOf(path: string): readonly SshLine[] {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return [];
  const text = readFileSync(path, "utf8");
  try {
    return linesIn(text);
  } catch (error) {
    throw new Error(`${path} cannot be understood: ${(error as Error).message}`, { cause: error });
  }
}

/** Replaces tokens and variables: `%h` and the like, `${NAME}` of the environment, `~`. */
const fill = (text: string, tokens: Readonly<Record<string, string>>) =>
  expandHome(text.replace(/%(.)/g, (token, letter: string) => tokens[letter] ?? token)).replace(
    /\$\{(\w+)\}/g,
    (_, name: string) => process.env[name] ?? "",
  );

/** Reads the lines for one host. */
class Reading {
  readonly found: Record<string, string[]> = {};
  /** Whether a Match asks for a second pass, and whether this is the second pass. */
  isAgain = false;
  private needsSecondPass = false;

  constructor(
    private readonly alias: string,
    user: string | undefined,
  ) {
    if (user !== undefined) this.found.user = [user];
  }

  /** The address, as far as it is known. */
  get host(): string {
    const [said] = this.found.hostname ?? [];
    return said === undefined ? this.alias : fill(said, { h: this.alias, "%": "%" });
  }

  /** Reads a file; if a Match asks for it, once more with the address as the host's name. */
  read(path: string): this {
    this.take(path, 0);
    if (!this.needsSecondPass) return this;
    this.isAgain = true;
    this.take(path, 0);
    return this;
  }

  private take(path: string, depth: number): void {
    if (depth > DEPTH) throw new Error(`${path} is included by itself`);
    let isActive = true;
    for (const { keyword: option, words } of linesOf(path)) {
      if (option === "host" || option === "match") isActive = this.holds(option, words);
      else if (!isActive) continue;
      else if (option === "include") words.flatMap(included).forEach((file) => this.take(file, depth + 1));
      else if (MANY.includes(option)) this.found[option] = [...new Set([...(this.found[option] ?? []), ...words])];
      else if (!this.found[RIVAL[option] ?? option]) this.found[option] ??= [...words];
    }
  }

  /** Whether a section is about the host. */
  private holds(option: string, words: readonly string[]): boolean {
    if (option === "host") return among(words, this.isAgain ? this.host.toLowerCase() : this.alias);
    const left = [...words];
    let all = true;
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      // A criterion and its value are set off by a blank or by `=`.
      const [, word = next, value] = /^([^=]*)=(.*)$/.exec(next) ?? [];
      if (value) left.unshift(value);
      const is = this.meets(word.replace(/^!/, "").toLowerCase(), left);
      all &&= is === !word.startsWith("!");
    }
    return all;
  }

  /** Whether a criterion of a Match is met, whose value is the next word; undefined for one that is ignored. */
  private meets(criterion: string, left: string[]): boolean | undefined {
    if (criterion === "all") return true;
    this.needsSecondPass ||= criterion === "final";
    if (criterion === "final" || criterion === "canonical") return this.isAgain;
    const value = left.shift() ?? "";
    if (criterion === "host") return among(value.toLowerCase().split(","), this.host.toLowerCase());
    if (criterion === "originalhost") return among(value.toLowerCase().split(","), this.alias.toLowerCase());
    if (criterion === "user") return among(value.split(","), this.found.user?.[0] ?? "root");
    if (criterion === "localuser") return among(value.split(","), userInfo().username);
    if (PASSED_OVER.includes(criterion)) return undefined;
    throw new Error(`Match ${criterion} of ~/.ssh/config is not supported`);
  }
}

/** The options of a host in `~/.ssh/config`. `Match exec` is skipped: a preview runs no program on this machine. */
export function sshOptions(alias: string, user?: string): SshOptions {
  const { found, host } = new Reading(alias, user).read(join(sshFolder(), "config"));
  const tokens = {
    ...{ h: host, n: alias, d: homedir(), u: userInfo().username, "%": "%" },
    ...{ r: found.user?.[0] ?? "root", p: found.port?.[0] ?? "22" },
  };
  const filled = Object.entries(found).map(([option, words]) => [option, words.map((word) => fill(word, tokens))]);
  return { ...Object.fromEntries(filled), hostname: [host] };
}
