/**
 * Sums over the leading axes on WASM, where the last one is made of channels in fours: the gradients of biases.
 * TensorFlow.js transposes first. Sums are float32 within a piece of rows and float64 beyond.
 */
import * as tf from '@tensorflow/tfjs';
import { sizeOf } from '../../../formats/arrays';
import { withFloats } from '../../tfjs/hostMemory';
import { f32x4 } from '../program/assembler';
import { channelRunner } from '../program/channelsWasm';
import { allocate } from '../program/hostKernel';
import { replaceKernel } from '../program/replaceKernel';
import { addressOf, wasmMemory } from '../program/wasmKernel';

replaceKernel('Sum', 'wasm', ({ inputs, attrs }) => {
  const x = inputs.x as tf.TensorInfo;
  const { axis, keepDims } = attrs as unknown as { axis: number | number[]; keepDims: boolean };
  const axes = tf.util.parseAxisParam(axis, x.shape);
  const memory = wasmMemory();
  const leading = axes.length === x.shape.length - 1 && !axes.includes(x.shape.length - 1);
  const channels = x.shape.at(-1) ?? 1;
  const fits = leading && axes.length > 0 && x.dtype === 'float32' && channels % 4 === 0;
  if (!memory || !fits || sizeOf(x.shape) === 0) return null;
  const output = allocate(keepDims ? [...axes.map(() => 1), channels] : [channels]);
  const totals = sumRows(memory, x, channels);
  withFloats([output], (sums) => sums.set(totals));
  return output;
});

function sumRows(memory: WebAssembly.Memory, x: tf.TensorInfo, channels: number): Float64Array {
  const totals = new Float64Array(channels);
  const runner = channelRunner(memory, {
    name: 'sum',
    channels,
    inputs: 1,
    constants: 0,
    sums: 1,
    body: ([value], _, [sum]) => ({ work: sum!.set(f32x4.add(sum!.get, value!.get)), output: null }),
  });
  const rows = { inputs: [addressOf(x)], output: 0, count: sizeOf(x.shape) / channels };
  runner.run(rows, [], (sums) => {
    for (let c = 0; c < channels; c++) totals[c]! += sums[c]!;
  });
  runner.dispose();
  return totals;
}
