/** A whole run — residual network, gated loss, AdamW, clipping — against PyTorch, step by step. */
import { it } from 'vitest';
import type { Checkpoint } from '../../engine/checkpoints/checkpoint';
import { expectClose } from '../../engine/golden/compare';
import { goldenTrainingRun } from '../../engine/golden/load';
import { arraySet } from '../../engine/testRuns';
import { describeOnBackends } from '../../engine/tfjs/testBackends';
import { runTable } from './tableRuns.fixture';

const golden = goldenTrainingRun();
const { model, optimizer } = golden;

const config = {
  dataset: { inputScaling: 'none', targetScaling: 'none', validationFraction: 0, testFraction: 0 },
  model: { hiddenSize: model.hidden, numLayers: model.blocks, dropout: model.dropout, head: 'gated' },
  training: {
    epochs: 6,
    batchSize: 16,
    learningRate: optimizer.lr,
    optimizer: {
      name: 'adamw',
      beta1: optimizer.betas[0],
      beta2: optimizer.betas[1],
      epsilon: optimizer.eps,
    },
    weightDecay: optimizer.weight_decay,
    weightDecayOn: 'all',
    schedule: { name: 'constant' },
    gradientClipNorm: optimizer.clip_norm,
    shuffle: false,
    logEveryNSteps: 1,
  },
};

function float32(values: readonly (number | number[])[]): Float32Array {
  return Float32Array.from(values.flat());
}

describeOnBackends('a training run', (_, backend) => {
  it('has the losses, gradient norms and final parameters of PyTorch', async () => {
    const arrays = arraySet({
      X: { shape: [golden.x.length, model.input], data: float32(golden.x) },
      Y: { shape: [golden.y.length, model.outputs], data: float32(golden.y) },
    });
    // The given start enters as a checkpoint of step 0.
    const start: Checkpoint[] = [];
    await runTable({
      config: { ...config, training: { ...config.training, maxSteps: 1 }, checkpoint: { everyNSteps: 1 } },
      arrays,
      backend: backend(),
      onEvent: (event) => event.type === 'snapshot' && start.push(event.checkpoint),
    });
    const origin = start[0]!;
    const resume: Checkpoint = {
      state: {
        ...origin.state,
        epoch: 0,
        step: 0,
        stepInEpoch: 0,
        sums: origin.state.sums.map(() => 0),
        best: null,
      },
      tensors: origin.tensors.map(({ name, shape, data }) => {
        const given = golden.init[name];
        return { name, shape, data: given ? float32(given) : data.map(() => 0) };
      }),
    };
    const { points, latest } = await runTable({ config, arrays, backend: backend(), resume });
    expectClose(
      points.map(({ loss }) => loss),
      golden.losses,
      1e-4,
    );
    expectClose(
      points.map(({ gradientNorm }) => gradientNorm),
      golden.grad_norms,
      1e-3,
    );
    for (const { name, data } of latest.tensors) {
      const expected = golden.final[name];
      if (expected) expectClose(data, float32(expected), 1e-3, 0.1);
    }
  });
});
