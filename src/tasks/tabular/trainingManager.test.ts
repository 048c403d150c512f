/** The training manager over tiny tables: what is kept and told, going on. */
import { beforeAll, describe, expect, it } from 'vitest';
import { type Backend, selectBackend } from '../../engine/backend';
import { residentData } from '../../engine/data/datasetReader';
import { syntheticTable } from '../../engine/testRuns';
import { createTrainingManager } from '../../scripting/trainingManager';
import { presetConfig } from '../../scripting/trainingPresets';
import { runTable } from './tableRuns.fixture';

let backend: Backend;
beforeAll(async () => {
  backend = await selectBackend('wasm');
});

const table = {
  model: { hiddenSize: 4, numLayers: 1, dropout: 0 },
  training: { batchSize: 8, epochs: 4, learningRate: 0.01 },
};

it('presets that the task does not have are refused', () => {
  const stray = () => presetConfig({ modelName: 'm', task: 'tabular', lossPreset: 'dice_focused' });
  expect(stray).toThrow('The task tabular has no setting `loss.preset`.');
});

describe('a training manager', () => {
  it('keeps what its strategy keeps, goes on from the latest, and counts each epoch once', async () => {
    const arrays = syntheticTable(60);
    const control = { request: 'run' as 'run' | 'pause' | 'stop' };
    let epochs = 0;
    const manager = createTrainingManager({
      modelName: 'table',
      task: 'tabular',
      checkpointPreset: 'frequent',
      overrides: { ...table, checkpoint: { maxCheckpoints: 2 } },
      metricSink: () => {
        if (++epochs === 2) control.request = 'stop';
      },
    });
    await expect(manager.train(residentData(arrays), { backend, resume: 'latest' })).rejects.toMatchObject({
      code: 'data-not-found',
    });
    expect(await manager.train(residentData(arrays), { backend, control })).toMatchObject({
      reason: 'stopped',
      epoch: 2,
    });
    expect(await manager.train(residentData(arrays), { backend, resume: 'latest' })).toMatchObject({
      reason: 'completed',
    });
    expect(manager.history.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4]);
    const { checkpoint_info: info } = manager.summary();
    expect(info.checkpoint_types).toMatchObject({ epoch: 2, best: 1, latest: 1 });
    expect(info.epoch_range?.[1]).toBe(4);
    const straight = await runTable({ config: manager.config, arrays, backend });
    expect(manager.checkpoints.at(-1)?.checkpoint.tensors).toEqual(straight.latest.tensors);
    expect(info.training_progress).toEqual({ current_epoch: 4, total_epochs_trained: 4 });

    const more = { backend, resume: 'latest' as const, moreEpochs: 2 };
    expect(await manager.train(residentData(arrays), more)).toMatchObject({ reason: 'completed', epoch: 6 });
    expect(manager.config.training.epochs).toBe(6);
    expect(manager.history.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('throws what the training failed with', async () => {
    const manager = createTrainingManager({ modelName: 'none', task: 'tabular', overrides: table });
    await expect(manager.train(residentData(new Map()), { backend })).rejects.toMatchObject({
      name: 'AnnealError',
      details: { remedy: expect.any(String) },
    });
  });
});
