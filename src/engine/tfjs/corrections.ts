/**
 * Imported once, beside the backends: what TensorFlow.js 4.22 differentiates wrongly or not at all. Those of the tape
 * itself are in `tape.ts`.
 */
import './tape';
import * as tf from '@tensorflow/tfjs';

/**
 * Zero gradients of comparisons. TensorFlow.js 4.22 registers one for GreaterEqual alone, so
 * `where(greater(x, 0), a, b)` has no derivative for x, and neither has the second derivative of relu6, maximum, clip
 * or max, whose gradients compare.
 */
const binary = [
  'Equal',
  'NotEqual',
  'Less',
  'LessEqual',
  'Greater',
  'GreaterEqual',
  'LogicalAnd',
  'LogicalOr',
  'LogicalXor',
];

for (const kernelName of binary) {
  if (tf.getGradient(kernelName)) tf.unregisterGradient(kernelName);
  tf.registerGradient({
    kernelName,
    inputsToSave: ['a', 'b'],
    gradFunc: (_, [a, b]) => ({ a: () => tf.zeros(a!.shape), b: () => tf.zeros(b!.shape) }),
  });
}

tf.registerGradient({
  kernelName: 'LogicalNot',
  inputsToSave: ['x'],
  gradFunc: (_, [x]) => ({ x: () => tf.zeros(x!.shape) }),
});

/**
 * The gradient of ELU's gradient kernel, g(dy, y) = dy for y ≥ 0, else dy·(y + 1), where y is ELU's output:
 * ∂g/∂dy is g again and ∂g/∂y = dy where y < 0.
 */
tf.registerGradient({
  kernelName: 'EluGrad',
  inputsToSave: ['dy', 'y'],
  gradFunc: (g, [dy, y]) => ({
    dy: () => tf.engine().runKernel('EluGrad', { dy: g as tf.Tensor, y: y! }) as tf.Tensor,
    y: () => tf.mul(tf.mul(g as tf.Tensor, dy!), tf.cast(tf.less(y!, 0), 'float32')),
  }),
});

interface Padding {
  paddings: [before: number, after: number][];
  mode: 'reflect' | 'symmetric';
}

/**
 * The gradient of mirrored padding: the padding's own gradient, mirrored back, is added to the values it copied.
 * TensorFlow.js 4.22 leaves it out, so even first derivatives are wrong at the edges.
 */
tf.unregisterGradient('MirrorPad');
tf.registerGradient({
  kernelName: 'MirrorPad',
  gradFunc: (dy, _, attributes) => {
    const { paddings, mode } = attributes as unknown as Padding;
    return {
      x: () => paddings.reduce((g, padding, axis) => fold(g, axis, padding, mode), dy as tf.Tensor),
    };
  },
});

/** Removes the padding of one axis. Reflection skips the value at the edge, symmetry repeats it. */
function fold(g: tf.Tensor, axis: number, [before, after]: [number, number], mode: Padding['mode']) {
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
