/** Split ReLU on WASM, four channels at a time. */
import type * as tf from '@tensorflow/tfjs';
import { type Code, f32x4, i32, type Local, repeat, v128 } from '../program/assembler';
import { allocate } from '../program/hostKernel';
import { addressOf, wasmKernel } from '../program/wasmKernel';

/** @returns [rows, 2 · channels], or null where the channels fill no vectors. */
export function splitReluDirectly(memory: WebAssembly.Memory, x: tf.TensorInfo): tf.TensorInfo | null {
  const [rows = 0, channels = 0] = x.shape;
  if (!fits(x)) return null;
  const output = allocate([rows, 2 * channels]);
  const half = 4 * channels;
  overRows(memory, `splitRelu_${channels}`, channels, (single, double, values) => {
    const [value, zero] = values as [Local, Local];
    return [
      ...value.set(v128.load(single.get)),
      ...v128.store(double.get, f32x4.max(value.get, zero.get)),
      ...v128.store(double.get, f32x4.max(f32x4.sub(zero.get, value.get), zero.get), half),
    ];
  })(addressOf(x), addressOf(output), 0, rows);
  return output;
}

/** @returns [rows, channels], or null where these fill no vectors. */
export function splitReluGradientDirectly(
  memory: WebAssembly.Memory,
  x: tf.TensorInfo,
  dy: tf.TensorInfo,
): tf.TensorInfo | null {
  const [, channels = 0] = x.shape;
  if (!fits(x)) return null;
  const output = allocate(x.shape);
  const half = 4 * channels;
  overRows(memory, `splitReluGradient_${channels}`, channels, (single, double, values, result) => {
    const [value, zero] = values as [Local, Local];
    const positive = v128.and(f32x4.greater(value.get, zero.get), v128.load(double.get));
    const negative = v128.and(f32x4.greater(zero.get, value.get), v128.load(double.get, half));
    return [...value.set(v128.load(single.get)), ...v128.store(result.get, f32x4.sub(positive, negative))];
  })(addressOf(x), addressOf(dy), addressOf(output), x.shape[0]!);
  return output;
}

const fits = ({ shape: [rows = 0, channels = 0], dtype }: tf.TensorInfo) =>
  rows * channels > 0 && channels % 4 === 0 && dtype === 'float32';

/**
 * Takes the addresses of rows of so many channels, of rows of twice as many, and of further rows as long as the first.
 * @param body for four channels, with two locals of which the second is zero.
 */
function overRows(
  memory: WebAssembly.Memory,
  key: string,
  channels: number,
  body: (single: Local, double: Local, values: Local[], result: Local) => Code,
) {
  return wasmKernel(memory, key, 4, (parameters, local) => {
    const [single, double, result, rows] = parameters as [Local, Local, Local, Local];
    const vector = local('i32');
    const values = [local('v128'), local('v128')];
    const advance = (pointer: Local, bytes: number) => pointer.set(i32.add(pointer.get, i32.const(bytes)));
    return repeat(rows, [
      ...vector.set(i32.const(channels / 4)),
      ...repeat(vector, [
        ...body(single, double, values, result),
        ...advance(single, 16),
        ...advance(double, 16),
        ...advance(result, 16),
      ]),
      ...advance(double, 4 * channels),
    ]);
  });
}
