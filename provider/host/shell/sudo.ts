import type { Connection } from "../../connection";

/** The way to run a command as root: words before the command, and before its input. */
export interface Sudo {
  readonly command: string;
  readonly input: string;
  /** Removes the password from output: some hosts echo their input. */
  hide(words: string): string;
}

/** The way that a connection asks for; a password is sent before the script's input, and the script skips it if sudo does not ask. */
export function sudoOf(connection: Connection): Sudo {
  const { become, becomePassword } = typeof connection === "string" ? {} : connection;
  const hide = (words: string) => (becomePassword ? words.replaceAll(becomePassword, "[secret]") : words);
  if (!become) return { command: "", input: "", hide };
  if (!becomePassword) return { command: "env LC_ALL=C sudo -n ", input: "", hide };
  return { command: 'env LC_ALL=C sudo -S -p "" ', input: `${becomePassword}\n`, hide };
}

/** Messages of sudo, and the remedy. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/password is required/, "; sudo has to work without a password (NOPASSWD), or `becomePassword` has to say it"],
  [/incorrect password|no password was provided/, "; `becomePassword` is not what sudo asks for"],
  [/must have a tty/, "; sudo has to work without a terminal (no requiretty)"],
];

/** The remedy for a message of sudo. */
export const advice = ({ command }: Sudo, words: string): string =>
  (command && ADVICE.find(([said]) => said.test(words))?.[1]) || "";
