import { existsSync, readdirSync, readFileSync } from "node:fs";
import { homedir, userInfo } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import SSHConfig, { glob, LineType, type Line, type Section } from "ssh-config";

/** What `~/.ssh/config` says of a host, by option in lower case, each with all its words; ssh_config(5). */
export type Said = Readonly<Partial<Record<string, readonly string[]>>>;

/** A path with the home directory in place of `~`. */
export const home = (path: string) => (path.startsWith("~/") ? join(homedir(), path.slice(2)) : path);

/** How deep files may include each other, as in OpenSSH. */
const DEPTH = 16;
/** Where a user keeps keys and files about them. */
export const FOLDER = () => join(homedir(), ".ssh");

/** Spellings that the parser looks for as they are here. */
const SPELLED: Readonly<Record<string, string>> = { hostname: "HostName", user: "User" };

/** The files that a word of `Include` names; its last part may be a pattern. */
function included(word: string): string[] {
  const path = resolve(FOLDER(), home(word));
  if (!/[*?]/.test(path)) return [path];
  const folder = existsSync(dirname(path)) ? readdirSync(dirname(path)).sort() : [];
  return folder.filter((name) => glob([basename(path)], name)).map((name) => join(dirname(path), name));
}

const wordsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.map((one) => (typeof one === "string" ? one : String(one.val))) : [String(value)];

const isSection = (line: Line): line is Section => "config" in line;

/** A section whose lines, and sections that they include, stand by themselves: those hold where the section does. */
function opened(section: Section, lines: readonly Line[], alias: string): Line[] {
  const holds = /^host$/i.test(section.param) && glob(wordsOf(section.value), alias);
  if (!/^host$/i.test(section.param) && lines.some(isSection))
    throw new Error("~/.ssh/config includes sections inside of a Match, which is not supported");
  return lines.flatMap((line) => {
    if (!isSection(line)) return [{ ...section, config: SSHConfig.of(line) as SSHConfig }];
    return holds ? [line] : [];
  });
}

/** The lines of a file, with those that it includes in their place. */
function linesOf(file: string, alias: string, depth = 0): Line[] {
  if (depth > DEPTH) throw new Error(`${file} is included by itself`);
  const expanded = (line: Line): Line[] => {
    if (line.type !== LineType.DIRECTIVE) return [];
    if (/^include$/i.test(line.param))
      return wordsOf(line.value).flatMap(included).flatMap((path) => linesOf(path, alias, depth + 1)); // prettier-ignore
    if (isSection(line)) return opened(line, Array.from(line.config).flatMap(expanded), alias);
    return [{ ...line, param: SPELLED[line.param.toLowerCase()] ?? line.param }];
  };
  return existsSync(file) ? Array.from(SSHConfig.parse(readFileSync(file, "utf8"))).flatMap(expanded) : [];
}

/** Fills in what stands for something else: `%h` and the like, `${NAME}` of the environment, `~`. */
const fill = (text: string, tokens: Readonly<Record<string, string>>) =>
  home(text.replace(/%(.)/g, (token, letter: string) => tokens[letter] ?? token)).replace(
    /\$\{(\w+)\}/g,
    (_, name: string) => process.env[name] ?? "",
  );

/** What `~/.ssh/config` says of a host. `Match exec` is passed over: to look at a host runs no program here. */
export function configured(alias: string, user?: string): Said {
  const config = SSHConfig.from(linesOf(join(FOLDER(), "config"), alias)) as SSHConfig;
  const computed = config.compute({ Host: alias, User: user }, { ignoreCase: true, matchExec: false });
  const found = Object.fromEntries(Object.entries(computed).map(([option, value]) => [option.toLowerCase(), wordsOf(value)])); // prettier-ignore
  const host = found.hostname?.[0] === undefined ? alias : fill(found.hostname[0], { h: alias, "%": "%" });
  const tokens = {
    ...{ h: host, n: alias, d: homedir(), u: userInfo().username, "%": "%" },
    ...{ r: found.user?.[0] ?? "root", p: found.port?.[0] ?? "22" },
  };
  const filled = Object.entries(found).map(([option, words]) => [option, words.map((word) => fill(word, tokens))]);
  return { ...Object.fromEntries(filled), hostname: [host] };
}
