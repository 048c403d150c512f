/** TensorFlow.js' own operations that WASM takes through kernels of this project: the same values, and none left behind. */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { describeOnBackends } from '../../tfjs/testBackends';

const wave = (length: number, phase: number) =>
  Float32Array.from({ length }, (_, i) => Math.sin(i * 0.7 + phase));

describeOnBackends('operations with channels', () => {
  it('concatenates images along their channels, and splits the gradient', async () => {
    const widths = [8, 4, 12];
    const parts = widths.map((width, i) => wave(2 * 3 * 5 * width, i));
    const tensors = parts.map((values, i) => tf.tensor4d(values, [2, 3, 5, widths[i]!]));
    const join = (...images: tf.Tensor[]) => tf.concat(images, 3);
    const joined = Array.from({ length: 30 }, (_, pixel) =>
      parts.flatMap((values, i) => Array.from(values.subarray(pixel * widths[i]!, (pixel + 1) * widths[i]!))),
    );
    expect(Array.from(await join(...tensors).data())).toEqual(joined.flat());
    const gradients = tf.grads(join)(tensors, tf.tensor4d(joined.flat(), [2, 3, 5, 24]));
    for (const [i, gradient] of gradients.entries()) {
      expect(Array.from(await gradient.data())).toEqual(Array.from(parts[i]!));
    }
  });

  it('keeps a clone when the original goes, and leaves nothing when both are gone', async () => {
    const before = [tf.memory().numTensors, tf.engine().backend.numDataIds()];
    const original = tf.tensor1d([1, 2, 3]);
    const clone = original.clone();
    original.dispose();
    expect(Array.from(await clone.data())).toEqual([1, 2, 3]);
    clone.dispose();
    expect([tf.memory().numTensors, tf.engine().backend.numDataIds()]).toEqual(before);
  });

  it('casts to the type that values have already, and to others, and keeps the result when the original goes', async () => {
    const before = [tf.memory().numTensors, tf.engine().backend.numDataIds()];
    const original = tf.tensor1d([1.5, -2.5, 3]);
    const [same, whole] = [tf.cast(original, 'float32'), tf.cast(original, 'int32')];
    original.dispose();
    expect(Array.from(await same.data())).toEqual([1.5, -2.5, 3]);
    expect(Array.from(await whole.data())).toEqual([1, -2, 3]);
    tf.dispose([same, whole]);
    expect([tf.memory().numTensors, tf.engine().backend.numDataIds()]).toEqual(before);
  });
});
