/** The golden file has every section that this repository's tests read, in full. */
import { describe, expect, it } from 'vitest';
import {
  goldenCase,
  goldenLayers,
  goldenLosses,
  goldenOptimizers,
  goldenSchedules,
  goldenTrainingRun,
} from './load';

describe('the golden file', () => {
  it('has optimizers, schedules, losses, layers and a training run', () => {
    expect(goldenOptimizers().grads).toHaveLength(25);
    expect(Object.keys(goldenSchedules().cases)).not.toHaveLength(0);
    expect(goldenLosses().gated_mse.grad).toHaveLength(goldenLosses().gated_mse.pred.length);
    expect(goldenLayers().layer_norm.out).toHaveLength(goldenLayers().layer_norm.x.length);
    const run = goldenTrainingRun();
    expect(run.losses).toHaveLength(run.grad_norms.length);
    expect(Object.keys(run.final)).toEqual(Object.keys(run.init));
  });

  it('names what it has when a case is missing', () => {
    expect(() => goldenCase({ adam: 1 }, 'lion')).toThrow('no case "lion"; it has adam');
  });
});
