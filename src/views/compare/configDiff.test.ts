import { describe, expect, it } from 'vitest';
import { testRun } from '../runs/testRuns';
import { configDiff } from './configDiff';

describe('the difference of configurations', () => {
  it('lists the leaves that differ, also those that only some have', () => {
    const left = { ...testRun().config, model: { hiddenSize: 512 } };
    const right = {
      ...left,
      model: { hiddenSize: 64 },
      training: { ...left.training, optimizer: { name: 'sgd' as const, momentum: 0.9, nesterov: false } },
    };
    expect(configDiff([left, right])).toEqual([
      { path: 'model.hiddenSize', values: ['512', '64'] },
      { path: 'training.optimizer.name', values: ['adamw', 'sgd'] },
      { path: 'training.optimizer.beta1', values: ['0.9', null] },
      { path: 'training.optimizer.beta2', values: ['0.999', null] },
      { path: 'training.optimizer.epsilon', values: ['1e-8', null] },
      { path: 'training.optimizer.amsgrad', values: ['false', null] },
      { path: 'training.optimizer.momentum', values: [null, '0.9'] },
      { path: 'training.optimizer.nesterov', values: [null, 'false'] },
    ]);
    expect(configDiff([left, left, left])).toEqual([]);
  });
});
