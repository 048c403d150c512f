/**
 * Which settings decide a metric, over many runs: permutation importance in a small seeded forest, judged on configurations
 * that its trees have not seen, beside the rank correlation of each setting alone. Pure.
 */
import { pearson } from '../../engine/metrics/statistics';
import { randomStream } from '../../engine/random';
import { AnnealError } from '../../protocol/errors';
import type { RunRecord } from '../../protocol/records';
import { type Feature, growForest } from './forest';
import { seedGroups, seedPath } from './seeds';
import { settingVariables, type Variable } from './variables';

/** Fewer configurations say nothing about settings. */
export const FEWEST_CONFIGURATIONS = 8;
export const FORESTS = 10;
export const TREES = 200;
export const IMPORTANCE_SEED = 1;

export interface SettingImportance {
  /** Settings that change together in these runs cannot be told apart and are one. */
  settings: string[];
  /** By how much R² on unseen configurations falls when its values are shuffled: mean and SD over the forests. */
  mean: number;
  deviation: number;
  /** Spearman's with the metric and its 95 % interval; null of categories, and where a rank is undefined. */
  correlation: { value: number; low: number; high: number } | null;
}

export interface Importance {
  configurations: number;
  runs: number;
  /** Of the forest on configurations that its trees have not seen, mean over the forests. */
  r2: number;
  /** The most important first. */
  settings: SettingImportance[];
}

/**
 * @param metric one value a run, null where it has none; runs without are left out, and seeds are averaged.
 * @param pause awaited again and again, so that a page stays alive.
 * @throws data-empty where too few configurations are left or nothing varies.
 */
export async function importanceOf(
  runs: readonly RunRecord[],
  metric: readonly (number | null)[],
  { seed = IMPORTANCE_SEED, pause }: { seed?: number; pause?: () => Promise<void> } = {},
): Promise<Importance> {
  const values = new Map<string, number>();
  for (const [i, { id }] of runs.entries()) {
    const value = metric[i];
    if (value !== null && value !== undefined && Number.isFinite(value)) values.set(id, value);
  }
  const measured = runs.filter(({ id }) => values.has(id));
  const groups = seedGroups(measured);
  if (groups.length < FEWEST_CONFIGURATIONS) throw tooFew(groups.length, measured.length, runs.length);
  const y = Float64Array.from(
    groups,
    ({ runs: own }) => own.reduce((sum, { id }) => sum + values.get(id)!, 0) / own.length,
  );
  const variance = spread(y);
  if (variance === 0) {
    throw new AnnealError('data-empty', 'The metric is the same for every configuration.', {
      remedy: 'Choose a metric that varies.',
    });
  }
  const merged = mergedFeatures(
    settingVariables(groups.map(({ runs: own }) => own[0]!)).filter(({ title }) => title !== seedPath),
  );
  if (merged.length === 0) {
    throw new AnnealError(
      'data-empty',
      'No setting varies among these runs: they differ in their data alone.',
      {
        remedy: 'Choose runs with different settings.',
      },
    );
  }
  const features = merged.map(({ feature }) => feature);
  const falls = features.map((): number[] => []);
  let total = 0;
  for (let number = 0; number < FORESTS; number++) {
    const forest = await growForest(features, y, {
      trees: TREES,
      random: randomStream(seed, 'comparison/forest', number),
      pause,
    });
    const r2 = scoreOf(forest.outOfBag(features), y, variance);
    total += r2;
    for (const [f, feature] of features.entries()) {
      const random = randomStream(seed, `comparison/shuffle/${f}`, number);
      const order = random.shuffle(Uint32Array.from(y, (_, row) => row));
      const shuffled = { ...feature, values: Float64Array.from(order, (row) => feature.values[row]!) };
      const given = features.map((one, i) => (i === f ? shuffled : one));
      falls[f]!.push(r2 - scoreOf(forest.outOfBag(given), y, variance));
      await pause?.();
    }
  }
  const settings = merged.map(({ titles, feature }, f): SettingImportance => {
    const mean = falls[f]!.reduce((sum, fall) => sum + fall, 0) / FORESTS;
    const squares = falls[f]!.reduce((sum, fall) => sum + (fall - mean) ** 2, 0);
    return {
      settings: titles,
      mean,
      deviation: Math.sqrt(squares / (FORESTS - 1)),
      correlation: feature.categorical ? null : spearman(feature.values, y),
    };
  });
  settings.sort((a, b) => b.mean - a.mean);
  return { configurations: groups.length, runs: measured.length, r2: total / FORESTS, settings };
}

function tooFew(configurations: number, measured: number, runs: number): AnnealError {
  const of = measured < runs ? `${measured} of the ${runs} chosen runs have` : `The ${runs} chosen runs have`;
  return new AnnealError(
    'data-empty',
    `${of} ${configurations} different ${configurations === 1 ? 'configuration' : 'configurations'} with this metric; ${FEWEST_CONFIGURATIONS} are the fewest that say something about settings.`,
    { remedy: 'Choose more runs; runs that differ in the seed alone count as one configuration.' },
  );
}

/** Settings that divide the runs in the same way cannot be told apart. */
function mergedFeatures(variables: readonly Variable[]): { titles: string[]; feature: Feature }[] {
  const merged = new Map<string, { titles: string[]; feature: Feature }>();
  for (const variable of variables) {
    const feature = featureOf(variable);
    const division = divisionOf(feature);
    const known = merged.get(division);
    if (known) known.titles.push(variable.title);
    else merged.set(division, { titles: [variable.title], feature });
  }
  return [...merged.values()];
}

/** Which rows have the same value; of numbers that are all different, their order in either direction. */
function divisionOf({ values, categorical }: Feature): string {
  const order = new Map([...new Set(values)].sort((a, b) => a - b).map((value, rank) => [value, rank]));
  if (!categorical && order.size === values.length) {
    const ranked = Array.from(values, (value) => order.get(value)!);
    const turned = ranked.map((rank) => values.length - 1 - rank);
    return (ranked[0]! <= turned[0]! ? ranked : turned).join(' ');
  }
  const codes = new Map<number, number>();
  return Array.from(values, (value) => {
    if (!codes.has(value)) codes.set(value, codes.size);
    return codes.get(value);
  }).join(' ');
}

function featureOf(variable: Variable): Feature {
  if (variable.kind === 'number') {
    const values = Float64Array.from(variable.values, (value) => value ?? Number.NEGATIVE_INFINITY);
    return { values, categorical: false };
  }
  const codes = new Map(variable.categories.map((category, code) => [category, code]));
  const values = Float64Array.from(variable.values, (value) => (value === null ? -1 : codes.get(value)!));
  return { values, categorical: true };
}

function spread(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}

/** R² over the rows that some tree has not seen. */
function scoreOf(predicted: Float64Array, y: Float64Array, variance: number): number {
  let squares = 0;
  for (const [row, value] of predicted.entries()) {
    if (!Number.isNaN(value)) squares += (value - y[row]!) ** 2;
  }
  return 1 - squares / variance;
}

/**
 * Spearman's rank correlation over the rows that have the setting, ties by their mean rank, with the interval of Bonett
 * and Wright (Psychometrika 2000): Fisher's z ± 1.96 √((1 + ρ² / 2) / (n − 3)).
 */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): SettingImportance['correlation'] {
  const known = Array.from({ length: x.length }, (_, row) => row).filter((row) => Number.isFinite(x[row]!));
  const [a, b] = [ranks(known.map((row) => x[row]!)), ranks(known.map((row) => y[row]!))];
  const middle = (known.length + 1) / 2;
  let [together, spreadA, spreadB] = [0, 0, 0];
  for (const [i, rank] of a.entries()) {
    together += (rank - middle) * (b[i]! - middle);
    spreadA += (rank - middle) ** 2;
    spreadB += (b[i]! - middle) ** 2;
  }
  const value = pearson(together, spreadA, spreadB);
  if (Number.isNaN(value) || known.length < 4) return null;
  const half = 1.959963984540054 * Math.sqrt((1 + value ** 2 / 2) / (known.length - 3));
  const z = Math.atanh(value);
  return { value, low: Math.tanh(z - half), high: Math.tanh(z + half) };
}

function ranks(values: readonly number[]): number[] {
  const order = [...values.keys()].sort((a, b) => values[a]! - values[b]!);
  const found = new Array<number>(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let i = from; i < to; i++) found[order[i]!] = (from + to + 1) / 2;
    from = to;
  }
  return found;
}
