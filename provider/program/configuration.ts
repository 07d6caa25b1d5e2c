import * as pulumi from "@pulumi/pulumi";

type Fields = Readonly<Record<string, unknown>>;
type Reader = (config: pulumi.Config, field: string) => unknown;

const text: Reader = (config, field) => config.get(field);
const number: Reader = (config, field) => config.getNumber(field);
const secret: Reader = (config, field) => config.getSecret(field);
/** All of an object would be secret if a part of it is; only those parts are made secret again. */
const object: Reader = (config, field) => {
  const value = config.getSecretObject<object>(field);
  return value && pulumi.unsecret(value);
};

/** The fields that stack configuration can set for all hosts, `netlink:user` and so on; those that tell one host from another are not among them. */
const CONFIGURED: Readonly<Record<string, Reader>> = {
  port: number,
  user: text,
  password: secret,
  privateKey: secret,
  privateKeyPath: text,
  privateKeyPassword: secret,
  agentSocketPath: text,
  hostKeyChecking: text,
  dialErrorLimit: number,
  perDialTimeout: number,
  proxy: object,
  become: text,
  becomePassword: secret,
};
/** Fields that are secret even if the program does not say so. */
const SECRET = ["password", "privateKey", "privateKeyPassword", "becomePassword"];
/** Credentials: a connection with one of them takes none from the configuration. */
const CREDENTIALS = ["password", "privateKey", "privateKeyPath", "agentSocketPath"];

const sieve = (fields: Fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** The fields that stack configuration adds to a connection. */
function beside(given: Fields): Fields {
  const config = new pulumi.Config("netlink");
  const own = CREDENTIALS.some((field) => given[field] !== undefined) ? [...CREDENTIALS, "privateKeyPassword"] : [];
  const asked = Object.entries(CONFIGURED).filter(([field]) => given[field] === undefined && !own.includes(field));
  return sieve(Object.fromEntries(asked.map(([field, read]) => [field, read(config, field)])));
}

const hide = (fields: Fields): Fields =>
  Object.fromEntries(
    Object.entries(sieve(fields)).map(([field, value]) => [
      field,
      field === "proxy" ? each(value, hideIn) : SECRET.includes(field) ? pulumi.secret(value) : value,
    ]),
  );
const hideIn = (value: unknown) => (isFields(value) ? hide(value) : value);

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Changes a value, also one that is not known yet. */
const each = (value: unknown, change: (known: unknown) => unknown): unknown =>
  pulumi.Output.isInstance(value) || value instanceof Promise
    ? pulumi.output(value).apply((known: unknown) => pulumi.output(change(known)))
    : change(value);

/** A connection with what stack configuration adds to it; its passwords and keys, and those of its jump hosts, are secret. */
export const completed = (connection: unknown): unknown =>
  each(connection, (known) => {
    if (isFields(known)) return hide({ ...beside(known), ...sieve(known) });
    const said = typeof known === "string" ? beside({}) : {};
    // A host of `~/.ssh/config` stays what it is called.
    return Object.keys(said).length ? hide({ host: known, name: known, ...said }) : known;
  });
