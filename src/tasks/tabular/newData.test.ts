/** A model on new data: a line for each row, whatever their readers took the columns for. */
import { beforeAll, expect, test } from 'vitest';
import { selectBackend } from '../../engine/backend';
import { numbers, setOf, texts } from '../../engine/data/arrays.fixture';
import { residentData } from '../../engine/data/datasetReader';
import { loadModel } from '../../engine/training/evaluate';
import type { NamedArray } from '../../formats/arrays';
import type { PredictionOrigin } from '../engine';
import { tabular } from './engine';
import { predict } from './predict';
import { runTable } from './tableRuns.fixture';
import type { TabularWorkload } from './workload';

const rows = 60;
const at = (value: (row: number) => number) => Array.from({ length: rows }, (_, row) => value(row));
const a = at((row) => Math.sin(row * 1.3));
const kinds = ['1', '2', 'A'];
const kind = Array.from({ length: rows }, (_, row) => kinds[(row * 7) % 3]!);
const y = at((row) => a[row]! + 3 * ((row * 7) % 3));

const config = {
  dataset: { split: 'random', inputs: ['a', 'kind'], targets: ['y'] },
  model: { hiddenSize: 16, numLayers: 1, dropout: 0 },
  training: { epochs: 40, batchSize: 16, optimizer: { name: 'adamw', learningRate: 0.01 } },
};

let trained: Awaited<ReturnType<typeof runTable>>['latest'];
beforeAll(async () => {
  const backend = await selectBackend('wasm');
  const arrays = setOf(numbers('a', a), texts('kind', kind), numbers('y', y));
  trained = (await runTable({ config, arrays, backend })).latest;
});

/** Cells by column, of the CSV file. */
async function predicted(...arrays: NamedArray[]) {
  return predictedWith({}, {}, ...arrays);
}

async function predictedWith(
  options: { echo?: string; interval?: number },
  origin: Pick<PredictionOrigin<TabularWorkload>, 'trained' | 'remark'>,
  ...arrays: NamedArray[]
) {
  const model = await loadModel(tabular, trained, residentData(setOf(...arrays)));
  const watch = { progress: () => {}, signal: new AbortController().signal };
  const bytes = await tabular.predictions.csv!.write(model, options, { own: false, ...origin }, watch);
  const messages = model.workload.remarks.map(({ message }) => message);
  model.dispose();
  const [header = '', ...lines] = new TextDecoder().decode(bytes).trimEnd().split('\n');
  const names = header.split(',');
  const cells = lines.map((line) => line.replaceAll('""', "'").split(','));
  return { names, messages, of: (name: string) => cells.map((row) => row[names.indexOf(name)]) };
}

test('a category stays one where its new values are all digits', async () => {
  const asText = await predicted(numbers('a', [0.3, 0.3]), texts('kind', ['2', '1']));
  const asNumbers = await predicted(numbers('a', [0.3, 0.3]), numbers('kind', [2, 1]));
  expect(asNumbers.of('y_predicted')).toEqual(asText.of('y_predicted'));
  const [two, one] = asNumbers.of('y_predicted').map(Number);
  expect(two! - one!).toBeGreaterThan(1.5);
});

test('a row without an input, with an unknown text or with a text for a number has a line and the reason', async () => {
  const { names, of, messages } = await predicted(
    texts('a', ['0.3', 'abc', null, '0.3', '0.3']),
    texts('kind', ['1', '1', '2', 'Z', null]),
  );
  expect(names).toEqual(['row', 'y_predicted', 'reason']);
  expect(of('row')).toEqual(['0', '1', '2', '3', '4']);
  expect(Number(of('y_predicted')[0])).toBeCloseTo(0.3, 0);
  expect(of('y_predicted').slice(1)).toEqual(['', '', '', '']);
  expect(of('reason')).toEqual([
    '',
    `"\`a\` is 'abc'`,
    '`a` is empty',
    `"\`kind\` is 'Z'`,
    '`kind` is empty',
  ]);
  expect(messages).toEqual([
    '4 of 5 rows get no prediction, since they have no value that the model can take in `a` (2), `kind` (2). Train again with missing values set to mean or median to predict them too.',
  ]);
});

test('a row that lacks several inputs names them all, and is counted with each', async () => {
  const { of, messages } = await predicted(
    numbers('a', [Number.NaN, Number.NaN, 0.3]),
    texts('kind', [null, '1', '2']),
  );
  expect(of('reason')).toEqual(['`a` is empty and `kind` is empty', '`a` is empty', '']);
  expect(messages[0]).toMatch(/^2 of 3 rows get no prediction, .* in `a` \(2\), `kind` \(1\)\./);
});

test('a row without its target is predicted, and a target column without any value is as good as none', async () => {
  const some = await predicted(
    numbers('a', [0.1, 0.2]),
    texts('kind', ['1', '2']),
    numbers('y', [Number.NaN, 3]),
  );
  expect(some.names).toEqual(['row', 'y_actual', 'y_predicted', 'y_error']);
  expect(some.of('y_actual')).toEqual(['', '3']);
  expect(some.of('y_error')[0]).toBe('');
  expect(some.of('y_predicted').map(Number).every(Number.isFinite)).toBe(true);
  const none = await predicted(numbers('a', [0.1]), texts('kind', ['1']), numbers('y', [Number.NaN]));
  expect(none.names).toEqual(['row', 'y_predicted']);
});

test('of a file without a single usable row each line is there', async () => {
  const { of } = await predicted(numbers('a', [Number.NaN, Infinity]), texts('kind', ['1', '2']));
  expect(of('y_predicted')).toEqual(['', '']);
  expect(of('reason')).toEqual(['`a` is empty', '`a` is infinite']);
});

test('identifiers and inputs are repeated as they stand in the data, also of few rows', async () => {
  const { names, of } = await predictedWith(
    { echo: 'id,inputs' },
    {},
    texts('sample', ['x-1', 'x-2', 'x-3']),
    numbers('batch_id', [7, 7, 9]),
    numbers('a', [0.25, Number.NaN, 0.5]),
    texts('kind', ['1', '2', 'unheard of']),
  );
  expect(names).toEqual(['row', 'sample', 'batch_id', 'a', 'kind', 'y_predicted', 'reason']);
  expect(of('sample')).toEqual(['x-1', 'x-2', 'x-3']);
  expect(of('batch_id')).toEqual(['7', '7', '9']);
  expect(of('a')).toEqual(['0.25', '', '0.5']);
  expect(of('kind')).toEqual(['1', '2', 'unheard of']);
  expect(of('y_predicted').map((cell) => cell !== '')).toEqual([true, false, false]);
});

test('an interval is as wide as the residuals of the validation rows say, and its coverage of the test rows is told', async () => {
  const arrays = setOf(numbers('a', a), texts('kind', kind), numbers('y', y));
  const wide = JSON.parse(JSON.stringify(trained.state.config));
  // Six validation rows are too few; the same checkpoint over another split has thirty.
  wide.dataset.validationFraction = 0.5;
  const checkpoint = { ...trained, state: { ...trained.state, config: wide } };
  const over = () => loadModel(tabular, checkpoint, residentData(arrays));
  const told: string[] = [];
  const fresh = [numbers('a', [0.3]), texts('kind', ['2'])];
  const origin = { trained: over, remark: (message: string) => void told.push(message) };
  const { of, names } = await predictedWith({ interval: 90 }, origin, ...fresh);
  expect(names).toEqual(['row', 'y_predicted', 'y_low_90', 'y_high_90']);

  const model = await over();
  const rows = model.workload.splits.validation;
  const values = await predict(model, rows, { progress: () => {}, signal: new AbortController().signal });
  const residuals = [...rows].map((row, i) => Math.abs(values[i]! - y[row]!)).sort((p, q) => p - q);
  model.dispose();
  const half = residuals[Math.ceil(0.9 * (rows.length + 1)) - 1]!;
  const [middle, low, high] = ['y_predicted', 'y_low_90', 'y_high_90'].map((name) => Number(of(name)[0]));
  expect(rows).toHaveLength(30);
  expect(high! - middle!).toBeCloseTo(half, 4);
  expect(middle! - low!).toBeCloseTo(half, 4);
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(
    /split conformal, from the residuals of 30 validation rows; they hold \d+ % of 6 test rows/,
  );
});

test('without the data of the training there is no interval, and a word', async () => {
  const told: string[] = [];
  const origin = { trained: async () => null, remark: (message: string) => void told.push(message) };
  const { names } = await predictedWith({ interval: 90 }, origin, numbers('a', [0.3]), texts('kind', ['2']));
  expect(names).toEqual(['row', 'y_predicted']);
  expect(told[0]).toMatch(/no 90 % intervals/);
});
