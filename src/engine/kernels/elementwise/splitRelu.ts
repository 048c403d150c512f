/** Split ReLU: the positive parts of all channels, then the negative ones without their sign, in one pass each way. */
import * as tf from '@tensorflow/tfjs';
import { registerGpuKernel } from '../program/gpuKernel';
import { registerHostKernel } from '../program/hostKernel';
import { splitReluDirectly, splitReluGradientDirectly } from './splitReluWasm';

const SPLIT_RELU = 'AnnealSplitRelu';
const SPLIT_RELU_GRADIENT = 'AnnealSplitReluGradient';

registerHostKernel(
  SPLIT_RELU,
  ['x'],
  ([[rows = 0, channels = 0] = []]) => [rows, 2 * channels],
  (out, [x], [shape]) => {
    const channels = shape!.at(-1)!;
    x!.forEach((value, i) => {
      const at = i + channels * Math.floor(i / channels);
      out[at] = Math.max(value, 0);
      out[at + channels] = Math.max(0 - value, 0);
    });
  },
  (memory, [x]) => splitReluDirectly(memory, x!),
);

registerHostKernel(
  SPLIT_RELU_GRADIENT,
  ['x', 'dy'],
  ([x = []]) => x,
  (out, [x, dy], [shape]) => {
    const channels = shape!.at(-1)!;
    x!.forEach((value, i) => {
      const at = i + channels * Math.floor(i / channels);
      out[i] = value > 0 ? dy![at]! : value < 0 ? -dy![at + channels]! : 0;
    });
  },
  (memory, [x, dy]) => splitReluGradientDirectly(memory, x!, dy!),
);

registerGpuKernel(SPLIT_RELU, ['x'], ([[rows = 0, channels = 0] = []]) => ({
  outputShape: [rows, 2 * channels],
  key: `${channels}`,
  body: `
  if (index >= uniforms.size) { return; }
  let channel = index % ${2 * channels};
  let at = index / ${2 * channels} * ${channels} + channel % ${channels};
  result[index] = max(select(-x[at], x[at], channel < ${channels}), 0.0);`,
}));

registerGpuKernel(SPLIT_RELU_GRADIENT, ['x', 'dy'], ([x = []]) => ({
  outputShape: x,
  key: `${x.at(-1)}`,
  body: `
  if (index >= uniforms.size) { return; }
  let at = index / ${x.at(-1)} * ${2 * x.at(-1)!} + index % ${x.at(-1)};
  let v = x[index];
  result[index] = select(select(0.0, -dy[at + ${x.at(-1)}], v < 0.0), dy[at], v > 0.0);`,
}));

tf.registerGradient({
  kernelName: SPLIT_RELU,
  inputsToSave: ['x'],
  gradFunc: (dy, [x]) => ({
    x: () => tf.engine().runKernel(SPLIT_RELU_GRADIENT, { x: x!, dy: dy as tf.Tensor }) as tf.Tensor,
  }),
});

/** @param x [rows, channels] @returns [rows, 2 · channels]. First-order gradient only. */
export function splitRelu(x: tf.Tensor2D): tf.Tensor2D {
  return tf.engine().runKernel(SPLIT_RELU, { x }) as tf.Tensor2D;
}
