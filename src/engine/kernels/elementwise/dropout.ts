/**
 * Inverted dropout from the counter-based generator: value i of a layer survives where 16 bits are at least `rate` of
 * their range, half i mod 4 of threefry(key = [seed, layer], counter = [⌊i/4⌋, step]), low halves first. Survivors are
 * divided by the probability of surviving, which is 1 − rate to within 1/65536.
 */
import * as tf from '@tensorflow/tfjs';
import { sizeOf } from '../../../formats/arrays';
import { streamId, threefry } from '../../random';
import { withFloats, withValues } from '../../tfjs/hostMemory';
import { registerGpuKernel } from '../program/gpuKernel';
import { allocate, registerHostKernel } from '../program/hostKernel';
import { threefryWgsl } from '../program/wgsl';
import { dropOut } from './dropoutWasm';

interface Attributes {
  rate: number;
  /** Stream of the layer, a 32-bit number. */
  layer: number;
}

const DROPOUT = 'AnnealDropout';

/** A value is dropped where its 16 bits are below this. */
const thresholdOf = (rate: number) => Math.floor(rate * 0x10000);
/** As float32, which the device multiplies by. */
const scaleOf = (rate: number) => Math.fround(1 / (1 - thresholdOf(rate) / 0x10000));

registerHostKernel<Attributes>(
  DROPOUT,
  ['x', 'random'],
  ([x = []]) => x,
  (out, [x, random], _, attributes) => fill(out, x!, random!, attributes, 0),
  (memory, [x, random], attributes) => {
    const { rate, layer } = attributes;
    const output = allocate(x!.shape);
    const size = sizeOf(x!.shape);
    const given = { layer, threshold: thresholdOf(rate), scale: scaleOf(rate), size };
    const done = dropOut(memory, [x!, random!, output], given);
    withFloats([output], (out) =>
      withValues([x!, random!], (values, counters) => fill(out, values, counters, attributes, done)),
    );
    return output;
  },
);

/** @param from the first value, the first of a block. */
function fill(
  out: Float32Array,
  x: Float32Array | Int32Array,
  [seed = 0, step = 0]: Float32Array | Int32Array,
  { rate, layer }: Attributes,
  from: number,
): void {
  const [threshold, scale] = [thresholdOf(rate), scaleOf(rate)];
  const block = new Uint32Array(2);
  for (let i = from; i < out.length; i += 4) {
    threefry(block, seed, layer, i / 4, step);
    for (let j = 0; j < 4 && i + j < out.length; j++) {
      const bits = (block[j >> 1]! >>> (16 * (j & 1))) & 0xffff;
      out[i + j] = bits < threshold ? 0 : x[i + j]! * scale;
    }
  }
}

registerGpuKernel<Attributes>(DROPOUT, ['x', 'random'], ([x = []], { rate, layer }) => {
  const scale = scaleOf(rate);
  const draw = (block: string) => `
  let block = threefry(vec2u(u32(random[0]), ${layer >>> 0}u), vec2u(u32(${block}), u32(random[1])));
  let bits = vec4u(block.x & 0xffffu, block.x >> 16u, block.y & 0xffffu, block.y >> 16u);
  let factors = select(vec4f(${scale}), vec4f(0.0), bits < vec4u(${thresholdOf(rate)}u));`;
  const fours = sizeOf(x) % 4 === 0;
  return {
    outputShape: x,
    key: `${rate}_${layer}_${fours}`,
    declarations: threefryWgsl,
    components: fours ? { inputs: [4, 1], output: 4 } : { inputs: [1, 1], output: 1 },
    body: fours
      ? `if (index >= uniforms.size) { return; }${draw('index')}
  result[index] = x[index] * factors;`
      : `if (index >= uniforms.size) { return; }${draw('index / 4')}
  result[index] = x[index] * factors[index % 4];`,
  };
});

tf.registerGradient({
  kernelName: DROPOUT,
  inputsToSave: ['random'],
  gradFunc: (dy, [random], attributes) => ({
    x: () => tf.engine().runKernel(DROPOUT, { x: dy as tf.Tensor, random: random! }, attributes) as tf.Tensor,
    random: () => tf.zerosLike(random!),
  }),
});

/**
 * The mask is a function of its counters, so the gradient draws it again instead of keeping it, a resumed run draws
 * the same one, and a replayed step draws a new one because seed and step are an input buffer.
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
