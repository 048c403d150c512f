import { expect, it } from 'vitest';
import { bundle, bundleCheckpoint } from './capsule/runBundle.fixture';
import { runSummary, summaryJson } from './storedSummary';

const exportedAt = new Date('2026-01-02T03:04:05Z');
const scheduled = {
  weights: [0.77, 0.23],
  history: [{ epoch: 0, weights: { dice: 0.77, bce: 0.23 }, metrics: { dice: 0.85, iou: null } }],
};

function summaryOf(lossWeights: Parameters<typeof runSummary>[3]) {
  const { run, epochs } = bundle();
  const record = { version: 1, runId: run.id, sha256: 'ab' };
  const kept = [
    { ...bundleCheckpoint(20, ['latest']).summary, ...record },
    { ...bundleCheckpoint(10, ['best', 'good']).summary, ...record },
  ];
  return runSummary(run, epochs, kept, lossWeights, exportedAt);
}

it('a summary has every field, and nothing that JSON does not know', () => {
  const { config: _config, ...summary } = JSON.parse(summaryJson(summaryOf(scheduled)));
  expect(summary).toEqual({
    model_info: {
      model_name: 'first',
      model_dir: null,
      model_class: 'test',
      total_params: 3,
      device: 'cpu (JavaScript)',
      current_epoch: 2,
      best_metric: 0.5,
      training_manager_version: '1.0.0',
    },
    loss_info: { config: {}, scheduler_active: false, scheduler_history: scheduled.history },
    checkpoint_info: {
      total_checkpoints: 2,
      best_checkpoint: { ...bundleCheckpoint(10, ['best', 'good']).summary },
      latest_checkpoint: { ...bundleCheckpoint(20, ['latest']).summary },
      best_metric_value: 0.5,
      monitor_metric: 'loss',
      strategy: 'standard',
      epoch_range: [1, 2],
      checkpoint_types: { best: 1, good: 1, latest: 1 },
      metrics_history: [
        { epoch: 1, step: 10, value: 0.5 },
        { epoch: 2, step: 20, value: 0.5 },
      ],
      training_progress: { current_epoch: 2, total_epochs_trained: 2 },
    },
    training_progress: {
      total_epochs: 2,
      metrics: bundle().run.metrics,
      training_history: [
        {
          epoch: 1,
          step: 10,
          train: { loss: 0.1 + 0.2, mae: 1e-7 },
          validation: { loss: 0.5, mae: null },
          learning_rate: 1e-3,
          seconds: 1.5,
          is_best: true,
        },
        expect.objectContaining({ epoch: 2, train: { loss: null, mae: 1 }, validation: null }),
      ],
    },
    export_timestamp: '2026-01-02T03:04:05.000Z',
  });
});

it('a run without checkpoints and without a loss scheduler has empty places for them', () => {
  const { run } = bundle();
  const { checkpoint_info, loss_info, training_progress } = runSummary(
    { ...run, best: null, backend: null },
    [],
    [],
    null,
    exportedAt,
  );
  expect(loss_info.scheduler_history).toEqual([]);
  expect(checkpoint_info).toMatchObject({
    total_checkpoints: 0,
    best_checkpoint: null,
    latest_checkpoint: null,
    best_metric_value: null,
    epoch_range: null,
    checkpoint_types: {},
  });
  expect(training_progress).toMatchObject({ total_epochs: 0, training_history: [] });
});
