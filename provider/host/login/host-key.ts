import type { ServerHostKeyAlgorithm } from "ssh2";
import { keyOf, knownKeys, remember, type HostKey } from "./known-hosts";
import type { Login } from "./login";

/** The signature algorithms of each key type, as ssh2 lists them, the best first; SHA-1 is left out, as OpenSSH does since 8.8. */
const ALGORITHMS: Readonly<Record<string, readonly ServerHostKeyAlgorithm[]>> = {
  "ssh-ed25519": ["ssh-ed25519"],
  "ecdsa-sha2-nistp256": ["ecdsa-sha2-nistp256"],
  "ecdsa-sha2-nistp384": ["ecdsa-sha2-nistp384"],
  "ecdsa-sha2-nistp521": ["ecdsa-sha2-nistp521"],
  "ssh-rsa": ["rsa-sha2-512", "rsa-sha2-256"],
};

/** Checks the key that a host shows; `verdict` is the reason for a refusal. */
export class KeyCheck {
  verdict?: string;
  private constructor(
    private readonly to: Login,
    private readonly known: readonly HostKey[],
  ) {}

  /** The known keys of a host: the one of the connection, else those of `known_hosts`; a revoked key is refused in any case. */
  static of(to: Login): KeyCheck {
    const [type, blob] = to.hostKey?.trim().split(/\s+/) ?? [];
    const known = knownKeys(to);
    return new KeyCheck(to, type && blob ? [{ type, blob }, ...known.filter(({ marker }) => marker === "@revoked")] : known); // prettier-ignore
  }

  /** Asks the host for a key of a type that is known first. */
  get algorithms() {
    const types = this.known.flatMap(({ type, marker }) => (marker ? [] : [type]));
    const usual = [...types, ...Object.keys(ALGORITHMS)].flatMap((type) => ALGORITHMS[type] ?? []);
    return { serverHostKey: [...new Set([...usual, ...(this.to.allowsSha1 ? ["ssh-rsa" as const] : [])])] };
  }

  accepts(wire: Buffer): boolean {
    const key = keyOf(wire);
    const of = (marker?: HostKey["marker"]) => this.known.filter((known) => known.marker === marker);
    const is = ({ blob }: HostKey) => blob === key.blob;
    const { hostKeyChecking } = this.to;
    if (of("@revoked").some(is)) this.verdict = `its ${key.type} key is revoked in known_hosts`;
    else if (of().some(is) || hostKeyChecking === "off") return true;
    else if (of().length)
      this.verdict = `it shows another ${key.type} key than the known one: someone may be in between, or the host was reinstalled`;
    else if (of("@cert-authority").length)
      this.verdict = `known_hosts knows it by a @cert-authority alone, which is not supported: add its ${key.type} key to known_hosts (ssh-keyscan), or give \`hostKey\``;
    else if (hostKeyChecking === "strict")
      this.verdict = `its ${key.type} key is not known: add it to known_hosts (ssh-keyscan), give \`hostKey\`, or set hostKeyChecking: "accept-new"`;
    else this.remember(key);
    return this.verdict === undefined;
  }

  private remember(key: HostKey): void {
    try {
      remember(this.to, key);
    } catch (error) {
      this.verdict = `its ${key.type} key cannot be remembered: ${(error as Error).message}`;
    }
  }
}
