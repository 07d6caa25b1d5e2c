/** The tool that runs a command on the host: iproute2's `ip`, or the script, which keeps the journal of notes and looks into all namespaces. */
export type Tool = "ip" | "journal" | "namespaces";

/** One call of a tool: its words as typed after the tool's name, without the namespace and the address family; ip(8). */
export interface Command {
  readonly tool: Tool;
  /** Namespace that it runs in; the host's own if there is none. */
  readonly netns?: string;
  /** Restricts the tool to one address family, as `ip -6` does. */
  readonly family?: "inet" | "inet6";
  readonly words: readonly string[];
}

/** Characters that `ip -batch` passes on as they are: no quote, `#`, backslash or control character; a space only inside a word. */
const SAFE = /^[\w.:/@%+,=~()[\]-]+( [\w.:/@%+,=~()[\]-]+)*$/;

/** Whether a word reaches `ip -batch` unchanged; its lexer knows quotes, comments and continuation lines, but no escapes. */
export const isSafe = (word: string): boolean => SAFE.test(word);

/** A command of `ip` in a namespace, or in the host's own if none is named; ip-netns(8). */
export const inNetns = (netns: string | undefined, ...words: string[]): Command =>
  netns === undefined ? { tool: "ip", words } : { tool: "ip", netns, words };

/** Options that select namespace and family. */
export const optionsOf = ({ netns, family }: Pick<Command, "netns" | "family">): string[] => [
  ...(netns === undefined ? [] : ["-n", netns]),
  ...familyOption(family),
];

/** The option of an address family. */
export const familyOption = (family: Command["family"]): string[] =>
  family === undefined ? [] : [family === "inet6" ? "-6" : "-4"];

/** Whether the name of a namespace is a word of the script, which its shell neither splits nor expands. */
export const isNetnsWord = (netns: string): boolean => /^(?![+-])[^\s\p{C}*?[\\]+$/u.test(netns);

/** The name of a namespace as such a word; throws if it is none. */
export function netnsWord(netns: string | undefined): string | undefined {
  if (netns !== undefined && !isNetnsWord(netns))
    throw new Error(`the name of a namespace is not safe: ${JSON.stringify(netns)}`);
  return netns;
}

const quoted = (word: string) => (word.includes(" ") ? `"${word}"` : word);

/** A line of a batch; throws on a word that is not safe. */
export function batchLine({ words }: Pick<Command, "words">): string {
  const unsafe = words.find((word) => !isSafe(word));
  if (unsafe !== undefined) throw new Error(`a word of a command is not safe: ${JSON.stringify(unsafe)}`);
  return words.map(quoted).join(" ");
}

/**
 * Keeps a word in the host's journal under a name until it is cleared or the host goes down. A word that is there already is replaced
 * only if it is `instead`: the host refuses the command otherwise. Without a word it clears the name; with `-`, only if the word is `instead`.
 */
export const note = (name: string, ...[word, instead]: readonly (string | undefined)[]): Command => ({
  tool: "journal",
  words: [name, word, instead].filter((one) => one !== undefined),
});

/** Whether a command is a note rather than a change of the network. */
export const isNote = ({ tool }: Command): boolean => tool === "journal";

/** Whether a command deletes an object, as `addr del` does. */
export const isDelete = ({ words }: Command): boolean => words[1] === "del";

/** Commands as one word, for a note. */
export const pack = (commands: readonly Command[]): string => encodeURIComponent(JSON.stringify(commands));

/** Whether a value is a command by which a delete restores an address or a route: nothing else is run from a note. */
const isRestoring = (value: unknown): value is Command => {
  const { tool, words, netns, ...rest } = (value ?? {}) as Partial<Command>;
  const isText = Array.isArray(words) && words.every((word) => typeof word === "string" && isSafe(word));
  const isPlace = netns === undefined || (typeof netns === "string" && isNetnsWord(netns));
  return tool === "ip" && isText && isPlace && !Object.keys(rest).length && RESTORING.test(words.slice(0, 2).join(" "));
};
const RESTORING = /^(addr (add|replace|del)|route (add|append|prepend|del))$/;

/** The commands in such a word; undefined if it holds anything that we do not write. */
export function unpack(word: string): Command[] | undefined {
  try {
    const commands: unknown = JSON.parse(decodeURIComponent(word));
    return Array.isArray(commands) && commands.every(isRestoring) ? commands : undefined;
  } catch {
    return undefined;
  }
}

/** The command as a person would type it. */
export const display = (command: Command): string =>
  [command.tool === "journal" ? "note" : command.tool, ...optionsOf(command), ...command.words].map(quoted).join(" ");
