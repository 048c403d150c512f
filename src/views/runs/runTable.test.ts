import { describe, expect, it } from 'vitest';
import { configDiff } from './configDiff';
import { filterRuns, sortRuns } from './runTable';
import { testRun } from './testRuns';

const best = (value: number) => ({ monitor: 'loss', value, epoch: 1, step: 1 });
const runs = [
  testRun({ name: 'run 10', best: best(0.3), tags: ['baseline'] }),
  testRun({ name: 'run 2', best: null, status: 'failed', notes: 'too large a rate' }),
  testRun({ name: 'run 3', best: best(0.1) }),
];
const names = (list: { name: string }[]) => list.map(({ name }) => name);

describe('the runs table', () => {
  it('orders names by their numbers', () => {
    expect(names(sortRuns(runs, { column: 'name', descending: false }))).toEqual([
      'run 2',
      'run 3',
      'run 10',
    ]);
  });

  it.each([true, false])('puts runs without a value last (descending: %s)', (descending) => {
    expect(sortRuns(runs, { column: 'best', descending }).at(-1)!.name).toBe('run 2');
  });

  it('orders by the best value both ways', () => {
    expect(names(sortRuns(runs, { column: 'best', descending: false }))).toEqual([
      'run 3',
      'run 10',
      'run 2',
    ]);
    expect(names(sortRuns(runs, { column: 'best', descending: true }))).toEqual(['run 10', 'run 3', 'run 2']);
  });

  it('finds every word in name, status, notes or tags', () => {
    expect(names(filterRuns(runs, 'BASE'))).toEqual(['run 10']);
    expect(names(filterRuns(runs, 'failed rate'))).toEqual(['run 2']);
    expect(names(filterRuns(runs, 'failed baseline'))).toEqual([]);
    expect(filterRuns(runs, '  ')).toHaveLength(3);
  });
});

describe('the difference of two configurations', () => {
  it('lists the leaves that differ, also those that only one has', () => {
    const left = testRun().config;
    const right = {
      ...left,
      model: { ...left.model, hiddenSize: 64 },
      training: { ...left.training, optimizer: { name: 'sgd' as const, momentum: 0.9, nesterov: false } },
    };
    expect(configDiff(left, right)).toEqual([
      { path: 'model.hiddenSize', left: '512', right: '64' },
      { path: 'training.optimizer.name', left: 'adamw', right: 'sgd' },
      { path: 'training.optimizer.beta1', left: '0.9', right: null },
      { path: 'training.optimizer.beta2', left: '0.999', right: null },
      { path: 'training.optimizer.epsilon', left: '1e-8', right: null },
      { path: 'training.optimizer.amsgrad', left: 'false', right: null },
      { path: 'training.optimizer.momentum', left: null, right: '0.9' },
      { path: 'training.optimizer.nesterov', left: null, right: 'false' },
    ]);
    expect(configDiff(left, left)).toEqual([]);
  });
});
