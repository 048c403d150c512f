/** Convolution over time, height and width as a layer: causal in time or valid, its kernel windowed and normalised at will. */
import * as tf from '@tensorflow/tfjs';
import { biasedConvolution, convolution } from '../../kernels/conv/convolution';
import { convGeometry, type Padding } from '../../kernels/conv/geometry';
import { heNormal, ones, zeros } from '../initializers';
import type { ParameterSpec, Parameters } from '../parameter';
import { repeatFirstFrame } from './clipParts';

/** A Hann window to some power, multiplied onto the axes of a kernel that are at least five long, against aliasing. */
export interface KernelWindow {
  power: number;
  space: boolean;
  time: boolean;
}

export interface Conv3dLayer {
  /** Time, height, width. */
  kernel: readonly [time: number, height: number, width: number];
  /** `causal`: the first frame is repeated before the clip, so that there are as many frames after as before. */
  time: 'causal' | 'valid';
  /** `same`: zeros around the frames, where their number is odd one more behind, so that they keep their size. */
  space: 'same' | 'valid';
  bias: boolean;
  window: KernelWindow | null;
  /** `unit`: every output channel's kernel has the Euclidean norm 1, after the window; `gain`: times a learned gain. */
  weightNorm: 'none' | 'unit' | 'gain';
}

/** Kernel lengths from which a window is applied. */
const WINDOWED = 5;

/**
 * `<name>.kernel` [...kernel, inputs, outputs], He-normal; `<name>.bias` [outputs], zero; `<name>.gain` [outputs], one,
 * where the norm of the kernel has one.
 */
export function conv3dParameters(
  layer: Conv3dLayer,
  name: string,
  inputs: number,
  outputs: number,
): ParameterSpec[] {
  const kernel = { shape: [...layer.kernel, inputs, outputs], initializer: heNormal, decay: true };
  const bias = { name: `${name}.bias`, shape: [outputs], initializer: zeros, decay: false };
  const gain = { name: `${name}.gain`, shape: [outputs], initializer: ones, decay: false };
  return [
    { ...kernel, name: `${name}.kernel` },
    ...(layer.weightNorm === 'gain' ? [gain] : []),
    ...(layer.bias ? [bias] : []),
  ];
}

/** Frames of a clip after the layer. */
export function framesAfter({ kernel, time }: Pick<Conv3dLayer, 'kernel' | 'time'>, frames: number): number {
  return time === 'causal' ? frames : frames - kernel[0] + 1;
}

/**
 * @param x [batch, time, height, width, inputs] @returns [batch, framesAfter, height', width', outputs]
 * @throws config-invalid when the kernel is longer than the clip, or larger than its frames, without padding.
 */
export function conv3d(
  layer: Conv3dLayer,
  name: string,
  x: tf.Tensor5D,
  parameters: Parameters,
): tf.Tensor5D {
  const kernel = conv3dKernel(layer, name, parameters);
  const padded = layer.time === 'causal' ? repeatFirstFrame(x, kernel.shape[0] - 1) : x;
  const bias = layer.bias ? parameters[`${name}.bias`]! : null;
  const [time, tall, wide, inputs, outputs] = kernel.shape;
  // A window makes zeros of a kernel's edges, which need no computing. Padding of the same size is smaller then by itself.
  const edge = (length: number) => (layer.window?.space && length >= WINDOWED ? 1 : 0);
  const [rows, columns] = [edge(tall), edge(wide)];
  if (rows + columns === 0) return convolveClip(padded, kernel, bias, layer.space);
  const weights = inside(kernel.reshape([time, tall, wide, inputs * outputs]), rows, columns);
  const inner = weights.reshape([time, tall - 2 * rows, wide - 2 * columns, inputs, outputs]) as tf.Tensor5D;
  if (layer.space === 'same') return convolveClip(padded, inner, bias, 'same');
  const [batch, frames, height, width] = padded.shape;
  const images = inside(padded.reshape([batch * frames, height, width, inputs]), rows, columns);
  const seen = images.reshape([batch, frames, ...images.shape.slice(1)]) as tf.Tensor5D;
  return convolveClip(seen, inner, bias, 'valid');
}

/** Images [count, height, width, values] without so many rows and columns on each side. */
function inside(images: tf.Tensor4D, rows: number, columns: number): tf.Tensor4D {
  const [count, height, width, values] = images.shape;
  return tf.slice(images, [0, rows, columns, 0], [count, height - 2 * rows, width - 2 * columns, values]);
}

/** The kernel as it is applied: windowed, then normalised. [...kernel, inputs, outputs] */
export function conv3dKernel(
  { window, weightNorm }: Pick<Conv3dLayer, 'window' | 'weightNorm'>,
  name: string,
  parameters: Parameters,
): tf.Tensor5D {
  const raw = parameters[`${name}.kernel`] as tf.Tensor5D;
  const shaped = window ? windowed(raw, window) : raw;
  if (weightNorm === 'none') return shaped;
  const rows = shaped.reshape([-1, raw.shape[4]]);
  // A kernel of zeros stays one, and has a gradient.
  const scale = tf.rsqrt(tf.add(tf.sum(tf.square(rows), 0), 1e-12));
  const gained = weightNorm === 'gain' ? tf.mul(scale, parameters[`${name}.gain`]!) : scale;
  return tf.mul(rows, gained).reshape(raw.shape);
}

function windowed(kernel: tf.Tensor5D, { power, space, time }: KernelWindow): tf.Tensor5D {
  const [frames, height, width] = kernel.shape;
  const along = (length: number, wanted: boolean) =>
    wanted && length >= WINDOWED ? hannWindow(length, power) : new Array<number>(length).fill(1);
  const [ofTime, ofRows, ofColumns] = [along(frames, time), along(height, space), along(width, space)];
  const values = ofTime.flatMap((t) => ofRows.flatMap((y) => ofColumns.map((x) => t * y * x)));
  const rows = kernel.reshape([values.length, -1]);
  return tf.mul(rows, tf.tensor2d(values, [values.length, 1])).reshape(kernel.shape);
}

/** sin²(πi / (length − 1)) to a power: symmetric, 1 at the most, 0 at both ends. */
export function hannWindow(length: number, power: number): number[] {
  return Array.from({ length }, (_, i) => {
    // Exactly 0 at the far end too, where sin(π) is not: a small power would make much of what is left.
    const fromEdge = Math.min(i, length - 1 - i);
    return Math.sin((Math.PI * fromEdge) / (length - 1)) ** (2 * power);
  });
}

/**
 * The convolution, valid in time. Kernels of one frame, and those of one pixel, are 2-D convolutions: over all frames as
 * images, or over time × pixels.
 */
function convolveClip(
  x: tf.Tensor5D,
  kernel: tf.Tensor5D,
  bias: tf.Tensor | null,
  space: Conv3dLayer['space'],
): tf.Tensor5D {
  const [batch, frames, height, width, inputs] = x.shape;
  const [time, tall, wide, , outputs] = kernel.shape;
  const run = (values: tf.Tensor, weights: tf.Tensor, padding: Padding | readonly Padding[]) => {
    const geometry = convGeometry(values.shape, weights.shape, { padding });
    return bias ? biasedConvolution(values, weights, bias, geometry) : convolution(values, weights, geometry);
  };
  if (time === 1) {
    const images = x.reshape([batch * frames, height, width, inputs]);
    const y = run(images, kernel.reshape([tall, wide, inputs, outputs]), space);
    return y.reshape([batch, frames, ...y.shape.slice(1)]) as tf.Tensor5D;
  }
  if (tall === 1 && wide === 1) {
    const series = x.reshape([batch, frames, height * width, inputs]);
    const y = run(series, kernel.reshape([time, 1, inputs, outputs]), 'valid');
    return y.reshape([batch, y.shape[1]!, height, width, outputs]);
  }
  return run(x, kernel, ['valid', space, space]) as tf.Tensor5D;
}
