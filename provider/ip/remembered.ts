/** A pure function of an object that works out each result once. */
export function remembered<Key extends object, Value>(workOut: (key: Key) => Value): (key: Key) => Value {
  const known = new WeakMap<Key, { readonly value: Value }>();
  return (key) => {
    const { value } = known.get(key) ?? { value: workOut(key) };
    known.set(key, { value });
    return value;
  };
}
