/** Rows that the data divide themselves, and labels that are no doubles. */
import { describe, expect, it } from 'vitest';
import { numbers, texts } from '../../../engine/data/arrays.fixture';
import { residentData } from '../../../engine/data/datasetReader';
import { isSplitColumn } from '../../../engine/data/givenSplit';
import type { NamedArray } from '../../../formats/arrays';
import { tabularConfigSchema } from '../config';
import { planTable } from '../plan';
import { chooseRoles } from './roles';

const rows = 20;
const x = numbers(
  'x',
  Array.from({ length: rows }, (_, row) => row),
);
const y = numbers(
  'y',
  Array.from({ length: rows }, (_, row) => Math.sin(row)),
);
const splitOf = (part: (row: number) => string) =>
  texts(
    'split',
    Array.from({ length: rows }, (_, row) => part(row)),
  );

async function plan(arrays: NamedArray[], dataset: object = {}) {
  const config = tabularConfigSchema.parse({ dataset });
  return planTable(config, residentData(new Map(arrays.map((array) => [array.name, array]))));
}

describe('a column that divides the rows', () => {
  it('decides, whatever the settings say, and is no input', async () => {
    const split = splitOf((row) => (row % 4 === 0 ? 'test' : row % 4 === 1 ? 'valid' : 'train'));
    const { roles, splits, remarks } = await plan([x, split, y], { split: 'random' });
    expect(roles).toEqual({ inputs: ['x'], targets: ['y'] });
    expect([...splits.test]).toEqual([0, 4, 8, 12, 16]);
    expect([...splits.validation]).toEqual([1, 5, 9, 13, 17]);
    expect(splits.train).toHaveLength(10);
    expect(remarks).toContainEqual({
      code: 'given-split',
      message: 'Column `split` says how the rows are split: 10 train, 5 validation, 5 test.',
    });
  });

  it('leaves validation to be taken from training where it names none', async () => {
    const { splits } = await plan([x, splitOf((row) => (row < 10 ? 'Train' : 'Test')), y], {
      validationFraction: 0.2,
      testFraction: 0.5,
    });
    expect([...splits.test]).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    expect([splits.validation.length, splits.train.length]).toEqual([2, 8]);
  });

  it('may be an input where somebody wants that, and is a text like others where it says something else', async () => {
    const split = splitOf((row) => (row < 10 ? 'train' : 'test'));
    const { splits } = await plan([x, split, y], { inputs: ['x', 'split'], targets: ['y'] });
    expect(splits.train).toHaveLength(16);
    expect(isSplitColumn(splitOf((row) => (row < 10 ? 'train' : 'bus')))).toBe(false);
    expect(isSplitColumn(splitOf(() => 'train'))).toBe(false);
  });
});

describe('labels beyond 2⁵³', () => {
  const label = (values: bigint[]): NamedArray => ({
    name: 'label',
    dtype: 'int64',
    shape: [rows],
    data: BigInt64Array.from({ length: rows }, (_, row) => values[row % values.length]!),
    categories: null,
  });

  it('are classes of their own, in their order', async () => {
    const wide = [3n, 1n, 0n, 2n].map((step) => 2n ** 53n + step);
    const { kind, classes, blocks } = await plan([x, label(wide)]);
    expect([kind, classes]).toEqual([
      'classification',
      ['9007199254740992', '9007199254740993', '9007199254740994', '9007199254740995'],
    ]);
    for await (const { targets } of blocks()) expect([...targets!].slice(0, 5)).toEqual([3, 1, 0, 2, 3]);
  });

  it('stay numbers where they are small, or a quantity', async () => {
    expect((await plan([x, label([5n, 7n])])).classes).toEqual(['5', '7']);
    const quantity = await plan([x, label([2n ** 53n, 2n ** 54n])], { targetKind: 'regression' });
    expect(quantity.targets?.categories).toEqual([null]);
  });
});

describe('a target among arrays of several lengths', () => {
  it('is a column of those with the samples', () => {
    const table = numbers('R', new Array(60).fill(0), [rows, 3]);
    const energy = numbers('E', new Array(rows).fill(0));
    const names = texts('names', ['a', 'b', 'c']);
    expect(chooseRoles([energy, table, numbers('z', [6, 1, 1]), names])).toMatchObject({
      inputs: ['R'],
      targets: ['E'],
    });
  });
});
