/** Whether a text matches a pattern: `*` stands for any characters, `?` for exactly one; ssh_config(5). */
const fits = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replace(/\*/g, ".*")
      .replace(/\?/g, ".")}$`,
    "su",
  ).test(text);

/** Whether a text matches one of the patterns, and none that begins with `!`. */
export function among(patterns: readonly string[], text: string): boolean {
  if (patterns.some((pattern) => pattern.startsWith("!") && fits(pattern.slice(1), text))) return false;
  return patterns.some((pattern) => !pattern.startsWith("!") && fits(pattern, text));
}
