/**
 * Convolutions on WASM directly over the images, in SIMD kernels of this project's own: about twice as fast as XNNPACK's of
 * TensorFlow.js 4.22. Values under one row of the convolution's kernel lie side by side, [kernelWidth · inChannels], so a
 * kernel of any width is one sum over them.
 */
import type * as tf from '@tensorflow/tfjs';
import { getThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import { sizeOf } from '../../../formats/arrays';
import { allocate, release } from '../program/hostKernel';
import { addressOf, wasmMemory } from '../program/wasmKernel';
import { type ConvGeometry, inputShape, outputShape, turn } from './geometry';
import { paddedRows } from './paddedRows';
import { convRow } from './wasmTile';
import { blockOf, type KernelLayout, packWeights } from './wasmWeights';

/** Bytes of input rows that are worked on together: they stay in the cache for all output channels. */
const PIECE = 2 ** 17;

/** Threads of XNNPACK that are no faster than one of these kernels. */
const FEW_THREADS = 2;

/** What follows the sums. */
export interface ConvEnd {
  /** [outputs] */
  bias: tf.TensorInfo | undefined;
  activation: 'none' | 'relu';
}

/** @returns [batch, ...output, outChannels], or null where these kernels do not apply. */
export function convolveDirectly(
  x: tf.TensorInfo,
  kernel: tf.TensorInfo,
  g: ConvGeometry,
  end: ConvEnd,
): tf.TensorInfo | null {
  const { inChannels, outChannels } = g;
  const memory = directMemory();
  if (!memory || !isDirect(g)) return null;
  return overRows(memory, x, kernel, g, end, {
    taps: sizeOf(g.kernel),
    inputs: inChannels,
    outputs: outChannels,
    at: (tap, input) => (tap * inChannels + input) * outChannels,
    step: 1,
  });
}

/** As `convolveDirectly`, the transpose: where the stride is 1, or as large as the kernel. */
export function convolveTransposedDirectly(
  dy: tf.TensorInfo,
  kernel: tf.TensorInfo,
  g: ConvGeometry,
  end: ConvEnd,
): tf.TensorInfo | null {
  const memory = directMemory();
  if (!memory) return null;
  const taps = sizeOf(g.kernel);
  // The kernel is [taps, inChannels, outChannels]; here the outChannels come in.
  const [inputs, outputs] = [g.outChannels, g.inChannels];
  const layout = (turned: boolean): KernelLayout => ({
    taps,
    inputs,
    outputs,
    at: (tap, input) => (turned ? taps - 1 - tap : tap) * inputs * outputs + input,
    step: inputs,
  });
  const turned = turn(g);
  if (turned) return isDirect(turned) ? overRows(memory, dy, kernel, turned, end, layout(true)) : null;
  return fillsPatches(g) ? overPatches(memory, dy, kernel, g, end, layout(false)) : null;
}

/** Null also where XNNPACK has the threads to be faster: it gives a convolution to all of them. */
function directMemory(): WebAssembly.Memory | null {
  const memory = wasmMemory();
  return memory && getThreadsCount() <= FEW_THREADS ? memory : null;
}

/** Neighbouring taps of a row must lie side by side, and the outputs fill vectors. */
function isDirect(g: ConvGeometry): boolean {
  const sideBySide = g.kernel.every((length, axis) => length === 1 || g.dilation[axis] === 1);
  return (
    g.input.length === 2 && sideBySide && g.padding.every((zeros) => zeros >= 0) && blockOf(g.outChannels) > 0
  );
}

/** A transpose whose inputs each make a patch of outputs of their own: stride = size of the kernel, no padding. */
function fillsPatches(g: ConvGeometry): boolean {
  const apart = g.kernel.every(
    (length, axis) => length === g.stride[axis] && g.input[axis] === length * g.output[axis]!,
  );
  return (
    g.input.length === 2 &&
    apart &&
    g.dilation.every((d) => d === 1) &&
    g.padding.every((zeros) => zeros === 0) &&
    blockOf(g.inChannels) > 0
  );
}

function overRows(
  memory: WebAssembly.Memory,
  x: tf.TensorInfo,
  kernel: tf.TensorInfo,
  g: ConvGeometry,
  { bias, activation }: ConvEnd,
  layout: KernelLayout,
): tf.TensorInfo {
  const [height, width] = [g.output[0]!, g.output[1]!];
  const [rows, inner] = [g.kernel[0]!, g.kernel[1]! * g.inChannels];
  const block = blockOf(g.outChannels);
  const inputRow = 4 * (width * g.stride[1]! + g.kernel[1]!) * g.inChannels * g.stride[0]!;
  const most = Math.min(height, Math.max(1, Math.floor(PIECE / inputRow)));
  const output = allocate(outputShape(g));
  const weights = packWeights(kernel, layout);
  const padded = paddedRows(memory, x, g, most);
  const outputStep = 4 * g.outChannels;
  const convolve = convRow(memory, {
    patchStep: 4 * g.stride[1]! * g.inChannels,
    outputStep,
    channels: block,
    bias: bias !== undefined,
    relu: activation === 'relu',
  });
  const [out, packed, shift] = [addressOf(output), addressOf(weights), bias ? addressOf(bias) : 0];
  for (let sample = 0; sample < g.batch; sample++) {
    for (let from = 0; from < height; from += most) {
      const to = Math.min(height, from + most);
      const patches = padded.load(sample, from, to);
      for (let first = 0; first < g.outChannels; first += block) {
        for (let y = from; y < to; y++) {
          convolve({
            patch: patches + (y - from) * g.stride[0]! * padded.rowBytes,
            weights: packed + 4 * first * rows * inner,
            bias: shift + 4 * first,
            output: out + ((sample * height + y) * width * g.outChannels + first) * 4,
            count: width,
            rows,
            inner,
            rowSkip: padded.rowBytes - 4 * inner,
          });
        }
      }
    }
  }
  padded.dispose();
  release(weights);
  return output;
}

/** Every tap of the kernel is a 1 × 1 convolution to outputs that lie a stride apart. */
function overPatches(
  memory: WebAssembly.Memory,
  x: tf.TensorInfo,
  kernel: tf.TensorInfo,
  g: ConvGeometry,
  { bias, activation }: ConvEnd,
  layout: KernelLayout,
): tf.TensorInfo {
  const { inputs, outputs, taps } = layout;
  const [height, width] = [g.output[0]!, g.output[1]!];
  const [tall, wide] = [g.kernel[0]!, g.kernel[1]!];
  const block = blockOf(outputs);
  const output = allocate(inputShape(g));
  const weights = packWeights(kernel, layout);
  const convolve = convRow(memory, {
    patchStep: 4 * inputs,
    outputStep: 4 * wide * outputs,
    channels: block,
    bias: bias !== undefined,
    relu: activation === 'relu',
  });
  const [from, out, packed] = [addressOf(x), addressOf(output), addressOf(weights)];
  const shift = bias ? addressOf(bias) : 0;
  for (let row = 0; row < g.batch * height; row++) {
    for (let tap = 0; tap < taps; tap++) {
      const pixel = (row * tall + Math.floor(tap / wide)) * width * wide + (tap % wide);
      for (let first = 0; first < outputs; first += block) {
        convolve({
          patch: from + 4 * row * width * inputs,
          weights: packed + 4 * (first * taps + tap * block) * inputs,
          bias: shift + 4 * first,
          output: out + 4 * (pixel * outputs + first),
          count: width,
          rows: 1,
          inner: inputs,
          rowSkip: 0,
        });
      }
    }
  }
  release(weights);
  return output;
}
