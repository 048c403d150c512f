/** Reading and replacing a value of a draft by its dotted path: `training.parameterGroups.0.frozen`. */
import { isRecord, replacedAt, valueAt as valueAtKeys } from '../config/configPlaces';
import type { JsonObject, JsonValue } from './draft';

/** The value at a path; undefined when there is none. */
export function valueAt(json: JsonValue, path: string): JsonValue | undefined {
  return valueAtKeys(json, path.split('.')) as JsonValue | undefined;
}

/** A copy of `json` with another value at the path; objects on the way are made when they are missing. */
export function withValueAt(json: JsonObject, path: string, value: JsonValue): JsonObject {
  return replacedAt(json, path.split('.'), value) as JsonObject;
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return isRecord(value);
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
