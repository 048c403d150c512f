import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import type { TensorSummary } from '../../protocol/tensors';
import { summarise } from '../checkpoints/tensorSummaries';
import { dense } from '../nn/dense';
import { norm } from '../nn/norm';
import { describeOnBackends } from '../tfjs/testBackends';
import type { StepGraph } from '../workload';
import { activationSummaries } from './activations';

const data = [
  [1, -2],
  [0.5, 3],
  [-1, 0.25],
];
const kernel = [
  [0.5, -1, 2],
  [1, 0.25, -0.5],
];
const bias = [0.1, -0.2, 0.3];

/** x·W + b of the rows 2 and 0. */
const linear = [2, 0].map((row) =>
  bias.map((shift, j) => shift + data[row]!.reduce((sum, x, i) => sum + x * kernel[i]![j]!, 0)),
);

describeOnBackends('the activations of a batch', () => {
  const graphOf = (values: tf.Tensor2D): StepGraph => ({
    forward(parameters, { rows }, { lossWeights }) {
      // What is computed of a parameter alone is none of its layer's outputs.
      const gain = tf.mul(parameters.gain!, 2);
      const h = tf.tidy(() => dense(parameters, 'first', tf.gather(values, rows!), 'relu'));
      const normed = norm(parameters, 'norm', h);
      const twice = dense(parameters, 'shared', dense(parameters, 'shared', normed as tf.Tensor2D));
      const loss = tf.mul(tf.sum(tf.mul(twice, gain)), lossWeights.squeeze()).asScalar();
      return { loss, sums: tf.stack([tf.scalar(2), loss]) as tf.Tensor1D };
    },
  });

  async function activations(rows: number[]): Promise<Map<string, TensorSummary>> {
    const values = tf.tensor2d(data);
    const parameters = {
      'first.kernel': tf.tensor2d(kernel),
      'first.bias': tf.tensor1d(bias),
      'norm.gamma': tf.ones([3]),
      'norm.beta': tf.zeros([3]),
      'shared.kernel': tf.eye(3),
      'shared.bias': tf.tensor1d([1, 1, 1]),
      gain: tf.tensor1d([1, 2, 3]),
    };
    const before = tf.memory().numTensors;
    const found = await activationSummaries(graphOf(values), {
      parameters,
      batch: { rows: Int32Array.from(rows), variant: '' },
      random: Int32Array.of(1, 1),
      lossWeights: [1],
    });
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([values, parameters]);
    expect(found.every(({ kind }) => kind === 'activations')).toBe(true);
    return new Map(found.map((summary) => [summary.name, summary]));
  }

  it('are those of each layer, as computed by hand', async () => {
    const found = await activations([2, 0]);
    expect([...found.keys()]).toEqual(['first', 'norm', 'shared', 'gain']);
    const opened = Float32Array.from(linear.flat(), (value) => Math.max(0, value));
    const expected = summarise({ name: 'first', kind: 'activations' }, [2, 3], opened);
    const first = found.get('first')!;
    expect(first).toMatchObject({ shape: [2, 3], zeros: expected.zeros, histogram: expected.histogram });
    for (const key of ['mean', 'std', 'min', 'max'] as const)
      expect(first[key]).toBeCloseTo(expected[key]!, 6);
    // Normalised rows have mean 0; the shared layer adds one, twice, and its last output is shown.
    expect(found.get('norm')!.mean).toBeCloseTo(0, 6);
    expect(found.get('shared')!.mean).toBeCloseTo(2, 6);
    expect(found.get('shared')!.std).toBeCloseTo(found.get('norm')!.std!, 6);
    expect(found.get('gain')!.shape).toEqual([2, 3]);
  });

  it('reads rows that are not at hand, for a batch of its own', async () => {
    const values = tf.tensor2d(data);
    const parameters = { gain: tf.scalar(2) };
    const batch = { rows: Int32Array.of(1), variant: 'x' };
    const asked: unknown[] = [];
    const graph: StepGraph = {
      fetch: async (own) => void asked.push(own),
      inputs(own) {
        asked.push(own);
        return { rows: own.rows };
      },
      forward({ gain }, { rows }, { variant }) {
        expect(variant).toBe('x');
        const loss = tf.sum(tf.mul(tf.gather(values, rows!), gain!)).asScalar();
        return { loss, sums: tf.stack([loss]) as tf.Tensor1D };
      },
    };
    const pass = { parameters, batch, random: Int32Array.of(1, 1), lossWeights: [1] };
    const [summary] = await activationSummaries(graph, pass);
    expect(summary).toMatchObject({ name: 'gain', shape: [1, 2], min: 1, max: 6 });
    expect(asked).toHaveLength(2);
    expect(asked[0]).toBe(asked[1]);
    expect(asked[0]).not.toBe(batch);
    tf.dispose([values, parameters]);
  });
});
