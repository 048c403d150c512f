/** Where configurations differ. Pure. */
import type { RunConfig } from '../../protocol/config';

export interface Difference {
  /** Dotted path, `training.schedule.name`. */
  path: string;
  /** Printed values, one for each configuration; null where it has no such field. */
  values: (string | null)[];
}

/** Leaves that are not the same in all, in the order of the first configuration; lists are compared as a whole. */
export function configDiff(configs: readonly RunConfig[]): Difference[] {
  const all = configs.map((config) => leaves(config));
  return [...new Set(all.flatMap((one) => [...one.keys()]))]
    .map((path) => ({ path, values: all.map((one) => one.get(path) ?? null) }))
    .filter(({ values }) => new Set(values).size > 1);
}

function leaves(value: unknown, path = '', into = new Map<string, string>()): Map<string, string> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const [key, inner] of Object.entries(value)) leaves(inner, path ? `${path}.${key}` : key, into);
  } else if (value !== undefined) {
    into.set(path, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return into;
}
