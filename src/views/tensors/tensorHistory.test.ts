import { expect, it } from 'vitest';
import { summarise } from '../../engine/checkpoints/tensorSummaries';
import { histogramsOver, kindsOver, mergedReports, namesOver } from './tensorHistory';

const tensor = (name: string, kind: string, ...values: number[]) =>
  summarise({ name, kind }, [values.length], Float32Array.from(values));

const reports = [1, 2, 3].map((epoch) => ({
  epoch,
  step: 10 * epoch,
  tensors: [
    tensor('a.kernel', 'values', epoch, -epoch, 0),
    tensor('b.bias', 'values', Number.NaN),
    ...(epoch > 2 ? [tensor('a.kernel', 'gradients', 1, 2)] : []),
  ],
}));

it('offers kinds of which there are two moments, and the tensors of each', () => {
  expect(kindsOver(reports)).toEqual(['values']);
  expect(namesOver(reports, 'values')).toEqual(['a.kernel', 'b.bias']);
});

it('puts the histograms of a tensor in order, without moments that have no number', () => {
  const columns = histogramsOver([...reports].reverse(), { name: 'a.kernel', kind: 'values' });
  expect(columns.map(({ x, min, max, mean }) => [x, min, max, mean])).toEqual([
    [1, -1, 1, 0],
    [2, -2, 2, 0],
    [3, -3, 3, 0],
  ]);
  expect(columns[0]!.counts.reduce((sum, count) => sum + count, 0)).toBe(3);
  expect(histogramsOver(reports, { name: 'b.bias', kind: 'values' })).toEqual([]);
});

it('joins what the history keeps and what checkpoints hold by their steps', () => {
  const kept = [{ epoch: 3, step: 30, tensors: [tensor('a.kernel', 'activations', 5, 6)] }];
  const merged = mergedReports(kept, reports);
  expect(merged.map(({ step }) => step)).toEqual([10, 20, 30]);
  expect(merged[2]!.tensors.map(({ kind }) => kind)).toEqual([
    'activations',
    'values',
    'values',
    'gradients',
  ]);
});
