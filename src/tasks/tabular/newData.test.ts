/** A model on new data: a line for each row, whatever their readers took the columns for. */
import { beforeAll, expect, test } from 'vitest';
import { selectBackend } from '../../engine/backend';
import { numbers, setOf, texts } from '../../engine/data/arrays.fixture';
import { residentData } from '../../engine/data/datasetReader';
import { loadModel } from '../../engine/training/evaluate';
import type { NamedArray } from '../../formats/arrays';
import { tabular } from './engine';
import { runTable } from './tableRuns.fixture';

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
  const model = await loadModel(tabular, trained, residentData(setOf(...arrays)));
  const watch = { progress: () => {}, signal: new AbortController().signal };
  const bytes = await tabular.predictions.csv!.write(model, {}, { own: false }, watch);
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
    '4 of 5 rows get no prediction, since they have no value that the model can take in `a` (2), `kind` (2).',
  ]);
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
