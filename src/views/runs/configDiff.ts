/** Where two configurations differ. Pure. */
import type { RunConfig } from '../../protocol/config';

export interface Difference {
  /** Dotted path, `training.schedule.name`. */
  path: string;
  /** Printed values; null where the configuration has no such field. */
  left: string | null;
  right: string | null;
}

/** Leaves that differ, in the order of the first configuration; lists are compared as a whole. */
export function configDiff(left: RunConfig, right: RunConfig): Difference[] {
  const [a, b] = [leaves(left), leaves(right)];
  return [...new Set([...a.keys(), ...b.keys()])]
    .filter((path) => a.get(path) !== b.get(path))
    .map((path) => ({ path, left: a.get(path) ?? null, right: b.get(path) ?? null }));
}

function leaves(value: unknown, path = '', into = new Map<string, string>()): Map<string, string> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const [key, inner] of Object.entries(value)) leaves(inner, path ? `${path}.${key}` : key, into);
  } else if (value !== undefined) {
    into.set(path, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return into;
}
