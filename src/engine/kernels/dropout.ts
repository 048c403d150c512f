/**
 * Inverted dropout from the counter-based generator: value i of a layer survives where
 * word i mod 2 of threefry(key = [seed, layer], counter = [⌊i/2⌋, step]) is at least `rate`, and is divided by 1 − rate.
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
    const block = new Uint32Array(2);
    for (let i = 0; i < out.length; i++) {
      if (i % 2 === 0) threefry(block, seed, layer, i / 2, step);
      out[i] = block[i % 2]! < threshold ? 0 : x![i]! / (1 - rate);
    }
  },
);

registerGpuKernel<Attributes>(DROPOUT, ['x', 'random'], ([x = []], { rate, layer }) => ({
  outputShape: x,
  key: `${rate}_${layer}`,
  declarations: threefryWgsl,
  body: `
  if (index >= uniforms.size) { return; }
  let block = threefry(vec2u(u32(random[0]), ${layer >>> 0}u), vec2u(u32(index / 2), u32(random[1])));
  let bits = select(block.x, block.y, index % 2 == 1);
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
