/** Feature-wise linear modulation on WASM: the rows of a sample go by while scale and shift of its channels stay in registers. */
import type * as tf from '@tensorflow/tfjs';
import { withFloats } from '../../tfjs/hostMemory';
import { f32x4 } from '../program/assembler';
import { channelRunner } from '../program/channelsWasm';
import { allocate } from '../program/hostKernel';
import { addressOf, wasmMemory } from '../program/wasmKernel';

const fits = ({ shape: [batch = 0, pixels = 0, channels = 0] }: tf.TensorInfo) =>
  batch * pixels * channels > 0 && channels % 4 === 0;

/** @returns x · scale + shift, or null where the channels fill no vectors. */
export function filmDirectly(
  memory: WebAssembly.Memory,
  x: tf.TensorInfo,
  scale: tf.TensorInfo,
  shift: tf.TensorInfo,
): tf.TensorInfo | null {
  if (!fits(x)) return null;
  const [batch = 0, pixels = 0, channels = 0] = x.shape;
  const output = allocate(x.shape);
  const runner = channelRunner(memory, {
    ...{ name: 'film', channels, inputs: 1, constants: 2, sums: 0 },
    body: ([value], [factor, addend]) => ({
      work: [],
      output: f32x4.add(f32x4.mul(value!.get, factor!.get), addend!.get),
    }),
  });
  const [factors, addends] = [copyOf(scale), copyOf(shift)];
  for (let sample = 0; sample < batch; sample++) {
    const at = 4 * sample * pixels * channels;
    const own = (values: Float64Array) => values.subarray(sample * channels, (sample + 1) * channels);
    const rows = { inputs: [addressOf(x) + at], output: addressOf(output) + at, count: pixels };
    runner.run(rows, [own(factors), own(addends)]);
  }
  runner.dispose();
  return output;
}

/** @returns the gradients of x, scale and shift, or null where the channels fill no vectors. */
export function filmGradientsDirectly(
  x: tf.TensorInfo,
  scale: tf.TensorInfo,
  dy: tf.TensorInfo,
): tf.TensorInfo[] | null {
  const memory = wasmMemory();
  if (!memory || !fits(x)) return null;
  const [batch = 0, pixels = 0, channels = 0] = x.shape;
  const dx = allocate(x.shape);
  const runner = channelRunner(memory, {
    ...{ name: 'filmGradients', channels, inputs: 2, constants: 1, sums: 2 },
    body: ([gradient, value], [factor], [ofScale, ofShift]) => ({
      work: [
        ...ofScale!.set(f32x4.add(ofScale!.get, f32x4.mul(gradient!.get, value!.get))),
        ...ofShift!.set(f32x4.add(ofShift!.get, gradient!.get)),
      ],
      output: f32x4.mul(gradient!.get, factor!.get),
    }),
  });
  const factors = copyOf(scale);
  const [dScale, dShift] = [new Float64Array(batch * channels), new Float64Array(batch * channels)];
  for (let sample = 0; sample < batch; sample++) {
    const at = 4 * sample * pixels * channels;
    const first = sample * channels;
    const inputs = [addressOf(dy) + at, addressOf(x) + at];
    const rows = { inputs, output: addressOf(dx) + at, count: pixels };
    runner.run(rows, [factors.subarray(first, first + channels)], (sums) => {
      for (let c = 0; c < channels; c++) {
        dScale[first + c]! += sums[c]!;
        dShift[first + c]! += sums[channels + c]!;
      }
    });
  }
  runner.dispose();
  return [dx, filled(scale.shape, dScale), filled(scale.shape, dShift)];
}

const copyOf = (tensor: tf.TensorInfo) => withFloats([tensor], (values) => Float64Array.from(values));

function filled(shape: number[], values: Float64Array): tf.TensorInfo {
  const tensor = allocate(shape);
  withFloats([tensor], (to) => to.set(values));
  return tensor;
}
