import type { Connection } from "../../connection";

/** The way to run a script as root. */
export interface Sudo {
  /** Whether sudo is used at all. */
  readonly isUsed: boolean;
  /** What is sent before the script's input. */
  readonly input: string;
  /** The command line that runs a script, which holds no single quote. */
  command(script: string): string;
  /** Removes the password from output: some hosts echo their input. */
  hide(words: string): string;
}

/**
 * Runs its argument as root. The password comes first on standard input. If sudo asks for none, the shell takes the password away:
 * sudo would pass it on, and log it as input of the command. If it asks, it reads the password itself.
 */
const WITH_PASSWORD = [
  "if sudo -n sh -c : </dev/null >/dev/null 2>&1",
  `then IFS= read -r p; exec sudo -n sh -c "$1"`,
  `else exec sudo -S -p "" sh -c "$1"`,
  "fi",
].join("; ");

/** The way that a connection asks for. */
export function sudoOf(connection: Connection): Sudo {
  const { become, becomePassword } = typeof connection === "string" ? {} : connection;
  const hide = (words: string) => (becomePassword ? words.replaceAll(becomePassword, "[secret]") : words);
  const [isUsed, input] = [become !== undefined, become && becomePassword ? `${becomePassword}\n` : ""];
  return {
    ...{ isUsed, input, hide },
    command: (script) =>
      input
        ? `env LC_ALL=C sh -c '${WITH_PASSWORD}' sh '${script}'`
        : `${isUsed ? "env LC_ALL=C sudo -n " : ""}sh -c '${script}'`,
  };
}

/** Messages of sudo, and the remedy. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/password is required/, "; sudo has to work without a password (NOPASSWD), or `becomePassword` has to say it"],
  [/incorrect password|no password was provided/, "; `becomePassword` is not what sudo asks for"],
  [/must have a tty/, "; sudo has to work without a terminal (no requiretty)"],
];

/** The remedy for a message of sudo. */
export const advice = ({ isUsed }: Sudo, words: string): string =>
  (isUsed && ADVICE.find(([said]) => said.test(words))?.[1]) || "";
