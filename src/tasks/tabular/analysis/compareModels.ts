/** The network beside a linear model and a constant, on the same rows: numbers, and what they say in words. */
import { defined } from '../../../engine/metrics/statistics';
import type { Comparison } from '../../../protocol/comparison';
import type { Baselines } from '../baselines/baselines';
import type { TableOutput } from '../head';
import { bootstrap } from './bootstrap';
import { mainScore, measuresOf, scoresOf } from './scores';

export interface ModelsData {
  output: TableOutput;
  baselines: Baselines;
  /** As `Scored` has them, of the same rows each. */
  actual: ArrayLike<number>;
  network: ArrayLike<number>;
  /** null where there is no linear model. */
  linear: ArrayLike<number> | null;
  rows: number;
  /** "test"; empty for rows that are no part of the split. */
  part: string;
  seed: number;
  /** Whether folds would tell more: nobody has divided the rows into some. */
  offersFolds: boolean;
}

export function compareModels(data: ModelsData): Comparison {
  const { output, baselines, actual, rows, part } = data;
  const all = Uint32Array.from({ length: rows }, (_, row) => row);
  const values = (predicted: ArrayLike<number>) => scoresOf({ output, predicted, actual }, all).map(defined);
  const constant = repeated(baselines.constant, rows);
  const models: Comparison['models'] = [{ name: 'model', title: 'Network', values: values(data.network) }];
  if (data.linear) {
    models.push({
      name: 'linear',
      title:
        output.kind === 'regression'
          ? 'Linear model (ridge regression)'
          : 'Linear model (logistic regression)',
      values: values(data.linear),
      ...(baselines.note && { note: baselines.note }),
    });
  }
  models.push({ name: 'constant', title: constantTitle(output, baselines), values: values(constant) });
  const measures = measuresOf(output);
  return { part, rows, measures, models, words: wordsOf(data, models, measures[0]!.title, constant) };
}

function constantTitle(output: TableOutput, { constant }: Baselines): string {
  if (output.kind === 'regression') return 'Mean of the training rows';
  return `Most frequent class (${output.classes[constant.indexOf(Math.max(...constant))]})`;
}

function wordsOf(
  { output, baselines, actual, network, linear, rows, part, seed, offersFolds }: ModelsData,
  models: Comparison['models'],
  title: string,
  constant: ArrayLike<number>,
): string[] {
  const value = (name: string) => models.find((model) => model.name === name)?.values[0] ?? null;
  const own = value('model');
  const examples = `${rows} ${part ? `${part} ` : ''}row${rows === 1 ? '' : 's'}`;
  if (own === null) return [`On ${examples} ${title} is not defined, and nothing can be compared.`];
  const others = [value('linear'), value('constant')].filter((one) => one !== null);
  const digits = others.some((one) => one !== own && Math.abs(one - own) < 0.005) ? 3 : 2;
  const text = (number: number | null, places = digits) =>
    number === null
      ? 'unknown'
      : number
          .toFixed(places)
          .replace(/^-(?=0\.?0*$)/, '')
          .replace('-', '−');
  const mean = output.kind === 'regression' ? 'the mean' : 'the most frequent class';
  const words = [
    linear
      ? `The network's ${part ? `${part} ` : ''}${title} is ${text(own)}, a linear model reaches ${text(value('linear'))}, ${mean} ${text(value('constant'))}.`
      : `The network's ${part ? `${part} ` : ''}${title} is ${text(own)}, ${mean} reaches ${text(value('constant'))}. ${baselines.note ?? ''}`.trim(),
  ];
  const rival = linear ?? constant;
  const rivalName = linear ? 'the linear model' : mean;
  const score = (predicted: ArrayLike<number>, drawn: Uint32Array) =>
    mainScore({ output, predicted, actual }, drawn);
  const interval = bootstrap(rows, seed, (drawn) => score(network, drawn) - score(rival, drawn));
  const folds = offersFolds ? ' Check with 5 folds: each row is then a test row once.' : '';
  if (interval) {
    const { low, high, samples } = interval;
    // Of a difference that is small and yet sure the first digits are zeros.
    const places = Math.min(Math.abs(low), Math.abs(high)) < 0.01 ? 3 : digits;
    const drawn = `${samples.toLocaleString('en')} bootstrap samples`;
    const range = `between ${text(low, places)} and ${text(high, places)} in 95 % of ${drawn}`;
    if (low === high) words.push(`It scores as ${rivalName} does in each of ${drawn} of these ${examples}.`);
    else if (Math.max(-low, high) < ALIKE) {
      const bound = roundedUp(Math.max(-low, high));
      words.push(`It scores as ${rivalName} does: they differ by less than ${bound} in 95 % of ${drawn}.`);
    } else if (low > 0) words.push(`It is better than ${rivalName} by ${range} of the ${examples}.`);
    else if (high < 0) {
      words.push(`It is worse than ${rivalName}: the difference is ${range} of the ${examples}.`);
    } else {
      words.push(
        `These ${examples} are too few to tell it from ${rivalName}: the difference is ${range}.${folds}`,
      );
    }
  } else if (rows < FEW_ROWS) words.push(`${examples} are too few to tell it from ${rivalName}.${folds}`);
  return words;
}

const FEW_ROWS = 10;

/** A smaller difference is none in practice, however many rows there are. */
const ALIKE = 0.005;

/** The next one-digit number above: 0.00031 → "0.0004". */
function roundedUp(number: number): string {
  const places = Math.ceil(-Math.log10(Math.max(number, 1e-6)));
  return (Math.ceil(number * 10 ** places) / 10 ** places).toFixed(places);
}

function repeated(values: readonly number[], rows: number): Float64Array {
  return Float64Array.from({ length: rows * values.length }, (_, i) => values[i % values.length]!);
}
