/**
 * Convolutions on the CPU, and on WASM those that `wasm.ts` leaves out, as matrix products: the input values under the
 * kernel at every output position, the patches, become the rows of a matrix, so the backend's own product (XNNPACK on WASM)
 * does the arithmetic. Positions are worked off in pieces, so that the patches need a bounded memory.
 */
import * as tf from '@tensorflow/tfjs';
import { sizeOf } from '../../../formats/arrays';
import { withFloats } from '../../tfjs/hostMemory';
import { allocate, release } from '../program/hostKernel';
import { type ConvGeometry, inputShape, kernelShape, outputShape, turn } from './geometry';

/** Values in the patches of one piece. */
const PIECE = 2 ** 22;

/** @param x [batch, ...input, inChannels] @returns [batch, ...output, outChannels] */
export function convolve(x: tf.TensorInfo, kernel: tf.TensorInfo, g: ConvGeometry): tf.TensorInfo {
  if (isXnnpackConvolution(g)) return xnnpackConvolution(x, kernel, g);
  const output = allocate(outputShape(g));
  const width = sizeOf(g.kernel) * g.inChannels;
  forEachPiece(g, (from, to) => {
    const patches = allocate([1, to - from, width]);
    withFloats([patches, x], (rows, values) => gatherPatches(rows, values, g, from, to));
    const product = multiply(patches, matrix(kernel, width, g.outChannels), false, false);
    withFloats([output, product], (all, values) => all.set(values, from * g.outChannels));
    release(patches, product);
  });
  return output;
}

/** @param dy [batch, ...output, outChannels] @returns [batch, ...input, inChannels] */
export function convolveTransposed(dy: tf.TensorInfo, kernel: tf.TensorInfo, g: ConvGeometry): tf.TensorInfo {
  const turned = turn(g);
  if (turned && isXnnpackConvolution(turned)) {
    const turnedKernel = turnKernel(kernel, g);
    const output = xnnpackConvolution(dy, turnedKernel, turned);
    release(turnedKernel);
    return output;
  }
  const output = allocate(inputShape(g));
  withFloats([output], (values) => void values.fill(0));
  const width = sizeOf(g.kernel) * g.inChannels;
  forEachPiece(g, (from, to) => {
    const rows = copyRows(dy, from, to, g.outChannels);
    const patches = multiply(rows, matrix(kernel, width, g.outChannels), false, true);
    withFloats([output, patches], (values, parts) => scatterPatches(values, parts, g, from, to));
    release(rows, patches);
  });
  return output;
}

/** @returns [...kernel, inChannels, outChannels] */
export function convolveKernelGradient(x: tf.TensorInfo, dy: tf.TensorInfo, g: ConvGeometry): tf.TensorInfo {
  const output = allocate(kernelShape(g));
  withFloats([output], (values) => void values.fill(0));
  const width = sizeOf(g.kernel) * g.inChannels;
  forEachPiece(g, (from, to) => {
    const patches = allocate([1, to - from, width]);
    withFloats([patches, x], (rows, values) => gatherPatches(rows, values, g, from, to));
    const rows = copyRows(dy, from, to, g.outChannels);
    // The transpose of what is wanted: of the two, dy and the patches, it turns the smaller one around.
    const product = multiply(rows, patches, true, false);
    withFloats([output, product], (sums, values) => {
      for (let channel = 0; channel < g.outChannels; channel++) {
        for (let i = 0; i < width; i++) sums[i * g.outChannels + channel]! += values[channel * width + i]!;
      }
    });
    release(patches, rows, product);
  });
  return output;
}

/** XNNPACK has 2-D convolutions of its own, which need no patches. */
function isXnnpackConvolution(g: ConvGeometry): boolean {
  return tf.getBackend() === 'wasm' && g.input.length === 2 && g.padding.every((zeros) => zeros >= 0);
}

function xnnpackConvolution(x: tf.TensorInfo, filter: tf.TensorInfo, g: ConvGeometry): tf.TensorInfo {
  const pad = g.padding.map((before, axis) => {
    const reach = (g.output[axis]! - 1) * g.stride[axis]! + (g.kernel[axis]! - 1) * g.dilation[axis]! + 1;
    return [before, Math.max(0, reach - g.input[axis]! - before)];
  });
  return call(
    'Conv2D',
    { x, filter },
    {
      strides: g.stride,
      dilations: g.dilation,
      pad: [[0, 0], ...pad, [0, 0]],
      dataFormat: 'NHWC',
    },
  );
}

/** [...kernel, in, out] → [...kernel reversed, out, in]. */
function turnKernel(kernel: tf.TensorInfo, g: ConvGeometry): tf.TensorInfo {
  const taps = sizeOf(g.kernel);
  const turned = allocate([...g.kernel, g.outChannels, g.inChannels]);
  withFloats([turned, kernel], (to, from) => {
    let at = 0;
    for (let tap = taps - 1; tap >= 0; tap--) {
      for (let out = 0; out < g.outChannels; out++) {
        for (let i = 0; i < g.inChannels; i++)
          to[at++] = from[(tap * g.inChannels + i) * g.outChannels + out]!;
      }
    }
  });
  return turned;
}

function forEachPiece(g: ConvGeometry, work: (from: number, to: number) => void): void {
  const positions = g.batch * sizeOf(g.output);
  const step = Math.max(1, Math.floor(PIECE / (sizeOf(g.kernel) * g.inChannels)));
  for (let from = 0; from < positions; from += step) work(from, Math.min(positions, from + step));
}

function matrix({ dataId, dtype }: tf.TensorInfo, rows: number, columns: number): tf.TensorInfo {
  return { dataId, dtype, shape: [1, rows, columns] };
}

function multiply(
  a: tf.TensorInfo,
  b: tf.TensorInfo,
  transposeA: boolean,
  transposeB: boolean,
): tf.TensorInfo {
  return call('BatchMatMul', { a, b }, { transposeA, transposeB });
}

/** Runs a kernel of the active backend, outside of the tape and of any tidy scope. */
function call(name: string, inputs: tf.NamedTensorInfoMap, attributes: object): tf.TensorInfo {
  const kernel = tf.getKernel(name, tf.getBackend());
  if (!kernel) throw new Error(`The backend ${tf.getBackend()} has no kernel ${name}.`);
  const attrs = attributes as tf.NamedAttrMap;
  return kernel.kernelFunc({ inputs, attrs, backend: tf.backend() }) as tf.TensorInfo;
}

export function copyRows(tensor: tf.TensorInfo, from: number, to: number, width: number): tf.TensorInfo {
  const rows = allocate([1, to - from, width]);
  withFloats([rows, tensor], (copy, values) => copy.set(values.subarray(from * width, to * width)));
  return rows;
}

function gatherPatches(
  patches: Float32Array,
  x: Float32Array,
  g: ConvGeometry,
  from: number,
  to: number,
): void {
  const channels = g.inChannels;
  let at = 0;
  forEachTap(g, from, to, (source) => {
    const start = source * channels;
    if (source < 0) patches.fill(0, at, at + channels);
    else for (let i = 0; i < channels; i++) patches[at + i] = x[start + i]!;
    at += channels;
  });
}

/** Adds every value of the patches to the input position it belongs to. */
function scatterPatches(
  x: Float32Array,
  patches: Float32Array,
  g: ConvGeometry,
  from: number,
  to: number,
): void {
  const channels = g.inChannels;
  let at = 0;
  forEachTap(g, from, to, (source) => {
    const start = source * channels;
    if (source >= 0) for (let i = 0; i < channels; i++) x[start + i]! += patches[at + i]!;
    at += channels;
  });
}

/**
 * Visits the kernel positions of every output position in [from, to), in row-major order.
 * @param visit gets the input position, as an index over batch and spatial axes; −1 beyond the edges.
 */
export function forEachTap(g: ConvGeometry, from: number, to: number, visit: (source: number) => void): void {
  const [o, k, i] = [spatial(g.output, 1), spatial(g.kernel, 1), spatial(g.input, 1)];
  const [stride, dilation, padding] = [spatial(g.stride, 1), spatial(g.dilation, 1), spatial(g.padding, 0)];
  for (let position = from; position < to; position++) {
    const column = (position % o[2]) * stride[2] - padding[2];
    const row = (Math.floor(position / o[2]) % o[1]) * stride[1] - padding[1];
    const slice = (Math.floor(position / (o[1] * o[2])) % o[0]) * stride[0] - padding[0];
    const sample = Math.floor(position / (o[0] * o[1] * o[2]));
    for (let a = 0; a < k[0]; a++) {
      const z = slice + a * dilation[0];
      for (let b = 0; b < k[1]; b++) {
        const y = row + b * dilation[1];
        const inside = z >= 0 && z < i[0] && y >= 0 && y < i[1];
        const start = ((sample * i[0] + z) * i[1] + y) * i[2];
        for (let c = 0; c < k[2]; c++) {
          const x = column + c * dilation[2];
          visit(inside && x >= 0 && x < i[2] ? start + x : -1);
        }
      }
    }
  }
}

/** Three axes always: missing leading ones count as a single position. */
function spatial(lengths: readonly number[], missing: number): [number, number, number] {
  const [c = missing, b = missing, a = missing] = lengths.toReversed();
  return [a, b, c];
}
