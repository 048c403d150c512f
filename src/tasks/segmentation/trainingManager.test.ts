/** The training manager over tiny runs: what presets make, what is kept and told, the summary, going on. */
import { beforeAll, describe, expect, it } from 'vitest';
import { type Backend, selectBackend } from '../../engine/backend';
import { residentData } from '../../engine/data/datasetReader';
import { runToEnd } from '../../engine/testRuns';
import type { EpochRow } from '../../protocol/events';
import { quickTrainingSetup } from '../../scripting/trainingManager';
import { presetConfig } from '../../scripting/trainingPresets';
import { blobs } from './blobs.fixture';

let backend: Backend;
beforeAll(async () => {
  backend = await selectBackend('wasm');
});

const tiny = {
  dataset: { cropSize: 16, cropsPerImage: 2 },
  model: { levels: 1, baseWidth: 4 },
  training: { batchSize: 4, epochs: 3, learningRate: 0.01 },
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
      const { task, checkpoint, experiment } = presetConfig({
        task: 'segmentation',
        modelName: 'm',
        checkpointPreset,
      });
      expect(task).toBe('segmentation');
      expect(experiment.name).toBe('m');
      expect(checkpoint).toMatchObject({ strategy, maxCheckpoints, monitor: 'dice', mode: 'auto' });
    },
  );

  it('choose a loss and its scheduler, and overrides have the last word', () => {
    const config = presetConfig({
      task: 'segmentation',
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
    const made = { task: 'segmentation', modelName: 'm' } as const;
    const stray = () => presetConfig({ ...made, lossScheduler: 'none at all' });
    expect(stray).toThrow('The task segmentation has no loss.scheduler called "none at all".');
    const wrong = () => presetConfig({ ...made, overrides: { training: { epochs: 0 } } });
    expect(wrong).toThrow('`training.epochs`');
  });
});

describe('a training manager', () => {
  it('trains a segmentation as its configuration says, and summarises it', async () => {
    const told: EpochRow[] = [];
    const manager = quickTrainingSetup('segmentation', 'vessels', {
      lossPreset: 'default_segmentation',
      modelDir: 'models/vessels',
      lossScheduler: 'cosine_annealing',
      overrides: tiny,
      metricSink: (row) => void told.push(row),
    });
    const arrays = blobs(5);
    const finished = await manager.train(residentData(arrays), { backend });
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
    // cosine_annealing of 100 epochs: 0.5 + 0.4 · (1 + cos(π e / 100)) / 2.
    const weights = summary.loss_info.scheduler_history.map((entry) => entry.weights.dice);
    expect(weights[2]).toBeCloseTo(0.5 + 0.2 * (1 + Math.cos((2 * Math.PI) / 100)), 12);
    expect(summary.model_info.total_params).toBeGreaterThan(100);

    // Nothing of its own in the numbers: the trainer alone does the same.
    const { latest } = await runToEnd({ config: manager.config, arrays, backend });
    expect(manager.checkpoints.at(-1)?.checkpoint.tensors).toEqual(latest.tensors);
  });
});
