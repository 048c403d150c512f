/**
 * The transpose of a convolution on WASM as a product and a sum: what each position gives to the window under the kernel, and
 * these windows added up where they lie. It computes nothing for positions that are padding, and takes any channels.
 */
import type * as tf from '@tensorflow/tfjs';
import { withFloats } from '../../tfjs/hostMemory';
import { matrixOf, multiplyDirectly, productMemory } from '../product/wasm';
import { f32x4, i32, type Local, repeat, v128 } from '../program/assembler';
import { allocate, release } from '../program/hostKernel';
import { stridedCopy } from '../program/stridedCopyWasm';
import { addressOf, type WasmKernel, wasmKernel } from '../program/wasmKernel';
import { type ConvGeometry, inputShape } from './geometry';

/** Bytes of the windows that are made at a time. */
const PIECE = 2 ** 19;

/**
 * Rows of the kernel side by side in the order of the image, each filled up with zeros to whole vectors.
 * @param dy [batch, ...output, outChannels]
 * @returns [batch, ...input, inChannels], or null where it does not apply.
 */
export function convolveTransposedWindows(
  dy: tf.TensorInfo,
  kernel: tf.TensorInfo,
  g: ConvGeometry,
): tf.TensorInfo | null {
  const { batch, inChannels, outChannels } = g;
  const sideBySide = g.kernel[1] === 1 || g.dilation[1] === 1;
  if (g.input.length !== 2 || !sideBySide || g.padding.some((zeros) => zeros < 0)) return null;
  const tall = g.kernel[0]!;
  const run = 4 * Math.ceil((g.kernel[1]! * inChannels) / 4);
  const [positions, n] = [g.output[0]! * g.output[1]!, tall * run];
  const memory = productMemory(positions, n, outChannels);
  if (!memory) return null;
  const most = Math.max(1, Math.floor(PIECE / (4 * positions * n)));
  const weights = windowWeights(kernel, g, run);
  const windows = allocate([most, positions, n]);
  const image = imageOf(memory, g, run);
  const output = allocate(inputShape(g));
  withFloats([output], (values) => void values.fill(0));
  for (let from = 0; from < batch; from += most) {
    const count = Math.min(most, batch - from);
    multiplyDirectly(memory, {
      ...{ m: count * positions, n, k: outChannels },
      a: matrixOf(addressOf(dy) + 4 * from * positions * outChannels, outChannels),
      b: matrixOf(addressOf(weights), n),
      ...{ c: addressOf(windows), bias: null, relu: false },
    });
    for (let sample = 0; sample < count; sample++) {
      image.add(addressOf(windows) + 4 * sample * positions * n);
      image.store(addressOf(output), from + sample);
    }
  }
  image.dispose();
  release(weights, windows);
  return output;
}

/** The kernel [...kernel, in, out] as [out, kernel rows, run]. */
function windowWeights(kernel: tf.TensorInfo, g: ConvGeometry, run: number): tf.TensorInfo {
  const inner = g.kernel[1]! * g.inChannels;
  const weights = allocate([g.outChannels, g.kernel[0]!, run]);
  withFloats([weights, kernel], (to, from) => {
    to.fill(0);
    for (let row = 0; row < g.kernel[0]!; row++) {
      for (let i = 0; i < inner; i++) {
        const at = (row * inner + i) * g.outChannels;
        for (let out = 0; out < g.outChannels; out++)
          to[(out * g.kernel[0]! + row) * run + i] = from[at + out]!;
      }
    }
  });
  return weights;
}

/** One image with its padding, which windows are added to. */
function imageOf(memory: WebAssembly.Memory, g: ConvGeometry, run: number) {
  const { inChannels } = g;
  const [height, width] = [g.output[0]!, g.output[1]!];
  const step = g.stride[1]! * inChannels;
  const rows = (height - 1) * g.stride[0]! + (g.kernel[0]! - 1) * g.dilation[0]! + 1;
  const rowValues = Math.max((width - 1) * step + run, (g.padding[1]! + g.input[1]!) * inChannels);
  const room = allocate([rows, rowValues]);
  const addRow = windowKernel(memory, run / 4, g.kernel[0]!, 4 * step);
  const kept = Math.max(0, Math.min(g.input[0]!, rows - g.padding[0]!));
  const rowBytes = 4 * g.input[1]! * inChannels;
  const wide = (g.input[1]! * inChannels) % 4 === 0 ? g.input[1]! * inChannels : 1;
  const copy = stridedCopy(memory, wide);
  return {
    add(windows: number): void {
      withFloats([room], (values) => void values.fill(0));
      const start = addressOf(room);
      for (let y = 0; y < height; y++) {
        const own = windows + 4 * y * width * g.kernel[0]! * run;
        addRow(own, start + 4 * y * g.stride[0]! * rowValues, width, 4 * g.dilation[0]! * rowValues);
      }
    },
    store(output: number, sample: number): void {
      const from = addressOf(room) + 4 * (g.padding[0]! * rowValues + g.padding[1]! * inChannels);
      const to = output + sample * g.input[0]! * rowBytes;
      if (wide > 1) {
        if (kept > 0) copy(from, to, kept, 4 * rowValues, rowBytes);
        return;
      }
      for (let y = 0; y < kept; y++) copy(from + 4 * y * rowValues, to + y * rowBytes, rowBytes / 4, 4, 4);
    },
    dispose: () => release(room),
  };
}

/**
 * Adds windows, [count, rows, run], to an image: takes their address, that of the first one's place, how many there are, and
 * the bytes between rows of the image that a window's rows lie on.
 * @param vectors of a run @param step bytes between neighbouring places
 */
function windowKernel(memory: WebAssembly.Memory, vectors: number, rows: number, step: number): WasmKernel {
  return wasmKernel(memory, `convWindows_${vectors}_${rows}_${step}`, 4, (parameters, local) => {
    const [windows, place, count, rowBytes] = parameters as [Local, Local, Local, Local];
    const [start, at, row, vector] = [local('i32'), local('i32'), local('i32'), local('i32')];
    const advance = (pointer: Local, bytes: number) => pointer.set(i32.add(pointer.get, i32.const(bytes)));
    return repeat(count, [
      ...start.set(place.get),
      ...row.set(i32.const(rows)),
      ...repeat(row, [
        ...at.set(start.get),
        ...vector.set(i32.const(vectors)),
        ...repeat(vector, [
          ...v128.store(at.get, f32x4.add(v128.load(at.get), v128.load(windows.get))),
          ...advance(at, 16),
          ...advance(windows, 16),
        ]),
        ...start.set(i32.add(start.get, rowBytes.get)),
      ]),
      ...advance(place, step),
    ]);
  });
}
