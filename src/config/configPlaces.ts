/** Reading and replacing what lies at a path inside JSON. Nothing is ever changed in place. */

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What lies under a key of an object or an index of a list; undefined when nothing does. */
export function child(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return value[Number(key)];
  return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

export function valueAt(json: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(child, json);
}

/** A copy with another value at the path, its keys in the order they had; undefined removes the key, and missing objects on the way are made. */
export function replacedAt(json: object, path: readonly string[], value: unknown): Record<string, unknown> {
  const [key = '', ...rest] = path;
  const after = rest.length === 0 ? value : inside(child(json, key), rest, value);
  const entries = Object.entries({ ...json, [key]: after });
  return Object.fromEntries(entries.filter(([other]) => other !== key || after !== undefined));
}

function inside(json: unknown, path: readonly string[], value: unknown): unknown {
  if (!Array.isArray(json)) return replacedAt(isRecord(json) ? json : {}, path, value);
  const [key, ...rest] = path;
  const items: unknown[] = [...json];
  items[Number(key)] = rest.length === 0 ? value : inside(child(json, key ?? ''), rest, value);
  return items;
}
