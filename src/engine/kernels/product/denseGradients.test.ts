/** Gradients of a dense layer by some of its inputs, as where parameters are frozen or the input is data. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { randomStream } from '../../random';
import { describeOnBackends } from '../../tfjs/testBackends';
import { denseLayer } from './denseLayer';

function normal(name: string, ...shape: [number, number]): tf.Tensor2D {
  const random = randomStream(1, name);
  return tf.tensor2d(
    Float32Array.from({ length: shape[0] * shape[1] }, () => random.normal()),
    shape,
  );
}

describeOnBackends('the gradients of a dense layer', () => {
  it.each([
    [33, 8, 32],
    [33, 32, 5],
    [10, 7, 12],
  ])('of %i × %i and %i outputs do not depend on which are asked for', async (batch, inputs, outputs) => {
    const before = tf.memory().numTensors;
    const operands = {
      x: normal('x', batch, inputs),
      kernel: normal('kernel', inputs, outputs),
      bias: tf.tidy(() => tf.squeeze<tf.Tensor1D>(normal('bias', 1, outputs))),
    };
    const cotangent = normal('dy', batch, outputs);
    const names = ['x', 'kernel', 'bias'] as const;
    const gradientsBy = (...wanted: (typeof names)[number][]) => {
      const loss = (...values: tf.Tensor[]) => {
        const given = Object.fromEntries(wanted.map((name, i) => [name, values[i]]));
        const { x, kernel, bias } = { ...operands, ...given };
        return denseLayer(x, kernel, bias, 'relu');
      };
      const found = tf.grads(loss)(
        wanted.map((name) => operands[name]),
        cotangent,
      );
      return Promise.all(
        found.map(async (gradient) => {
          const values = Array.from(await gradient.data());
          gradient.dispose();
          return values;
        }),
      );
    };
    const [x, kernel, bias] = await gradientsBy(...names);
    expect(await gradientsBy('x')).toEqual([x]);
    expect(await gradientsBy('kernel')).toEqual([kernel]);
    expect(await gradientsBy('bias')).toEqual([bias]);
    expect(await gradientsBy('kernel', 'bias')).toEqual([kernel, bias]);
    expect(await gradientsBy('x', 'bias')).toEqual([x, bias]);
    tf.dispose([operands, cotangent]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
