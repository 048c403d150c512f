/** What Configure shows of a table is what training begins with, and costs no reading where an import knows enough. */
import { describe, expect, it } from 'vitest';
import { numbers, setOf, texts } from '../../engine/data/arrays.fixture';
import { type ColumnFacts, type DatasetReader, residentData } from '../../engine/data/datasetReader';
import { unreadable } from '../../engine/data/datasetReader.fixture';
import { randomStream } from '../../engine/random';
import type { Outline } from '../../engine/workload';
import type { ArraySet } from '../../formats/arrays';
import { parseConfig } from '../runConfig';
import { tabular } from './engine';

const rows = 203;
const random = randomStream(9, 'outline');
const draw = (count: number, gaps = 0) =>
  Array.from({ length: count }, () => (random.uniform() < gaps ? Number.NaN : random.normal()));
const X = numbers('X', draw(rows * 2), [rows, 2]);
const gappy = numbers('X', draw(rows * 2, 0.05), [rows, 2]);
const Y = numbers('Y', draw(rows));
const grade = numbers(
  'grade',
  Array.from({ length: rows }, () => Math.floor(3 * random.uniform())),
);
const colour = texts(
  'colour',
  Array.from({ length: rows }, () => ['red', 'green', 'blue'][Math.floor(3 * random.uniform())]!),
);

const full: ColumnFacts = { missing: 0, distinct: null };
const grades: ColumnFacts = { missing: 0, distinct: [0, 1, 2] };

interface Case {
  arrays: ArraySet;
  dataset: object;
  facts: Record<string, ColumnFacts>;
  /** Whether the facts say all that the outline needs. */
  suffice: boolean;
}

const cases: Record<string, Case> = {
  'a regression': {
    arrays: setOf(X, Y),
    dataset: { targetKind: 'regression' },
    facts: { 'X[0]': full, 'X[1]': full, Y: full },
    suffice: true,
  },
  'whole numbers that are classes': {
    arrays: setOf(X, grade),
    dataset: { split: 'stratified', inputs: ['X'], targets: ['grade'] },
    facts: { 'X[0]': full, 'X[1]': full, grade: grades },
    suffice: true,
  },
  texts: {
    arrays: setOf(colour, X, Y),
    dataset: { inputs: ['colour', 'X[1]'], targets: ['Y'], targetKind: 'regression', split: 'random' },
    facts: { 'X[1]': full, colour: full, Y: full },
    suffice: true,
  },
  'texts that are classes': {
    arrays: setOf(X, colour),
    dataset: { inputs: ['X'], targets: ['colour'] },
    facts: { 'X[0]': full, 'X[1]': full, colour: full },
    suffice: true,
  },
  'rows with gaps': {
    arrays: setOf(gappy, Y),
    dataset: { split: 'stratified', targetKind: 'regression' },
    facts: { 'X[0]': { missing: 9, distinct: null }, 'X[1]': full, Y: full },
    suffice: false,
  },
  'gaps that are filled': {
    arrays: setOf(gappy, Y),
    dataset: { missing: 'median' },
    facts: {},
    suffice: false,
  },
};

/** All that a configuration's page shows. */
function shown({ parameters, rows, splits, metricInfos, facts, remarks }: Outline) {
  return {
    parameters: parameters.map(({ name, shape }) => ({ name, shape })),
    rows,
    splits: [splits.train.length, splits.validation.length, splits.test.length],
    metricInfos,
    facts,
    remarks,
  };
}

describe('the outline of a table', () => {
  it.each(Object.entries(cases))(
    'has the numbers that training has, with and without facts: %s',
    async (_, { arrays, dataset, facts, suffice }) => {
      const { config } = parseConfig({
        task: 'tabular',
        dataset: { validationFraction: 0.17, ...dataset },
      });
      const data = residentData(arrays);
      const expected = shown(await tabular.prepare(config, data));
      expect(shown(await tabular.outline(config, data))).toEqual(expected);
      const known: DatasetReader = { ...data, facts: (column) => facts[column] ?? null };
      expect(shown(await tabular.outline(config, known))).toEqual(expected);
      expect(shown(await tabular.prepare(config, known))).toEqual(expected);
      const unread = tabular.outline(config, unreadable(data, facts));
      if (suffice) expect(shown(await unread)).toEqual(expected);
      else await expect(unread).rejects.toThrow('was read');
    },
  );

  it('takes no fact about a column for one about a row, where samples are columns', async () => {
    // Two inputs, [2 × 4], with a gap in the first of them; the import saw four columns of two values.
    const arrays = setOf(
      numbers('X', [1, 2, Number.NaN, 4, 5, 6, 7, 8], [2, 4]),
      numbers('Y', [1.5, 2.5, 3.5, 4.5], [1, 4]),
    );
    const facts: Record<string, ColumnFacts> = {
      'X[0]': full,
      'X[1]': full,
      Y: { missing: 0, distinct: [1] },
      'Y[0]': { missing: 0, distinct: [1] },
    };
    const { config } = parseConfig({
      task: 'tabular',
      dataset: { transpose: true, validationFraction: 0, testFraction: 0 },
    });
    const known: DatasetReader = { ...residentData(arrays), facts: (column) => facts[column] ?? null };
    expect([...(await tabular.outline(config, known)).rows]).toEqual([0, 1, 3]);
    expect([...(await tabular.prepare(config, known)).rows]).toEqual([0, 1, 3]);
  });
});
