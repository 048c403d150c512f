/** The training manager over tiny runs: what presets make, what is kept and told, the summary, going on. */
import { beforeAll, describe, expect, it } from 'vitest';
import { runToEnd, syntheticTable } from '../engine/testRuns';
import { type Backend, selectBackend } from '../engine/tfjs/backend';
import type { EpochRow } from '../protocol/events';
import { blobs } from '../tasks/segmentation/blobs.fixture';
import { createTrainingManager, quickTrainingSetup } from './trainingManager';
import { presetConfig } from './trainingPresets';

let backend: Backend;
beforeAll(async () => {
  backend = await selectBackend('wasm');
});

const tiny = {
  dataset: { cropSize: 16, cropsPerImage: 2 },
  model: { levels: 1, baseWidth: 4 },
  training: { batchSize: 4, epochs: 3, learningRate: 0.01 },
};
const table = {
  model: { hiddenSize: 4, numLayers: 1, dropout: 0 },
  training: { batchSize: 8, epochs: 4, learningRate: 0.01 },
};

describe('presets', () => {
  it.each([
    ['standard', 'best', 5],
    ['frequent', 'epoch', 10],
    ['adaptive', 'adaptive', 5],
    ['performance', 'performance', 5],
  ] as const)(
    '%s keeps checkpoints by the strategy %s, %i of them',
    (checkpointPreset, strategy, maxCheckpoints) => {
      const { task, checkpoint, experiment } = presetConfig({ modelName: 'm', checkpointPreset });
      expect(task).toBe('segmentation');
      expect(experiment.name).toBe('m');
      expect(checkpoint).toMatchObject({ strategy, maxCheckpoints, monitor: 'dice', mode: 'auto' });
    },
  );

  it('choose a loss and its scheduler, and overrides have the last word', () => {
    const config = presetConfig({
      modelName: 'm',
      lossPreset: 'focal_segmentation',
      lossScheduler: 'step_increase',
      checkpointPreset: 'frequent',
      overrides: {
        checkpoint: { maxCheckpoints: 3 },
        loss: { normalizeWeights: false },
        training: { epochs: 7 },
      },
    });
    expect(config.loss).toMatchObject({
      preset: 'focal_segmentation',
      scheduler: { name: 'step', weightStep: 0.05 },
      normalizeWeights: false,
    });
    expect(config.checkpoint).toMatchObject({ strategy: 'epoch', maxCheckpoints: 3 });
    expect(config.training.epochs).toBe(7);
  });

  it('that the task does not have are refused', () => {
    const stray = () => presetConfig({ modelName: 'm', task: 'tabular', lossPreset: 'dice_focused' });
    expect(stray).toThrow('The task tabular has no setting `loss.preset`.');
    const wrong = () => presetConfig({ modelName: 'm', overrides: { training: { epochs: 0 } } });
    expect(wrong).toThrow('`training.epochs`');
  });
});

describe('a training manager', () => {
  it('trains a segmentation as its configuration says, and summarises it', async () => {
    const told: EpochRow[] = [];
    const manager = quickTrainingSetup('vessels', {
      modelDir: 'models/vessels',
      lossScheduler: 'cosine_annealing',
      overrides: tiny,
      metricSink: (row) => void told.push(row),
    });
    const arrays = blobs(5);
    const finished = await manager.train(arrays, { backend });
    expect(finished).toMatchObject({ reason: 'completed', epoch: 3 });
    expect(told).toEqual(manager.history);
    expect(told.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);

    const summary = manager.summary();
    expect(JSON.parse(JSON.stringify(summary))).toMatchObject({
      model_info: {
        model_name: 'vessels',
        model_dir: 'models/vessels',
        model_class: 'unet',
        current_epoch: 3,
        best_metric: finished.best?.value,
        device: expect.stringContaining('wasm'),
      },
      loss_info: {
        config: { preset: 'default_segmentation' },
        scheduler_active: true,
        scheduler_history: [{ epoch: 0 }, { epoch: 1 }, { epoch: 2 }],
      },
      checkpoint_info: {
        best_checkpoint: { epoch: finished.best?.epoch },
        latest_checkpoint: { epoch: 3 },
        best_metric_value: finished.best?.value,
        monitor_metric: 'dice',
        strategy: 'best',
        training_progress: { current_epoch: 3, total_epochs_trained: 3 },
      },
      training_progress: { total_epochs: 3, training_history: [{ epoch: 1 }, { epoch: 2 }, { epoch: 3 }] },
    });
    // The seed system's cosine_annealing of 100 epochs: 0.5 + 0.4 · (1 + cos(π e / 100)) / 2.
    const weights = summary.loss_info.scheduler_history.map((entry) => entry.weights.dice);
    expect(weights[2]).toBeCloseTo(0.5 + 0.2 * (1 + Math.cos((2 * Math.PI) / 100)), 12);
    expect(summary.model_info.total_params).toBeGreaterThan(100);

    // Nothing of its own in the numbers: the trainer alone does the same.
    const { latest } = await runToEnd({ config: manager.config, arrays, backend });
    expect(manager.checkpoints.at(-1)?.checkpoint.tensors).toEqual(latest.tensors);
  });

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
    await expect(manager.train(arrays, { backend, resume: 'latest' })).rejects.toMatchObject({
      code: 'data-not-found',
    });
    expect(await manager.train(arrays, { backend, control })).toMatchObject({ reason: 'stopped', epoch: 2 });
    expect(await manager.train(arrays, { backend, resume: 'latest' })).toMatchObject({ reason: 'completed' });
    expect(manager.history.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4]);
    const { checkpoint_info: info } = manager.summary();
    expect(info.checkpoint_types).toMatchObject({ epoch: 2, best: 1, latest: 1 });
    expect(info.epoch_range?.[1]).toBe(4);
    const straight = await runToEnd({ config: manager.config, arrays, backend });
    expect(manager.checkpoints.at(-1)?.checkpoint.tensors).toEqual(straight.latest.tensors);
    expect(info.training_progress).toEqual({ current_epoch: 4, total_epochs_trained: 4 });
  });

  it('throws what the training failed with', async () => {
    const manager = createTrainingManager({ modelName: 'none', task: 'tabular', overrides: table });
    await expect(manager.train(new Map(), { backend })).rejects.toMatchObject({
      name: 'AnnealError',
      details: { remedy: expect.any(String) },
    });
  });
});
