/** A pass through every layer of clips, and its gradients, can be recorded on WebGPU, and played again has the same bits. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { sizeOf } from '../../../formats/arrays';
import { randomStream } from '../../random';
import { record } from '../../step/recorder';
import { internalsOf } from '../../tfjs/gpuInternals';
import { describeOnBackends } from '../../tfjs/testBackends';
import type { ParameterSpec, Parameters } from '../parameter';
import { type AffineAdapter, affineAdapter, affineAdapterParameters } from './affineAdapter';
import { channelsAfter, clipActivation } from './clipActivation';
import { clipNorm, clipNormParameters } from './clipNorm';
import { concatFrames, lastFrame, sliceFrames } from './clipParts';
import { clipPool, clipPools } from './clipPool';
import { type Conv3dLayer, conv3d, conv3dParameters } from './conv3d';
import { convGru, convGruParameters } from './convGru';
import {
  type DynamicalAdaptation,
  dynamicalAdaptation,
  dynamicalAdaptationParameters,
} from './dynamicalAdaptation';
import { gaussianReadout, gaussianReadoutParameters } from './gaussianReadout';
import { linearReadout, linearReadoutParameters } from './linearReadout';
import { mlp, mlpParameters } from './mlp';
import { concatBroadcast, film, filmParameters } from './modulation';
import { clipActivations, clipNorms } from './names';
import {
  fixedTemporal,
  type TemporalFrontend,
  temporalFrontend,
  temporalFrontendParameters,
} from './temporalFrontend';

interface Model {
  specs: ParameterSpec[];
  forward(parameters: Parameters, x: tf.Tensor5D, h: tf.Tensor2D): tf.Tensor;
}

const causal: Conv3dLayer = {
  kernel: [2, 5, 3],
  time: 'causal',
  space: 'same',
  bias: true,
  window: { power: 0.25, space: true, time: true },
  weightNorm: 'gain',
};
const perceptron = { dims: [4, 4], activation: 'gelu', residual: true } as const;
const frontend: TemporalFrontend = {
  kernel: 3,
  channels: 4,
  time: 'valid',
  start: 'gaussian_derivatives',
  split: true,
  window: null,
  bias: false,
  frameMs: 8,
};
const adaptation: DynamicalAdaptation = {
  alpha: 1,
  beta: 0.5,
  gamma: 0.5,
  tauY: 5,
  tauZ: 60,
  nY: 5,
  nZ: 2,
  filterLength: 9,
  frameMs: 8,
  learnable: true,
};
const whole = (transform: AffineAdapter['transform']): Model => {
  const adapter: AffineAdapter = { gridSize: 6, transform, deviation: 0.7 };
  return {
    specs: [
      ...affineAdapterParameters(adapter, 'adapter'),
      ...temporalFrontendParameters(frontend, 'frontend'),
      ...conv3dParameters(causal, 'conv', 4, 3),
      ...clipNormParameters('grn', 'norm', 3),
      ...mlpParameters(perceptron, 'mlp', 5),
      ...filmParameters('film', 4, 6),
      ...convGruParameters({ hidden: 4, kernel: 3 }, 'gru', 10),
      ...gaussianReadoutParameters('readout', 4, 3, { meanScale: 0.1, std: 2 }),
    ],
    forward(parameters, x, h) {
      const sampled = affineAdapter(adapter, 'adapter', x, parameters);
      const filtered = temporalFrontend(frontend, 'frontend', sampled, parameters);
      const convolved = conv3d(causal, 'conv', filtered, parameters);
      const pass = { parameters, training: true, running: {}, random: tf.tensor1d([0, 0], 'int32') };
      const active = clipActivation('splitrelu', clipNorm('grn', 'norm', convolved, pass));
      const encoded = mlp(perceptron, 'mlp', h, parameters);
      const modulated = film(
        'film',
        clipPool({ kind: 'aablur', size: 2, stride: 2 }, active),
        encoded,
        parameters,
      );
      const joined = concatBroadcast(modulated, encoded);
      const turned = concatFrames([sliceFrames(joined, 1, 2), sliceFrames(joined, 0, 1)]);
      const { last } = convGru({ hidden: 4, kernel: 3 }, 'gru', turned, parameters);
      return gaussianReadout('readout', last, parameters);
    },
  };
};

const models: [string, Model][] = [
  ['all layers, the grid scaled', whole('scale')],
  ['all layers, the grid turned', whole('affine')],
  [
    'adaptation and a basis',
    {
      specs: [
        ...dynamicalAdaptationParameters(adaptation, 'da'),
        ...linearReadoutParameters('readout', 2, 3),
      ],
      forward(parameters, x) {
        const adapted = dynamicalAdaptation(adaptation, 'da', x, parameters);
        const basis = [Float32Array.from([0, 1, 2]), Float32Array.from([1, 0, -1])];
        return linearReadout('readout', lastFrame(fixedTemporal(basis, adapted, 'causal')), parameters);
      },
    },
  ],
  ...clipNorms.map((norm): [string, Model] => [
    `the norm ${norm}`,
    {
      specs: [...conv3dParameters(causal, 'conv', 1, 4), ...clipNormParameters(norm, 'norm', 4)],
      forward(parameters, x) {
        const running: Record<string, tf.Tensor> = {};
        const pass = { parameters, training: true, running, random: tf.tensor1d([0, 0], 'int32') };
        return clipNorm(norm, 'norm', conv3d(causal, 'conv', x, parameters), pass);
      },
    },
  ]),
  ...clipActivations.map((activation): [string, Model] => [
    `the activation ${activation}`,
    {
      specs: [
        ...conv3dParameters(causal, 'conv', 1, 3),
        ...linearReadoutParameters('readout', channelsAfter(activation, 3), 2),
      ],
      forward(parameters, x) {
        const y = clipActivation(activation, conv3d(causal, 'conv', x, parameters));
        return linearReadout('readout', lastFrame(y), parameters);
      },
    },
  ]),
  ...clipPools.map((kind): [string, Model] => [
    `the pool ${kind}`,
    {
      specs: conv3dParameters({ ...causal, kernel: [3, 1, 1] }, 'conv', 1, 4),
      forward: (parameters, x) =>
        clipPool(
          { kind, size: 2, stride: 2 },
          conv3d({ ...causal, kernel: [3, 1, 1] }, 'conv', x, parameters),
        ),
    },
  ]),
];

function started({ name, shape, initializer }: ParameterSpec): tf.Tensor {
  const values = new Float32Array(sizeOf(shape));
  initializer(values, shape, randomStream(2, name));
  return tf.keep(tf.tensor(values, shape));
}

function normal(name: string, ...shape: number[]): tf.Tensor {
  const random = randomStream(1, name);
  return tf.tensor(
    Float32Array.from({ length: sizeOf(shape) }, () => random.normal()),
    shape,
  );
}

describeOnBackends('a recording', () => {
  it.each(models)('has the bits of the pass: %s', async (_, { specs, forward }) => {
    const x = normal('x', 2, 5, 5, 7, 1) as tf.Tensor5D;
    const h = normal('h', 2, 5) as tf.Tensor2D;
    const trained = specs.filter(({ running }) => !running);
    const parameters = Object.fromEntries(specs.map((spec) => [spec.name, started(spec)]));
    const body = () =>
      tf.tidy(() => {
        const loss = () => tf.mean(tf.square(forward(parameters, x, h))) as tf.Scalar;
        const watched = trained.map(({ name }) => parameters[name]!);
        const { value, grads } = tf.engine().gradients(loss, watched);
        return tf.concat([value.flatten(), ...grads.map((gradient) => gradient.flatten())]);
      });
    const eager = (await body().data()).slice();
    const gpu = internalsOf(tf.backend());
    const recording = record(gpu, () => tf.keep(body()));
    const encoder = gpu.device.createCommandEncoder();
    recording.encode(encoder);
    gpu.queue.submit([encoder.finish()]);
    const again = (await recording.result.data()).slice();
    recording.dispose();
    expect(again).toEqual(eager);
    expect(eager.every(Number.isFinite)).toBe(true);
    expect(eager.some((value) => value !== 0)).toBe(true);
  });
}, ['webgpu']);
