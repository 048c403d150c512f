/** The settings of runs as leaves of their configurations: what differs, and which runs differ in nothing but the seed. Pure. */
import type { RunConfig } from '../../protocol/config';
import type { Json } from '../../protocol/json';
import type { RunRecord } from '../../protocol/records';

/** Decides initial weights, split, order and dropout, and is no setting that is compared. */
export const seedPath = 'training.seed';

/** Leaves by dotted path, `training.schedule.name`; lists are one value. What a run is called is no setting. */
export function settingsOf(config: RunConfig): Map<string, Json> {
  const { experiment: _, version: __, ...compared } = config;
  const into = new Map<string, Json>();
  collect(compared, '', into);
  return into;
}

function collect(value: unknown, path: string, into: Map<string, Json>): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const [key, inner] of Object.entries(value)) collect(inner, path ? `${path}.${key}` : key, into);
  } else if (value !== undefined) {
    into.set(path, value as Json);
  }
}

/** As a cell shows it. */
export function settingText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export interface SettingRow {
  path: string;
  /** One for each configuration; null where it has no such setting. */
  values: (string | null)[];
  differs: boolean;
}

/** Every setting that one of them has, in the order of the first configuration. */
export function settingRows(configs: readonly RunConfig[]): SettingRow[] {
  const all = configs.map(settingsOf);
  return [...new Set(all.flatMap((one) => [...one.keys()]))].map((path) => {
    const values = all.map((one) => (one.has(path) ? settingText(one.get(path)!) : null));
    return { path, values, differs: new Set(values).size > 1 };
  });
}

export interface SeedGroup {
  /** Of what its runs have in common. */
  key: string;
  /** The oldest first: it gives the group its name and colour, however a table is ordered. */
  runs: RunRecord[];
}

/** Runs of the same data whose configurations differ in nothing but the seed, in the order of their first ones. */
export function seedGroups(runs: readonly RunRecord[]): SeedGroup[] {
  const groups = new Map<string, SeedGroup>();
  for (const run of runs) {
    const settings = [...settingsOf(run.config)].filter(([path]) => path !== seedPath);
    settings.sort(([a], [b]) => (a < b ? -1 : 1));
    const key = JSON.stringify([run.dataset.fingerprint, settings]);
    const group = groups.get(key) ?? { key, runs: [] };
    group.runs.push(run);
    groups.set(key, group);
  }
  for (const { runs: own } of groups.values()) {
    own.sort((a, b) => (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0));
  }
  return [...groups.values()];
}

/** `wide`, or `wide × 3 seeds`; runs of one seed are repetitions. */
export function groupName({ runs }: SeedGroup): string {
  const [first] = runs;
  if (!first || runs.length === 1) return first?.name ?? '';
  const seeds = new Set(runs.map(({ config }) => config.training.seed)).size;
  return seeds === runs.length ? `${first.name} × ${seeds} seeds` : `${first.name} × ${runs.length} runs`;
}
