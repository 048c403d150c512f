/**
 * The gradient of mirrored padding: the padding's own gradient, mirrored back, is added to the values it copied.
 * TensorFlow.js 4.22 leaves it out, so even first derivatives are wrong at the edges.
 */
import * as tf from '@tensorflow/tfjs';

interface Attributes {
  paddings: [before: number, after: number][];
  mode: 'reflect' | 'symmetric';
}

tf.unregisterGradient('MirrorPad');
tf.registerGradient({
  kernelName: 'MirrorPad',
  gradFunc: (dy, _, attributes) => {
    const { paddings, mode } = attributes as unknown as Attributes;
    return {
      x: () => paddings.reduce((g, padding, axis) => fold(g, axis, padding, mode), dy as tf.Tensor),
    };
  },
});

/** Removes the padding of one axis. Reflection skips the value at the edge, symmetry repeats it. */
function fold(g: tf.Tensor, axis: number, [before, after]: [number, number], mode: Attributes['mode']) {
  if (before + after === 0) return g;
  const skip = mode === 'reflect' ? 1 : 0;
  const length = g.shape[axis]! - before - after;
  const part = (start: number, size: number) =>
    tf.slice(
      g,
      g.shape.map((_, i) => (i === axis ? start : 0)),
      g.shape.map((whole, i) => (i === axis ? size : whole)),
    );
  const at = (values: tf.Tensor, start: number, size: number) =>
    tf.pad(
      tf.reverse(values, axis),
      g.shape.map((_, i): [number, number] => (i === axis ? [start, length - start - size] : [0, 0])),
    );
  const parts = [part(before, length)];
  if (before > 0) parts.push(at(part(0, before), skip, before));
  if (after > 0) parts.push(at(part(before + length, after), length - skip - after, after));
  return tf.addN(parts);
}
