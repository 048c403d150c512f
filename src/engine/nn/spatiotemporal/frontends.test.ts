/** Adaptation, fixed bases over time and affine adapters against PyTorch, with their gradients. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { sizeOf } from '../../../formats/arrays';
import { expectClose } from '../../golden/compare';
import { randomStream } from '../../random';
import { describeOnBackends } from '../../tfjs/testBackends';
import { type AffineAdapter, affineAdapter, affineAdapterParameters } from './affineAdapter';
import {
  type DynamicalAdaptation,
  dynamicalAdaptation,
  dynamicalAdaptationParameters,
} from './dynamicalAdaptation';
import golden from './fixtures/frontends.golden.json';
import { expectGolden, type GoldenCase, waveTensor } from './goldens.fixture';
import { fixedTemporal } from './temporalFrontend';

const clip = (x: tf.Tensor | undefined) => x as tf.Tensor5D;

const adaptation: DynamicalAdaptation = {
  alpha: 1,
  beta: 0.5,
  gamma: 0.5,
  tauY: 5,
  tauZ: 60,
  nY: 5,
  nZ: 2,
  filterLength: 9,
  frameMs: 1000 / 120,
  learnable: true,
};

describeOnBackends('dynamical adaptation', () => {
  it.each(Object.entries(golden.adaptations))('is right: %s', async (_, wanted) => {
    const options = { ...adaptation, ...wanted.options };
    expect(dynamicalAdaptationParameters(options, 'da').map(({ name }) => name)).toEqual(
      Object.keys(wanted.inputs).filter((name) => name !== 'x'),
    );
    await expectGolden(wanted, ({ x, ...parameters }) =>
      dynamicalAdaptation(options, 'da', clip(x), parameters),
    );
  });

  it('computes the same from fixed numbers, and has no parameters then', async () => {
    const wanted = golden.adaptations['filters longer than the clip'];
    const options = { ...adaptation, learnable: false };
    expect(dynamicalAdaptationParameters(options, 'da')).toEqual([]);
    const r = dynamicalAdaptation(options, 'da', clip(waveTensor(wanted.inputs.x)), {});
    expectClose(await r.data(), wanted.output, 1e-5, 0.1);
  });

  it('answers what does not change with α·s / (1 + β·s)', async () => {
    const x = tf.fill<tf.Rank.R5>([1, 40, 1, 1, 1], 3);
    const options = { ...adaptation, learnable: false, filterLength: 12, alpha: 2 };
    const r = await dynamicalAdaptation(options, 'da', x, {}).data();
    expectClose(r.slice(-3), new Array(3).fill((2 * 3) / (1 + 0.5 * 3)), 1e-5);
  });
});

describeOnBackends('a fixed basis over time', () => {
  it.each(Object.entries<GoldenCase & { options: { lags: number; count: number } }>(golden.bases))(
    'is right: %s',
    async (name, wanted) => {
      const { lags, count } = wanted.options;
      const all = await waveTensor({ shape: [count, lags], phase: 0.9 }).data();
      const basis = Array.from({ length: count }, (_, i) =>
        Float32Array.from(all.slice(i * lags, (i + 1) * lags)),
      );
      await expectGolden(wanted, ({ x }) =>
        fixedTemporal(basis, clip(x), name === 'valid' ? 'valid' : 'causal'),
      );
    },
  );
});

describeOnBackends('an affine adapter', () => {
  it.each(Object.entries<GoldenCase & { options: { size: number } }>(golden.adapters))(
    'is right: %s',
    async (_, wanted) => {
      const transform = 'adapter.affine' in wanted.inputs ? 'affine' : 'scale';
      const adapter: AffineAdapter = { gridSize: wanted.options.size, transform, deviation: 1 };
      expect(affineAdapterParameters(adapter, 'adapter').map(({ name }) => name)).toEqual(
        Object.keys(wanted.inputs).filter((name) => name !== 'x'),
      );
      await expectGolden(
        wanted,
        ({ x, ...parameters }) => affineAdapter(adapter, 'adapter', clip(x), parameters),
        2e-5,
      );
    },
  );

  it.each(['scale', 'affine'] as const)('starts with finite gradients: %s', async (transform) => {
    const adapter: AffineAdapter = { gridSize: 5, transform, deviation: 1 };
    const specs = affineAdapterParameters(adapter, 'adapter');
    const starts = specs.map(({ shape, initializer }) => {
      const values = new Float32Array(sizeOf(shape));
      initializer(values, shape, randomStream(1, 'adapter'));
      return tf.tensor(values, shape);
    });
    expectClose(await tf.softplus(starts[0]!).data(), [1], 1e-6);
    const x = clip(waveTensor({ shape: [1, 1, 5, 5, 1], phase: 0.3 }));
    const gradients = tf.grads((...values) => {
      const parameters = Object.fromEntries(specs.map(({ name }, i) => [name, values[i]!]));
      return tf.sum(tf.square(affineAdapter(adapter, 'adapter', x, parameters)));
    })(starts);
    for (const gradient of gradients) {
      const values = await gradient.data();
      expect(values.every(Number.isFinite)).toBe(true);
      expect(values.some((value) => value !== 0)).toBe(true);
    }
  });
});
