/** Words of one `ip` call as typed after `ip`, its namespace first: `["-n", "red", "link", "set", "dev", "eth0", "up"]`; ip(8). */
export type Command = readonly string[];

/** Characters that `ip -batch` passes on as they are: no quote, `#`, backslash or control character; a space only inside a word. */
const SAFE = /^[\w.:/@%+,=~()[\]-]+( [\w.:/@%+,=~()[\]-]+)*$/;

/** Whether a word reaches `ip -batch` unchanged; its lexer knows quotes, comments and continuation lines, but no escapes. */
export const isSafe = (word: string): boolean => SAFE.test(word);

/** The command run in a namespace; no name is the host's own; ip-netns(8). */
export const inNetns = (netns: string | undefined, ...words: Command): Command =>
  netns === undefined ? words : ["-n", netns, ...words];

/** The namespace a command runs in, `undefined` for the host's own. */
export const netnsOf = (command: Command): string | undefined => (command[0] === "-n" ? command[1] : undefined);

/** Whether a namespace's name is a word of the script, which its shell neither splits nor expands. */
export const isNetnsWord = (netns: string): boolean => /^(?![+-])[^\s\p{C}*?[\\]+$/u.test(netns);

/** A namespace's name as such a word; throws where it is none. */
export function netnsWord(netns: string | undefined): string | undefined {
  if (netns !== undefined && !isNetnsWord(netns))
    throw new Error(`the name of a namespace is not safe: ${JSON.stringify(netns)}`);
  return netns;
}

/** A line of `ip -batch` without the namespace, which is an option of the whole batch; throws on a word that is not safe. */
export function batchLine(command: Command): string {
  const words = netnsOf(command) === undefined ? command : command.slice(2);
  const unsafe = words.find((word) => !isSafe(word));
  if (unsafe !== undefined) throw new Error(`a word of an ip command is not safe: ${JSON.stringify(unsafe)}`);
  return words.map((word) => (word.includes(" ") ? `"${word}"` : word)).join(" ");
}

const NOTE = "note";

/** Keeps a word on the host under a name until it is taken back or the host goes down; without a word it takes it back. */
export const note = (name: string, word?: string): Command => [NOTE, name, ...(word === undefined ? [] : [word])];

/** Commands as one word, for a note. */
export const pack = (commands: readonly Command[]): string => encodeURIComponent(JSON.stringify(commands));

/** The commands in such a word, none where there is no note. */
export const unpack = (word = encodeURIComponent("[]")): Command[] => JSON.parse(decodeURIComponent(word)) as Command[];

/** Whether a command is a note rather than one of `ip`. */
export const isNote = (command: Command): boolean => command[0] === NOTE;

/** The command as a person would type it. */
export const display = (command: Command): string =>
  (isNote(command) ? command : ["ip", ...command]).map((word) => (word.includes(" ") ? `"${word}"` : word)).join(" ");
