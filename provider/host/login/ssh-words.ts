/** A line of a configuration file of ssh: its keyword in lower case, and its words; ssh_config(5). */
export interface SshLine {
  readonly keyword: string;
  readonly words: readonly string[];
}

const isBlank = (letter: string) => letter === " " || letter === "\t";

/** Words as OpenSSH splits them: quotes of both kinds, a backslash before a quote, a backslash or a space, and a comment at the end. */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let [word, quote]: [string | undefined, string] = [undefined, ""];
  for (let i = 0; i < text.length; i++) {
    const [letter, next] = [text[i]!, text[i + 1] ?? ""];
    if (word === undefined) {
      if (isBlank(letter)) continue;
      if (letter === "#") break;
      word = "";
    }
    if (letter === "\\" && (/['"\\]/.test(next) || (next === " " && !quote))) word += text[++i];
    else if (!quote && isBlank(letter)) word = void words.push(word);
    else if (!quote && /['"]/.test(letter)) quote = letter;
    else if (letter === quote) quote = "";
    else word += letter;
  }
  if (quote) throw new Error(`a quote is not closed: ${text}`);
  return word === undefined ? words : [...words, word];
}

/** The lines of a file that are not empty and no comments. A keyword is set off by blanks, or by one `=`. */
export const linesIn = (text: string): SshLine[] =>
  text.split("\n").flatMap((line) => {
    const [, keyword, rest = ""] = /^\s*([^\s=#"]+)(?:\s*=\s*|\s+|$)(.*?)\s*$/.exec(line) ?? [];
    return keyword === undefined ? [] : [{ keyword: keyword.toLowerCase(), words: splitWords(rest) }];
  });
