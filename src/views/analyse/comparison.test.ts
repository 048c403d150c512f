/** Checkpoints side by side. */
import { expect, it } from 'vitest';
import type { EpochRow } from '../../protocol/events';
import type { MetricInfo } from '../../protocol/metrics';
import type { ListedCheckpoint } from '../../protocol/records';
import type { Figure } from '../../tasks/page';
import { bestRows, compareCheckpoints, comparisonCsv } from './comparison';

function checkpoint(id: string, epoch: number, kinds: ListedCheckpoint['kinds'] = []): ListedCheckpoint {
  const identity = { version: 1 as const, id, runId: 'r', sha256: '', bytes: 1, createdAt: '' };
  return { ...identity, kinds, epoch, step: epoch * 10, monitor: 'loss', value: null };
}

function row(epoch: number, train: number, validation: number | null): EpochRow {
  return {
    ...{ epoch, step: epoch * 10, learningRate: 1, seconds: 1, isBest: false },
    train: { loss: train },
    validation: validation === null ? null : { loss: validation },
  };
}

const loss: MetricInfo = { name: 'loss', title: 'loss', better: 'min', of: 'both' };
const figures = (mae: number, correlation: number | null): Figure[] => [
  { name: 'mae', title: 'MAE', unit: 'e', better: 'min', value: mae },
  { name: 'correlation', title: 'correlation', better: 'max', value: correlation },
  { name: 'pred_mean', title: 'mean', better: null, value: 7 },
];

const checkpoints = [checkpoint('c', 3, ['latest']), checkpoint('b', 2, ['best']), checkpoint('a', 1)];
const epochs = [row(1, 3, 4), row(2, 2, 2), row(3, 1, 5)];

it('sets what training recorded beside what analyses found, by epoch', () => {
  const analysed = new Map([
    ['a', figures(0.5, 0.9)],
    ['c', figures(0.2, null)],
  ]);
  const comparison = compareCheckpoints(checkpoints, epochs, [loss], analysed);
  expect(comparison.rows.map(({ checkpoint: { id }, values }) => [id, ...values])).toEqual([
    ['a', 3, 4, 0.5, 0.9, 7],
    ['b', 2, 2, null, null, null],
    ['c', 1, 5, 0.2, null, 7],
  ]);
  // A correlation that one checkpoint alone has is the best of nothing, and a mean has no direction.
  expect(bestRows(comparison).map((rows) => [...rows])).toEqual([[2], [1], [2], [], []]);
  expect(comparisonCsv(comparison).split('\n')).toEqual([
    'label,epoch,step,train_loss,validation_loss,mae,correlation,pred_mean',
    'kept,1,10,3,4,0.5,0.9,7',
    'best,2,20,2,2,,,',
    'latest,3,30,1,5,0.2,,7',
    '',
  ]);
});

it('shows the history alone while nothing is analysed, and nothing of an epoch that is not known', () => {
  const { columns, rows } = compareCheckpoints(checkpoints, epochs.slice(0, 1), [loss], new Map());
  expect(columns.map(({ name }) => name)).toEqual(['train_loss', 'validation_loss']);
  expect(rows.map(({ values }) => values)).toEqual([
    [3, 4],
    [null, null],
    [null, null],
  ]);
});

it('names no figure by a formula', () => {
  const named = figures(0.5, 0.9).map((figure) => ({ ...figure, name: `=${figure.name}` }));
  const comparison = compareCheckpoints(checkpoints, epochs, [loss], new Map([['a', named]]));
  expect(comparisonCsv(comparison).split('\n')[0]).toContain("validation_loss,'=mae,'=correlation");
});

it('marks every checkpoint that ties for the best, and none by a value that is not a number', () => {
  const values = new Map([
    ['a', figures(0.2, 0.9)],
    ['b', figures(Number.NaN, 0.8)],
    ['c', figures(0.2, 0.7)],
  ]);
  const [, , mae, correlation] = bestRows(compareCheckpoints(checkpoints, epochs, [loss], values));
  expect([...mae!]).toEqual([0, 2]);
  expect([...correlation!]).toEqual([0]);
});
