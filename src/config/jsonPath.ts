/** Reading and replacing a value of a draft by its dotted path: `training.parameterGroups.0.frozen`. */

import type { Json, JsonObject } from '../protocol/json';
import { isRecord, replacedAt, valueAt as valueAtKeys } from './configPlaces';

/** The value at a path; undefined when there is none. */
export function valueAt(json: Json, path: string): Json | undefined {
  return valueAtKeys(json, path.split('.')) as Json | undefined;
}

/** A copy of `json` with another value at the path; objects on the way are made when they are missing. */
export function withValueAt(json: JsonObject, path: string, value: Json): JsonObject {
  return replacedAt(json, path.split('.'), value) as JsonObject;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return isRecord(value);
}

/** Equal as JSON; the order of keys does not matter. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
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
