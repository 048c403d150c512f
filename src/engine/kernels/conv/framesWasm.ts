/**
 * Convolutions over three axes on WASM as such over two, for which there are better kernels: the frames that a frame of the
 * output sees lie side by side as channels of one image.
 */
import type * as tf from '@tensorflow/tfjs';
import { sizeOf } from '../../../formats/arrays';
import { withFloats } from '../../tfjs/hostMemory';
import { allocate, release } from '../program/hostKernel';
import { stridedCopy } from '../program/stridedCopyWasm';
import { addressOf, wasmMemory } from '../program/wasmKernel';
import { type ConvGeometry, inputShape, kernelShape, outputShape } from './geometry';
import { copyRows } from './host';

/** Bytes of the images that are made at a time. */
const PIECE = 2 ** 24;

/** What the convolution is over the images of some samples. */
type OverImages = (a: tf.TensorInfo, b: tf.TensorInfo, g: ConvGeometry) => tf.TensorInfo;

/**
 * @param over2d convolves images [count, height, width, channels] with a kernel of two axes.
 * @returns [batch, ...output, outChannels], or null where it does not apply.
 */
export function convolveFrames(
  x: tf.TensorInfo,
  kernel: tf.TensorInfo,
  g: ConvGeometry,
  over2d: OverImages,
): tf.TensorInfo | null {
  const memory = framesMemory(g);
  if (!memory) return null;
  const output = allocate(outputShape(g));
  const weights = imageWeights(kernel, g);
  forEachPiece(g, (from, count) => {
    const images = imagesOf(memory, x, g, from, count);
    const y = over2d(images, weights, imageGeometry(g, count));
    withFloats([output, y], (all, values) => all.set(values, from * sizeOf(g.output) * g.outChannels));
    release(images, y);
  });
  release(weights);
  return output;
}

/** As `convolveFrames`, the transpose: `over2d` gives what each image gets, and a frame adds up what its images have of it. */
export function convolveTransposedFrames(
  dy: tf.TensorInfo,
  kernel: tf.TensorInfo,
  g: ConvGeometry,
  over2d: OverImages,
): tf.TensorInfo | null {
  if (!framesMemory(g)) return null;
  const output = allocate(inputShape(g));
  withFloats([output], (values) => void values.fill(0));
  const weights = imageWeights(kernel, g);
  const width = g.kernel[0]! * g.inChannels;
  const pixels = sizeOf(g.input.slice(1));
  forEachPiece(g, (from, count) => {
    const rows = outputsOf(dy, g, from, count);
    const images = over2d(rows, weights, imageGeometry(g, count));
    withFloats([output, images], (sums, parts) =>
      forEachFrame(g, from, count, (frame, image) => {
        for (let pixel = 0; pixel < pixels; pixel++) {
          const [at, partAt] = [frame + pixel * g.inChannels, image + pixel * width];
          for (let c = 0; c < g.inChannels; c++) sums[at + c]! += parts[partAt + c]!;
        }
      }),
    );
    release(rows, images);
  });
  release(weights);
  return output;
}

/** @param over2d the gradient of a kernel of two axes, of images and the gradient of what came of them. */
export function kernelGradientFrames(
  x: tf.TensorInfo,
  dy: tf.TensorInfo,
  g: ConvGeometry,
  over2d: OverImages,
): tf.TensorInfo | null {
  const memory = framesMemory(g);
  if (!memory) return null;
  const output = allocate(kernelShape(g));
  withFloats([output], (values) => void values.fill(0));
  forEachPiece(g, (from, count) => {
    const images = imagesOf(memory, x, g, from, count);
    const rows = outputsOf(dy, g, from, count);
    const part = over2d(images, rows, imageGeometry(g, count));
    withFloats([output, part], (sums, flat) =>
      forEachKernelRow(g, (at, flatAt) => {
        for (let i = 0; i < g.outChannels; i++) sums[at + i]! += flat[flatAt + i]!;
      }),
    );
    release(images, rows, part);
  });
  return output;
}

function framesMemory(g: ConvGeometry): WebAssembly.Memory | null {
  return g.input.length === 3 && g.padding.every((zeros) => zeros >= 0) ? wasmMemory() : null;
}

/** Of the images of so many samples. */
function imageGeometry(g: ConvGeometry, samples: number): ConvGeometry {
  return {
    batch: samples * g.output[0]!,
    input: g.input.slice(1),
    kernel: g.kernel.slice(1),
    output: g.output.slice(1),
    stride: g.stride.slice(1),
    dilation: g.dilation.slice(1),
    padding: g.padding.slice(1),
    inChannels: g.kernel[0]! * g.inChannels,
    outChannels: g.outChannels,
  };
}

/** Visits where the outputs of an input lie, in a kernel [time, height, width, in, out] and in one [height, width, time·in, out]. */
function forEachKernelRow(g: ConvGeometry, visit: (at: number, flatAt: number) => void): void {
  const [time = 1, ...image] = g.kernel;
  const taps = sizeOf(image);
  for (let t = 0; t < time; t++) {
    for (let tap = 0; tap < taps; tap++) {
      for (let input = 0; input < g.inChannels; input++) {
        const row = (t * taps + tap) * g.inChannels + input;
        const flatRow = (tap * time + t) * g.inChannels + input;
        visit(row * g.outChannels, flatRow * g.outChannels);
      }
    }
  }
}

/** The kernel [...kernel, in, out] as [height, width, time·in, out]. */
function imageWeights(kernel: tf.TensorInfo, g: ConvGeometry): tf.TensorInfo {
  const weights = allocate(kernelShape(imageGeometry(g, 1)));
  withFloats([weights, kernel], (flat, values) =>
    forEachKernelRow(g, (at, flatAt) => flat.set(values.subarray(at, at + g.outChannels), flatAt)),
  );
  return weights;
}

/** The part of dy [batch, ...output, outChannels] that belongs to samples [from, from + count), as images. */
function outputsOf(dy: tf.TensorInfo, g: ConvGeometry, from: number, count: number): tf.TensorInfo {
  const positions = sizeOf(g.output);
  const rows = copyRows(dy, from * positions, (from + count) * positions, g.outChannels);
  return { ...rows, shape: outputShape(imageGeometry(g, count)) };
}

/** Some samples at a time, as many as the images of may be held. */
function forEachPiece(g: ConvGeometry, work: (from: number, count: number) => void): void {
  const perSample = 4 * g.output[0]! * g.kernel[0]! * sizeOf(g.input.slice(1)) * g.inChannels;
  const most = Math.max(1, Math.floor(PIECE / perSample));
  for (let from = 0; from < g.batch; from += most) work(from, Math.min(most, g.batch - from));
}

/** Visits what belongs together of samples [from, from + count): where a frame's values begin, and those it has in an image. */
function forEachFrame(
  g: ConvGeometry,
  from: number,
  count: number,
  visit: (frame: number, image: number) => void,
): void {
  const [frames, outFrames, taps] = [g.input[0]!, g.output[0]!, g.kernel[0]!];
  const size = sizeOf(g.input.slice(1)) * g.inChannels;
  for (let image = 0; image < count * outFrames; image++) {
    const sample = from + Math.floor(image / outFrames);
    for (let tap = 0; tap < taps; tap++) {
      const frame = (image % outFrames) * g.stride[0]! + tap * g.dilation[0]! - g.padding[0]!;
      if (frame < 0 || frame >= frames) continue;
      visit((sample * frames + frame) * size, image * size * taps + tap * g.inChannels);
    }
  }
}

/** The images of samples [from, from + count); beyond the clip's ends there are zeros. */
function imagesOf(
  memory: WebAssembly.Memory,
  x: tf.TensorInfo,
  g: ConvGeometry,
  from: number,
  count: number,
): tf.TensorInfo {
  const { inChannels } = g;
  const pixels = sizeOf(g.input.slice(1));
  const width = g.kernel[0]! * inChannels;
  const images = allocate([count * g.output[0]!, ...g.input.slice(1), width]);
  withFloats([images], (values) => void values.fill(0));
  const lanes = inChannels % 4 === 0 ? inChannels : 1;
  const copy = stridedCopy(memory, lanes);
  const [source, target] = [addressOf(x), addressOf(images)];
  forEachFrame(g, from, count, (frame, image) => {
    for (let c = 0; c < inChannels; c += lanes) {
      copy(source + 4 * (frame + c), target + 4 * (image + c), pixels, 4 * inChannels, 4 * width);
    }
  });
  return images;
}
