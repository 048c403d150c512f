/** The gradient of 2 × 2 max-pooling on WASM, where channels come in fours and the windows fill the image. */
import type * as tf from '@tensorflow/tfjs';
import { type Code, f32x4, i32, type Local, repeat, v128 } from '../program/assembler';
import { allocate } from '../program/hostKernel';
import { addressOf, wasmKernel } from '../program/wasmKernel';

/**
 * Each dy goes to the first of the four inputs that is the maximum, row by row.
 * @param input [batch, height, width, channels] @param output, dy [batch, height/2, width/2, channels]
 */
export function maxPoolGradientDirectly(
  memory: WebAssembly.Memory,
  [dy, input, output]: tf.TensorInfo[],
): tf.TensorInfo {
  const [batch = 0, height = 0, width = 0, channels = 0] = input!.shape;
  const result = allocate(input!.shape);
  const kernel = rowKernel(memory, channels, width);
  const [slopes, from, maxima, to] = [dy!, input!, output!, result].map(addressOf) as [
    number,
    number,
    number,
    number,
  ];
  for (let row = 0; row < (batch * height) / 2; row++) {
    const [small, large] = [2 * row * width * channels, 8 * row * width * channels];
    kernel(slopes + small, from + large, maxima + small, to + large, width / 2);
  }
  return result;
}

/** Of one row of windows: dy, the first of its two rows of the input, the output, and the first of the two of the result. */
function rowKernel(memory: WebAssembly.Memory, channels: number, width: number) {
  const pixel = 4 * channels;
  return wasmKernel(memory, `maxPoolGradient_${channels}_${width}`, 5, (parameters, local) => {
    const [dy, input, output, result, windows] = parameters as [Local, Local, Local, Local, Local];
    const vector = local('i32');
    const [rest, maximum, hit] = [local('v128'), local('v128'), local('v128')];
    const advance = (pointer: Local, bytes: number) => pointer.set(i32.add(pointer.get, i32.const(bytes)));
    // What an input takes from dy is gone for those after it.
    const give = (at: number): Code => [
      ...hit.set(v128.and(rest.get, f32x4.equal(v128.load(input.get, at), maximum.get))),
      ...v128.store(result.get, hit.get, at),
      ...rest.set(v128.xor(rest.get, hit.get)),
    ];
    return repeat(windows, [
      ...vector.set(i32.const(channels / 4)),
      ...repeat(vector, [
        ...rest.set(v128.load(dy.get)),
        ...maximum.set(v128.load(output.get)),
        ...[0, pixel, width * pixel, (width + 1) * pixel].flatMap(give),
        ...[dy, input, output, result].flatMap((pointer) => advance(pointer, 16)),
      ]),
      ...[input, result].flatMap((pointer) => advance(pointer, pixel)),
    ]);
  });
}
