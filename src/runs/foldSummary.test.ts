import { expect, test } from 'vitest';
import type { Comparison } from '../protocol/comparison';
import { foldSummary, meanText } from './foldSummary';

function fold(model: number, linear: number | null): Comparison {
  const measures = [{ name: 'r2', title: 'R²', better: 'max' as const }];
  return {
    part: 'test',
    rows: 10,
    measures,
    models: [
      { name: 'model', title: 'Network', values: [model] },
      { name: 'linear', title: 'Linear model', values: [linear] },
    ],
    words: [],
  };
}

test('mean and standard deviation are over the folds, and models are compared fold by fold', () => {
  const summary = foldSummary([fold(0.9, 0.8), fold(0.7, 0.6), fold(0.8, 0.75)])!;
  expect(summary.models[0]!.values[0]).toEqual({
    mean: expect.closeTo(0.8, 12),
    deviation: expect.closeTo(0.1, 12),
  });
  expect(summary.words).toEqual([
    'R² over 3 folds: network 0.800 ± 0.100, linear model 0.717 ± 0.104.',
    'The network is better than the linear model in 3 of 3 folds; the difference is 0.083 ± 0.029.',
  ]);
});

test('a fold without a number has none in the mean, and one fold no spread', () => {
  expect(foldSummary([fold(0.9, null), fold(0.7, 0.6)])!.models[1]!.values[0]).toEqual({
    mean: null,
    deviation: null,
  });
  expect(foldSummary([fold(0.9, 0.8)])).toMatchObject({
    models: [{ values: [{ mean: 0.9, deviation: null }] }, {}],
    words: [],
  });
  expect(foldSummary([])).toBeNull();
  expect(meanText({ mean: -0.5, deviation: null })).toBe('−0.500');
});

test('a small difference keeps two digits', () => {
  expect(meanText({ mean: -0.00042, deviation: 0.00031 })).toBe('−0.00042 ± 0.00031');
  expect(meanText({ mean: 0, deviation: 0 })).toBe('0.000 ± 0.000');
});
