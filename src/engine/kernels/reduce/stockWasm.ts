/**
 * Sums over axes on WASM that end before the last one, where that is made of channels in fours: the gradients of biases, and
 * of what is one for all pixels of an image. TensorFlow.js transposes first. Sums are float32 within a piece of rows and
 * float64 beyond.
 */
import * as tf from '@tensorflow/tfjs';
import { sizeOf } from '../../../formats/arrays';
import { withFloats } from '../../tfjs/hostMemory';
import { f32x4 } from '../program/assembler';
import { channelRunner } from '../program/channelsWasm';
import { allocate } from '../program/hostKernel';
import { replaceKernel } from '../program/replaceKernel';
import { addressOf, wasmMemory } from '../program/wasmKernel';

/** Values of a group of rows that are worth a call of their own. */
const LEAST_GROUP = 1024;

replaceKernel('Sum', 'wasm', ({ inputs, attrs }) => {
  const x = inputs.x as tf.TensorInfo;
  const { axis, keepDims } = attrs as unknown as { axis: number | number[]; keepDims: boolean };
  const axes = tf.util.parseAxisParam(axis, x.shape).toSorted((a, b) => a - b);
  const memory = wasmMemory();
  // One after the other, and the last but one at their end.
  const first = x.shape.length - 1 - axes.length;
  const before = axes.length > 0 && axes.every((axis, i) => axis === first + i);
  const channels = x.shape.at(-1) ?? 1;
  const rows = sizeOf(x.shape.slice(first, -1));
  const size = sizeOf(x.shape);
  if (!memory || !before || x.dtype !== 'float32' || channels % 4 !== 0 || size === 0) return null;
  if (size > rows * channels && rows * channels < LEAST_GROUP) return null;
  const kept = keepDims ? axes.map(() => 1) : [];
  const output = allocate([...x.shape.slice(0, first), ...kept, channels]);
  const totals = sumRows(memory, x, rows, channels);
  withFloats([output], (sums) => sums.set(totals));
  return output;
});

/** @returns of each `rows` rows after another the sums, [groups, channels]. */
function sumRows(memory: WebAssembly.Memory, x: tf.TensorInfo, rows: number, channels: number): Float64Array {
  const totals = new Float64Array(sizeOf(x.shape) / rows);
  const runner = channelRunner(memory, {
    name: 'sum',
    channels,
    inputs: 1,
    constants: 0,
    sums: 1,
    body: ([value], _, [sum]) => ({ work: sum!.set(f32x4.add(sum!.get, value!.get)), output: null }),
  });
  const start = addressOf(x);
  for (let group = 0; group < totals.length; group += channels) {
    runner.run({ inputs: [start + 4 * group * rows], output: 0, count: rows }, [], (sums) => {
      for (let c = 0; c < channels; c++) totals[group + c]! += sums[c]!;
    });
  }
  runner.dispose();
  return totals;
}
