/** What the runs of a cross-validation say together: mean and standard deviation over the folds, the baselines' on the same ones. */
import type { Comparison, Measure } from '../protocol/comparison';

export interface FoldSummary {
  measures: Measure[];
  models: {
    name: string;
    title: string;
    /** In the order of the measures; null where a fold has none. */
    values: { mean: number | null; deviation: number | null }[];
  }[];
  folds: number;
  words: string[];
}

/**
 * @param comparisons one a fold, as their runs ended; a baseline that one fold lacks is left out.
 * @returns null without any.
 */
export function foldSummary(comparisons: readonly Comparison[]): FoldSummary | null {
  const [first] = comparisons;
  if (!first) return null;
  const { measures } = first;
  const models = first.models.flatMap(({ name, title }) => {
    const own = comparisons.map(({ models: all }) => all.find((model) => model.name === name));
    if (own.includes(undefined)) return [];
    const values = measures.map((_, i) => spread(own.map((model) => model!.values[i] ?? null)));
    // The most frequent class may be another one in each fold.
    return [
      {
        name,
        title: own.every((model) => model!.title === title) ? title : title.replace(/ \(.*\)$/, ''),
        values,
      },
    ];
  });
  return { measures, models, folds: comparisons.length, words: wordsOf(comparisons, models, measures[0]!) };
}

/** Mean and standard deviation of a sample (n − 1). */
function spread(values: readonly (number | null)[]): { mean: number | null; deviation: number | null } {
  const known = values.filter((value) => value !== null);
  if (known.length === 0 || known.length < values.length) return { mean: null, deviation: null };
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: known.length > 1 ? Math.sqrt(squares / (known.length - 1)) : null };
}

/** Fold by fold: the folds differ more than the models do on one of them. */
function wordsOf(
  comparisons: readonly Comparison[],
  models: FoldSummary['models'],
  { title, better }: Measure,
): string[] {
  const [model, ...rivals] = models;
  if (!model || comparisons.length < 2) return [];
  const own = comparisons.map(
    ({ models: all }) => all.find(({ name }) => name === 'model')?.values[0] ?? null,
  );
  const words = [
    `${title} over ${comparisons.length} folds: ${models.map((one) => `${lower(one.title)} ${meanText(one.values[0]!)}`).join(', ')}.`,
  ];
  for (const { name, title: rival } of rivals.slice(0, 1)) {
    const differences = comparisons.map(({ models: all }, i) => {
      const value = all.find((one) => one.name === name)?.values[0] ?? null;
      return value === null || own[i] === null ? null : (own[i]! - value) * (better === 'max' ? 1 : -1);
    });
    const { mean, deviation } = spread(differences);
    if (mean === null || deviation === null) continue;
    const wins = differences.filter((difference) => difference! > 0).length;
    words.push(
      `The network is better than the ${lower(rival)} in ${wins} of ${comparisons.length} folds; the difference is ${meanText({ mean, deviation })}${Math.abs(mean) < deviation ? ', less than its own spread' : ''}.`,
    );
  }
  return words;
}

const lower = (title: string) => title.charAt(0).toLowerCase() + title.slice(1);

/** "0.893 ± 0.021", with a minus as it is written; two digits of what is smaller than that. */
export function meanText({ mean, deviation }: { mean: number | null; deviation: number | null }): string {
  if (mean === null) return '–';
  const size = Math.max(Math.abs(mean), deviation ?? 0);
  const fine = size > 0 && size < 0.01 ? 1 - Math.floor(Math.log10(size)) : 3;
  const digits = size >= 1000 ? 0 : size >= 10 ? 2 : Math.min(fine, 8);
  const text = (value: number) => value.toFixed(digits).replace('-', '−');
  return deviation === null ? text(mean) : `${text(mean)} ± ${text(deviation)}`;
}
