/** Perceptron, modulation, recurrence, frontend and readouts of clips against PyTorch, with their gradients. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { sizeOf } from '../../../formats/arrays';
import { expectClose } from '../../golden/compare';
import { randomStream } from '../../random';
import { describeOnBackends } from '../../tfjs/testBackends';
import type { ParameterSpec } from '../parameter';
import { convGru, convGruParameters } from './convGru';
import golden from './fixtures/modulation.golden.json';
import { gaussianReadout, gaussianReadoutParameters, gaussianWindows } from './gaussianReadout';
import { expectGolden, type GoldenCase, waveTensor } from './goldens.fixture';
import { linearReadout, linearReadoutParameters } from './linearReadout';
import { type MlpLayer, mlp, mlpParameters } from './mlp';
import { concatBroadcast, film, filmParameters } from './modulation';
import {
  type TemporalFrontend,
  temporalFilters,
  temporalFrontend,
  temporalFrontendParameters,
} from './temporalFrontend';

const clip = (x: tf.Tensor | undefined) => x as tf.Tensor5D;
const image = (x: tf.Tensor | undefined) => x as tf.Tensor4D;
const rows = (x: tf.Tensor | undefined) => x as tf.Tensor2D;

/** Names with shapes, as the golden inputs have them. */
const shapesOf = (specs: ParameterSpec[]) =>
  Object.fromEntries(specs.map(({ name, shape }) => [name, shape]));
function goldenShapes({ inputs }: GoldenCase, prefix: string) {
  const known = Object.entries(inputs).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(known.map(([name, wave]) => [name, wave!.shape]));
}

function startOf(specs: ParameterSpec[], name: string): Float32Array {
  const { initializer, shape } = specs.find((spec) => spec.name === name)!;
  const values = new Float32Array(sizeOf(shape));
  initializer(values, shape, randomStream(5, name));
  return values;
}

const perceptrons: Record<keyof typeof golden.perceptrons, { layer: MlpLayer; inputs: number }> = {
  'gelu, residual': { layer: { dims: [4, 4], activation: 'gelu', residual: true }, inputs: 5 },
  'residual from the input on': { layer: { dims: [3, 3, 2], activation: 'tanh', residual: true }, inputs: 3 },
  splitrelu: { layer: { dims: [3, 6], activation: 'splitrelu', residual: false }, inputs: 2 },
};

describeOnBackends('a perceptron', () => {
  it.each(Object.entries(perceptrons))('is right: %s', async (name, { layer, inputs }) => {
    const wanted: GoldenCase = golden.perceptrons[name as keyof typeof perceptrons];
    expect(shapesOf(mlpParameters(layer, 'mlp', inputs))).toEqual(goldenShapes(wanted, 'mlp'));
    await expectGolden(wanted, ({ x, ...parameters }) => mlp(layer, 'mlp', rows(x), parameters));
  });
});

describeOnBackends('the modulation of a clip', () => {
  it('scales and shifts its channels', async () => {
    expect(shapesOf(filmParameters('film', 4, 3))).toEqual(goldenShapes(golden.film, 'film'));
    await expectGolden(golden.film, ({ x, h, ...parameters }) => film('film', clip(x), rows(h), parameters));
  });

  it('starts as the identity', () => {
    const specs = filmParameters('film', 2, 2);
    expect(specs.map(({ name }) => [name, ...startOf(specs, name)])).toEqual([
      ['film.scale.kernel', 0, 0, 0, 0],
      ['film.scale.bias', 1, 1],
      ['film.shift.kernel', 0, 0, 0, 0],
      ['film.shift.bias', 0, 0],
    ]);
  });

  it('puts a vector beside the channels of every pixel', async () => {
    await expectGolden(golden.concatenation, ({ x, h }) => concatBroadcast(clip(x), rows(h)));
  });
});

describeOnBackends('a recurrence over the frames', () => {
  it.each(Object.entries(golden.recurrence))('is right: %s', async (name, wanted) => {
    const { layer } = wanted.options;
    const [, , , , inputs = 0] = wanted.inputs.x.shape;
    expect(shapesOf(convGruParameters(layer, 'gru', inputs))).toEqual(goldenShapes(wanted, 'gru'));
    await expectGolden(wanted, ({ x, ...parameters }) => {
      const { sequence, last } = convGru(layer, 'gru', clip(x), parameters);
      return name === 'the last state' ? last : sequence;
    });
  });

  it('opens its update gates at the start', () => {
    const specs = convGruParameters({ hidden: 2, kernel: 3 }, 'gru', 1);
    expect(['update', 'reset', 'candidate'].map((gate) => [...startOf(specs, `gru.${gate}.bias`)])).toEqual([
      [1, 1],
      [0, 0],
      [0, 0],
    ]);
  });
});

const frontend: TemporalFrontend = {
  kernel: 5,
  channels: 3,
  time: 'causal',
  start: 'gaussian_derivatives',
  split: false,
  window: null,
  bias: false,
  frameMs: 1000 / 120,
};
const frontends: Record<keyof typeof golden.frontends, TemporalFrontend> = {
  causal: frontend,
  'valid, with a bias': { ...frontend, kernel: 4, time: 'valid', bias: true },
  split: { ...frontend, kernel: 3, channels: 4, time: 'valid', split: true },
};

describeOnBackends('a learned frontend over time', () => {
  it.each(Object.entries(frontends))('is right: %s', async (name, layer) => {
    const wanted: GoldenCase = golden.frontends[name as keyof typeof frontends];
    expect(shapesOf(temporalFrontendParameters(layer, 'front'))).toEqual(goldenShapes(wanted, 'front'));
    await expectGolden(wanted, ({ x, ...parameters }) =>
      temporalFrontend(layer, 'front', clip(x), parameters),
    );
  });

  it('passes the newest frames on where it starts as the identity', async () => {
    const layer: TemporalFrontend = { ...frontend, start: 'identity', time: 'valid', kernel: 3, channels: 2 };
    const specs = temporalFrontendParameters(layer, 'front');
    const kernel = tf.tensor(startOf(specs, 'front.kernel'), [3, 1, 1, 1, 2]);
    const x = tf.tensor5d([1, 2, 3, 4, 5, 6], [1, 3, 1, 2, 1]);
    const y = temporalFrontend(layer, 'front', x, { 'front.kernel': kernel });
    // Per pixel the frame itself, then the one before.
    expect([...(await y.data())]).toEqual([5, 3, 6, 4]);
  });
});

describe('the filters that a frontend starts with', () => {
  const { gaussian_derivatives: derivatives, biphasic } = golden.filters;

  it('are derivatives of a Gaussian', () => {
    const filters = temporalFilters('gaussian_derivatives', 16, 6, 1000 / 120);
    filters.forEach((filter, order) => {
      expectClose(filter, derivatives[order]!, 1e-6, 1e-3);
    });
  });

  it('are fast and slow responses, the newest frame last', () => {
    const [first, second] = temporalFilters('biphasic', 16, 2, 1000 / 120);
    expectClose(first!, biphasic, 1e-6, 1e-3);
    expect(second).toEqual(first);
    expect(temporalFilters('biphasic', 1, 1, 10)[0]![0]).toBe(0);
  });
});

describeOnBackends('a readout through windows', (backend) => {
  it.each(Object.entries(golden.gaussianReadouts))('is right: %s', async (_, wanted) => {
    const [, , , channels = 0] = wanted.inputs.x.shape;
    const units = wanted.shape[1]!;
    const specs = gaussianReadoutParameters('read', channels, units, { meanScale: 0.1, std: 5 });
    expect(shapesOf(specs)).toEqual(goldenShapes(wanted, 'read'));
    await expectGolden(
      wanted,
      ({ x, ...parameters }) => gaussianReadout('read', image(x), parameters),
      // WGSL promises few digits of a cosine.
      backend === 'webgpu' ? 2e-3 : 1e-5,
    );
  });

  it('has windows whose values add up to 1', async () => {
    const wanted: GoldenCase = golden.gaussianReadouts['of three clips'];
    const parameters = Object.fromEntries(
      Object.entries(wanted.inputs).map(([name, wave]) => [name, waveTensor(wave!)]),
    );
    const windows = gaussianWindows('read', 5, 7, parameters);
    expect(windows.shape).toEqual([5, 35]);
    expectClose(await windows.sum(1).data(), [1, 1, 1, 1, 1], 1e-6);
  });

  it('starts wide, in the middle', () => {
    const specs = gaussianReadoutParameters('read', 3, 500, { meanScale: 0.1, std: 5 });
    const means = startOf(specs, 'read.mean');
    expect(Math.sqrt(means.reduce((sum, value) => sum + value * value, 0) / 1000)).toBeCloseTo(0.1, 2);
    expect(new Set(startOf(specs, 'read.std'))).toEqual(new Set([5]));
    expect(specs.filter(({ decay }) => decay).map(({ name }) => name)).toEqual(['read.features']);
  });
});

describeOnBackends('a readout of means', () => {
  it('is right', async () => {
    expect(shapesOf(linearReadoutParameters('read', 5, 3))).toEqual(
      goldenShapes(golden.linearReadout, 'read'),
    );
    await expectGolden(golden.linearReadout, ({ x, ...parameters }) =>
      linearReadout('read', image(x), parameters),
    );
  });
});
