import { expect, it } from 'vitest';
import { worstRows } from './worstRows';

it('has the rows of the largest absolute errors first, of each target by itself', () => {
  const samples = worstRows({
    output: { kind: 'regression', targets: ['a', 'b'] },
    actual: [1, 10, 2, 20, 3, Number.NaN],
    predicted: [1.5, 13, 2, 20, 1, 5],
    rows: Uint32Array.of(7, 8, 9),
  });
  expect(samples.slice(0, 3)).toEqual([
    { sample: 'row 7', measure: 'absolute error of b', value: 3, details: { actual: 10, predicted: 13 } },
    { sample: 'row 9', measure: 'absolute error of a', value: 2, details: { actual: 3, predicted: 1 } },
    { sample: 'row 7', measure: 'absolute error of a', value: 0.5, details: { actual: 1, predicted: 1.5 } },
  ]);
  // What has no truth is not wrong.
  expect(samples).toHaveLength(5);
});

it('has the rows whose class was thought least likely first', () => {
  const samples = worstRows({
    output: { kind: 'classification', target: 'kind', classes: ['red', 'blue'] },
    actual: [0, 1, 1],
    predicted: [0.75, 0.25, 0.875, 0.125, 0.5, 0.5],
    rows: Uint32Array.of(0, 1, 2),
  });
  expect(samples.map(({ sample, value }) => [sample, value])).toEqual([
    ['row 1', 0.875],
    ['row 2', 0.5],
    ['row 0', 0.25],
  ]);
  expect(samples[0]).toMatchObject({
    measure: '1 − probability of the true kind',
    details: { actual: 'blue', predicted: 'red' },
  });
});
