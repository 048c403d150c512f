/** Runs that differ in nothing but the seed. Pure. */
import type { RunRecord } from '../../protocol/records';
import { settingsOf } from '../settings';

/** Decides initial weights, split, order and dropout, and is no setting that is compared. */
export const seedPath = 'training.seed';

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
    const settings = [...settingsOf(run)].filter(([path]) => path !== seedPath);
    settings.sort(([a], [b]) => (a < b ? -1 : 1));
    // A log of another program does not tell all that its run was trained with.
    const key = run.foreign ? run.id : JSON.stringify([run.dataset.fingerprint, settings]);
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
