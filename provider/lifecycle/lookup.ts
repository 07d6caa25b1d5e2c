import { hostOf, type Connection } from "../connection";
import { UNKNOWN } from "../ip/unknown";
import { check } from "../kinds/check";
import type { Kind, Values } from "../kinds/kind";
import { isNamed } from "../kinds/kind";
import { Fault } from "./fault";

/** The object that `get` looks for: the program's arguments, and the name in the id. */
export function lookup(kind: Kind, id: string, props: Values): Values {
  const { values, failures } = check(
    kind,
    { ...namedIn(kind, id, props.connection as Connection), ...props, __provider: undefined },
    UNKNOWN,
  );
  const wrong = failures.filter((said) => props[/^\w+/.exec(said)?.[0] ?? ""] !== undefined);
  const missing = failures.filter((said) => kind.identity.key.some((field) => said.startsWith(`${field}:`)));
  if (wrong.length || missing.length) throw new Fault([...new Set([...wrong, ...missing])].join("\n"));
  return values;
}

/** Namespace and name in the id of a link or a namespace. */
function namedIn(kind: Kind, id: string, connection: Connection): Values {
  const place = connection && id.startsWith(`${hostOf(connection)}:`) ? id.slice(hostOf(connection).length + 1) : id;
  const [name, netns] = place.split("/").reverse();
  return isNamed(kind) ? { name, ...(kind.identity.key.includes("netns") && netns ? { netns } : {}) } : {};
}
