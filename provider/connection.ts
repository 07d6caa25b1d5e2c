import { z } from "zod";
import { integer, oneOf } from "./ip/values";

const word = z.string("must be a string").min(1, "must not be empty");
const printed = word.regex(/^\P{C}*$/u, "must not hold control characters");
const address = printed
  .regex(/^\S*$/, "must not hold blanks")
  .regex(/^[^@]*$/, "must not hold a user: give `user`")
  .regex(/^(?![^:]*:\d+$)/, "must not hold a port: give `port`")
  .regex(/^(?!\[)/, "must not stand in brackets; a port is given as `port`");
const secret = word.regex(/^[^\0\p{Cs}]*$/u, "must be well-formed Unicode without a NUL").max(1024, "has at most 1024 characters, as sshd takes them"); // prettier-ignore

/** Whether a text may be a path, and is no key. */
export const isPath = (text: string): boolean => !/\p{Cc}|-----BEGIN/u.test(text);

/** The login to a machine: the fields of `@pulumi/command`'s connection, and some more. */
const login = {
  /** Name or address of the host, or its name in `~/.ssh/config`. */
  host: address,
  /** Port of its sshd; default the one of `~/.ssh/config`, else 22. */
  port: integer(1, 65535, "a TCP port").optional(),
  /** User who logs in; default the one of `~/.ssh/config`, else `root`. */
  user: printed.optional(),
  /** Password of the user. */
  password: secret.optional(),
  /** Text of a private key; it is tried before a password. */
  privateKey: word.optional(),
  /** Path of a private key on the machine that runs Pulumi, so that no state holds the key; `~/` is the home directory. */
  privateKeyPath: word.refine(isPath, "is the text of a key: give `privateKey`").optional(),
  /** Passphrase of the private key. */
  privateKeyPassword: secret.optional(),
  /** Socket of an SSH agent; default `SSH_AUTH_SOCK`. It is never forwarded. */
  agentSocketPath: word.refine(isPath, "must be the path of a socket").optional(),
  /** Public key of the host, as in `known_hosts`: `ssh-ed25519 AAAA…`. If not given, `known_hosts` decides. */
  hostKey: z
    .string("must be a string")
    .regex(/^\s*(ssh|ecdsa|sk)-[\w@.-]+\s+[\w+/=]+/, "must be a public key as in known_hosts: ssh-ed25519 AAAA…")
    .optional(),
  /** Treatment of a host whose key is not known: refuse it (strict), remember its key (accept-new), ask nothing (off). */
  hostKeyChecking: oneOf(["strict", "accept-new", "off"]).optional(),
  /** How often a connection is tried; default 10, -1 is without end. */
  dialErrorLimit: integer(-1, 1000, "a number of tries, or -1 for no limit").optional(),
  /** Seconds that one try may take; `ConnectTimeout` of `~/.ssh/config`, else 15, if not given; 0 is without end. */
  perDialTimeout: integer(0, 3600, "seconds, or 0 for no limit").optional(),
};

/** A machine that the way to a host leads over; it may have one of its own. */
export type Jump = { readonly [K in keyof typeof login]?: z.input<(typeof login)[K]> } & {
  readonly host: string;
  readonly proxy?: Jump;
};

const notObject = {
  error: ({ code }: { code: string }) => (code === "invalid_type" ? "must be an object with `host`" : undefined),
};
const jump: z.ZodType<Jump, Jump> = z.lazy(() => z.strictObject({ ...login, proxy }, notObject));
/** Jump host that the way leads over, with the same fields and perhaps a `proxy` of its own; default `ProxyJump` of `~/.ssh/config`. */
const proxy = jump.optional();

/** The way to reach a host. */
export const endpoint = z
  .strictObject({
    ...login,
    proxy,
    /** How the user becomes root: `sudo`, without a terminal. */
    become: oneOf(["sudo"]).optional(),
    /** Password that `sudo` asks for; if not given, `sudo` has to work without one. */
    becomePassword: secret.optional(),
    /** Label of the host in ids and messages; a named host can change its address and keeps its resources. */
    name: z
      .string("must be a string")
      .regex(/^[\w.:%-]+$/, "may hold letters, digits, and . : % - _")
      .optional(),
  })
  .refine(({ become, becomePassword }) => become || !becomePassword, {
    path: ["becomePassword"],
    message: 'is for `become: "sudo"`',
  });

/** The way to reach a host, spelled out. */
export type Endpoint = z.input<typeof endpoint>;

/** The way to reach a host: its name in `~/.ssh/config`, or an address with what the login needs. */
export type Connection = string | Endpoint;

const what = "an object with `host`, or the name of a host in ~/.ssh/config";

/** The argument `connection`. */
export const connection = z.custom<Connection>().superRefine((value, issues) => {
  const shape = typeof value === "string" ? address : endpoint;
  if (value === undefined) return issues.addIssue({ code: "custom", message: `is required: ${what}` });
  if (!/string|object/.test(typeof value) || Array.isArray(value))
    return issues.addIssue({ code: "custom", message: `must be ${what}` });
  for (const { path, message } of shape.safeParse(value).error?.issues ?? [])
    issues.addIssue({ code: "custom", path: [...path], message });
});

/** A host's identity: its name, else its address and port. */
export const hostOf = (value: Connection): string =>
  typeof value === "string" ? value : (value.name ?? `${value.host}:${value.port ?? 22}`);
