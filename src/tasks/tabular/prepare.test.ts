/** What training and evaluation may know of the data: scaling and fill-ins come from the training rows alone. */
import { expect, test } from 'vitest';
import { residentData } from '../../engine/data/datasetReader';
import { arraySet } from '../../engine/testRuns';
import type { NamedArray } from '../../formats/arrays';
import { tabularConfigSchema } from './config';
import { prepareTabular } from './prepare';

/** Twenty rows, chronological: the first five are the test part, the next five validation. Both lie far from the rest. */
const ramp = (far: number) => Float32Array.from({ length: 20 }, (_, row) => (row < 10 ? far + row : row));

function prepared(dataset: object, x = ramp(1000), y = ramp(5000)) {
  const config = tabularConfigSchema.parse({
    dataset: { validationFraction: 0.25, testFraction: 0.25, split: 'chronological', ...dataset },
  });
  const arrays = arraySet({ X: { shape: [20, 1], data: x }, Y: { shape: [20, 1], data: y } });
  return prepareTabular(config, residentData(arrays));
}

test('inputs and targets are scaled by the training rows', async () => {
  const { fitted, splits } = await prepared({ targetKind: 'regression', targetScaling: 'zscore' });
  expect([...splits.train]).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
  expect(fitted.inputScaling.center[0]).toBeCloseTo(14.5, 10);
  // The variance of ten numbers in a row is (10² − 1) / 12.
  expect(fitted.inputScaling.scale[0]).toBeCloseTo(Math.sqrt(99 / 12), 10);
  expect(fitted.targetScaling.center[0]).toBeCloseTo(14.5, 10);
});

test('they are scaled by all rows where that is asked for', async () => {
  const { fitted } = await prepared({
    targetKind: 'regression',
    targetScaling: 'zscore',
    fitScalingOn: 'all',
  });
  expect(fitted.inputScaling.center[0]).toBeCloseTo(509.5, 10);
  expect(fitted.targetScaling.center[0]).toBeCloseTo(2509.5, 10);
});

test('a missing value is filled with the mean of the training rows', async () => {
  const x = ramp(1000);
  x[19] = Number.NaN;
  const { fitted } = await prepared({ targetKind: 'regression', missing: 'mean' }, x);
  expect(fitted.imputation).toEqual([14]);
});

test('classes are split in their shares', async () => {
  const y = Float32Array.from({ length: 20 }, (_, row) => (row < 12 ? 0 : 1));
  const { splits, training } = await prepared({ split: 'auto', targetKind: 'classification' }, ramp(0), y);
  const ofOne = (rows: Uint32Array) => [...rows].filter((row) => y[row] === 1).length;
  expect([ofOne(splits.test), ofOne(splits.validation), ofOne(splits.train)]).toEqual([2, 2, 4]);
  expect(training.classCounts).toEqual([6, 4]);
});

test('a column of numbers that is called like a category of a text column is looked at all the same', async () => {
  const colour: NamedArray = {
    name: 'colour',
    dtype: 'int32',
    shape: [20],
    data: Int32Array.from({ length: 20 }, (_, row) => row % 2),
    categories: ['blue', 'red'],
  };
  const numbers = arraySet({
    'colour=red': { shape: [20], data: ramp(0).fill(Number.NaN, 3, 5) },
    Y: { shape: [20], data: ramp(0) },
  });
  const arrays = new Map([['colour', colour], ...numbers]);
  const config = tabularConfigSchema.parse({
    dataset: { inputs: ['colour', 'colour=red'], targets: ['Y'], targetKind: 'regression' },
  });
  const facts = (column: string) => ({ missing: column === 'colour=red' ? 2 : 0, distinct: null });
  const { rows } = await prepareTabular(config, { ...residentData(arrays), facts });
  expect(rows).toHaveLength(18);
});
