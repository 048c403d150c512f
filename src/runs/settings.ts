/** The settings of a run as leaves: dotted paths, `training.schedule.name`, and values. A list is one value. Pure. */
import type { Json } from '../protocol/json';
import type { RunRecord } from '../protocol/records';

/** A run as far as its settings go; one of another program has those that its log tells. */
export type WithSettings = Pick<RunRecord, 'config' | 'foreign'>;

/** Of a run everything but what it is called: that decides nothing. */
export function settingsOf({ config, foreign }: WithSettings): Map<string, Json> {
  if (foreign) return new Map(foreign.settings);
  const { experiment: _, version: __, ...compared } = config;
  return settingLeaves(compared);
}

export function settingLeaves(config: object): Map<string, Json> {
  const leaves = new Map<string, Json>();
  const collect = (value: unknown, path: string) => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [key, inner] of Object.entries(value)) collect(inner, path ? `${path}.${key}` : key);
    } else if (value !== undefined) {
      leaves.set(path, value as Json);
    }
  };
  collect(config, '');
  return leaves;
}

/** null for a run of another program, whose log need not tell it. */
export function seedOf({ config, foreign }: WithSettings): number | null {
  return foreign ? null : config.training.seed;
}

/** As a cell shows it. */
export function settingText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export interface SettingRow {
  path: string;
  /** One for each; null where it has no such setting. */
  values: (string | null)[];
  differs: boolean;
}

/** Every setting that one of them has, in the order of the first. */
export function settingRows(all: readonly ReadonlyMap<string, Json>[]): SettingRow[] {
  return [...new Set(all.flatMap((one) => [...one.keys()]))].map((path) => {
    const values = all.map((one) => (one.has(path) ? settingText(one.get(path)!) : null));
    return { path, values, differs: new Set(values).size > 1 };
  });
}
