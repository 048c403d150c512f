/**
 * Inverted dropout from the counter-based generator: value i of a layer survives where
 * threefry(key = [seed, layer], counter = [i, step]) is at least `rate`, and is divided by 1 − rate.
 * The mask is a function of its counters, so the gradient draws it again instead of keeping it, a resumed run draws
 * the same one, and a replayed step draws a new one because seed and step are an input buffer.
 */
import * as tf from '@tensorflow/tfjs';
import { streamId, threefry } from '../random';
import { registerGpuKernel } from './gpuKernel';
import { registerHostKernel } from './hostKernel';
import { threefryWgsl } from './threefryWgsl';

interface Attributes {
  rate: number;
  /** Stream of the layer, a 32-bit number. */
  layer: number;
}

const DROPOUT = 'AnnealDropout';

/** A value is dropped where its 32 bits are below this. */
const thresholdOf = (rate: number) => Math.floor(rate * 0x100000000) >>> 0;

registerHostKernel<Attributes>(
  DROPOUT,
  ['x', 'random'],
  ([x = []]) => x,
  (out, [x, random], _, { rate, layer }) => {
    const threshold = thresholdOf(rate);
    const [seed = 0, step = 0] = random!;
    for (let i = 0; i < out.length; i++) {
      const [bits] = threefry(seed, layer, i, step);
      out[i] = bits < threshold ? 0 : x![i]! / (1 - rate);
    }
  },
);

registerGpuKernel<Attributes>(DROPOUT, ['x', 'random'], ([x = []], { rate, layer }) => ({
  outputShape: x,
  key: `${rate}_${layer}`,
  declarations: threefryWgsl,
  body: `
  if (index >= uniforms.size) { return; }
  let bits = threefry(vec2u(u32(random[0]), ${layer >>> 0}u), vec2u(u32(index), u32(random[1]))).x;
  result[index] = select(x[index] / ${1 - rate}, 0.0, bits < ${thresholdOf(rate)}u);`,
}));

tf.registerGradient({
  kernelName: DROPOUT,
  inputsToSave: ['random'],
  gradFunc: (dy, [random], attributes) => ({
    x: () => tf.engine().runKernel(DROPOUT, { x: dy as tf.Tensor, random: random! }, attributes) as tf.Tensor,
    random: () => tf.zerosLike(random!),
  }),
});

/**
 * @param x any shape
 * @param rate probability of dropping a value; 0 returns `x` itself.
 * @param layer name that separates this layer's masks from others'.
 * @param random int32 [2]: seed and step.
 */
export function dropout<T extends tf.Tensor>(x: T, rate: number, layer: string, random: tf.Tensor1D): T {
  if (rate === 0) return x;
  const attributes = { rate, layer: streamId(`dropout/${layer}`) };
  return tf.engine().runKernel(DROPOUT, { x, random }, attributes) as T;
}
