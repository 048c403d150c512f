/** Every part of a model of recordings at work: each trains, records and replays, and says its shapes as they are. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { runToEnd } from '../../engine/testRuns';
import { describeOnBackends } from '../../engine/tfjs/testBackends';
import { smallNeurons, testSessions } from './sessions.fixture';

const arrays = testSessions([
  { name: 'mouse1_a', bins: 60, units: 5 },
  { name: 'mouse1_b', bins: 50, units: 3 },
]);

const conv = { channels: 3, kernelSize: [1, 3, 3] };
const causal = { name: 'learnableTemporal', channels: 2, padding: 'causal' };

/** By what is tried. */
const models: Record<string, object> = {
  'an adapter of scale': { adapter: { name: 'affine', gridSize: 9 } },
  'an affine adapter': { adapter: { name: 'affine', gridSize: 5, transform: 'affine' } },
  'no frontend': { frontend: { name: 'none' } },
  'dynamical adaptation': { frontend: { name: 'da', filterLength: 4 } },
  'learned adaptation': { frontend: { name: 'da', filterLength: 4, learnable: true } },
  'raised cosines': {
    frontend: { name: 'temporalBasis', numCosines: 3, historyBins: 4, peakRangeMs: [5, 15] },
  },
  'split signs': { frontend: { ...causal, splitSigns: true, bias: true, init: 'identity' } },
  'a ResNet': {
    convnet: {
      kind: 'resnet',
      stem: conv,
      blocks: [
        { ...conv, norm: 'grn' },
        { ...conv, pool: 'max', norm: 'rms' },
      ],
    },
  },
  'a DenseNet': {
    convnet: {
      kind: 'densenet',
      blocks: [
        { ...conv, norm: 'layer' },
        { ...conv, pool: 'aablur' },
      ],
    },
  },
  'three-dimensional kernels': {
    frontend: { name: 'none' },
    convnet: {
      blocks: [{ channels: 4, kernelSize: [3, 5, 5], windowPower: 1, weightNorm: true, dropout: 0.2 }],
    },
  },
  'norms of a batch and of groups': {
    convnet: {
      blocks: [
        { ...conv, norm: 'batch' },
        { ...conv, norm: 'group', pool: 'avg', activation: 'mish' },
      ],
    },
  },
  'the norm first': {
    convnet: {
      order: ['norm', 'activation', 'conv'],
      blocks: [{ ...conv, norm: 'instance', activation: 'silu' }],
    },
  },
  'behaviour as channels': { modulator: { name: 'concat', dims: [4, 4] } },
  'no modulator': { modulator: { name: 'none' } },
  'a ConvGRU of behaviour': { frontend: causal, modulator: { name: 'convgru', embedding: 3, hidden: 4 } },
  'predictive coding': { frontend: causal, modulator: { name: 'pc', embedding: 3, hidden: 5 } },
  'predictive coding, the error alone': {
    frontend: causal,
    modulator: { name: 'pc', embedding: 3, concatError: false },
  },
  'a recurrent part': { frontend: causal, recurrent: { name: 'convgru', hidden: 4, layers: 2 } },
  'a linear readout': { readout: { name: 'linear' } },
  'spike history': { historyEncoder: { numLags: 3, hidden: [6, 4] } },
  'spike history of spectral norm one': { historyEncoder: { hidden: [4], spectralNorm: true } },
  'log-rates': { outputActivation: 'none' },
  'rates by exp, above a baseline': { outputActivation: 'exp', baseline: 'relu' },
  'a baseline of log-rates': { outputActivation: 'none', baseline: 'softplus' },
  'behaviour alone': {
    frontend: { name: 'none' },
    convnet: { kind: 'none', blocks: [] },
    readout: { name: 'linear' },
  },
};

describeOnBackends('a model of recordings', (name, backend) => {
  it.each(Object.entries(models))('with %s trains', async (_title, model) => {
    const config = {
      ...smallNeurons,
      model: { ...smallNeurons.model, ...model },
      training: {
        ...smallNeurons.training,
        batchSize: 20,
        maxSteps: 3,
        logEveryNSteps: 1,
        learningRate: 1e-2,
      },
    };
    const replayed = await runToEnd({ config, arrays, backend: backend() });
    expect(replayed.points).toHaveLength(3);
    for (const { loss } of replayed.points) expect(Number.isFinite(loss)).toBe(true);
    const warnings = replayed.events.filter(({ type }) => type === 'warning');
    expect(warnings.map((event) => ('code' in event ? event.code : ''))).not.toContain('step-not-recorded');
    if (name !== 'webgpu') return;
    const eager = await runToEnd({ config, arrays, backend: backend(), compile: false });
    expect(replayed.latest.tensors).toEqual(eager.latest.tensors);
  });

  it('keeps the number of tensors flat', async () => {
    const run = () =>
      runToEnd({
        config: { ...smallNeurons, training: { ...smallNeurons.training, maxSteps: 4 } },
        arrays,
        backend: backend(),
      });
    await run();
    const before = tf.memory().numTensors;
    await run();
    expect(tf.memory().numTensors).toBe(before);
  });
});
