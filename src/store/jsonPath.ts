/** Reading and replacing a value deep inside JSON. Paths are dotted: `training.parameterGroups.0.frozen`. */
import type { JsonObject, JsonValue } from './draft';

/** The value at a path; undefined when there is none. */
export function valueAt(json: JsonValue, path: string): JsonValue | undefined {
  let value: JsonValue | undefined = json;
  for (const key of path.split('.')) {
    if (Array.isArray(value)) value = value[Number(key)];
    else if (isObject(value)) value = value[key];
    else return undefined;
  }
  return value;
}

/** A copy of `json` with another value at the path; objects on the way are made when they are missing. */
export function withValueAt(json: JsonObject, path: string, value: JsonValue): JsonObject {
  const [key = '', ...rest] = path.split('.');
  return { ...json, [key]: rest.length === 0 ? value : inside(json[key], rest, value) };
}

function inside(json: JsonValue | undefined, path: string[], value: JsonValue): JsonValue {
  if (!Array.isArray(json)) return withValueAt(isObject(json) ? json : {}, path.join('.'), value);
  const [key = '', ...rest] = path;
  return json.map((item, index) =>
    index !== Number(key) ? item : rest.length === 0 ? value : inside(item, rest, value),
  );
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Equal as JSON; the order of keys does not matter. */
export function sameJson(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => sameJson(item, b[index]));
  }
  if (isObject(a)) {
    if (!isObject(b)) return false;
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].every((key) => sameJson(a[key], b[key]));
  }
  return a === b;
}
