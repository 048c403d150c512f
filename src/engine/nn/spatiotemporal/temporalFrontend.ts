/** Filter banks over time, learned or fixed, the same at every pixel, in front of a network of clips. */
import * as tf from '@tensorflow/tfjs';
import type { Initializer } from '../initializers';
import type { ParameterSpec, Parameters } from '../parameter';
import { causalFilters } from './causalFilters';
import { clipActivation } from './clipActivation';
import { concatChannels } from './clipParts';
import { type Conv3dLayer, conv3d, conv3dKernel, conv3dParameters } from './conv3d';

export const temporalStarts = ['gaussian_derivatives', 'biphasic', 'identity'] as const;

export interface TemporalFrontend {
  /** Frames that a filter spans. */
  kernel: number;
  /** After the frontend; an even number where the clip is split. */
  channels: number;
  time: Conv3dLayer['time'];
  start: (typeof temporalStarts)[number];
  /** The first half of the channels filters the positive part of the clip, the second half the negative one. */
  split: boolean;
  /** The power of a Hann window on the filters; null for none. */
  window: number | null;
  bias: boolean;
  /** Between two frames, in milliseconds: the time scale of the biphasic start. */
  frameMs: number;
}

/**
 * `<name>.kernel` [kernel, 1, 1, 1, channels], and `<name>.bias`; of a split clip `<name>.positive` and `<name>.negative`
 * have these, each for half of the channels.
 */
export function temporalFrontendParameters(frontend: TemporalFrontend, name: string): ParameterSpec[] {
  return partsOf(frontend, name).flatMap(({ path, channels }) =>
    conv3dParameters(layerOf(frontend), path, 1, channels).map((spec) =>
      spec.name === `${path}.kernel` ? { ...spec, initializer: startOf(frontend) } : spec,
    ),
  );
}

/** @param x [batch, time, height, width, 1] @returns [batch, time', height, width, channels] */
export function temporalFrontend(
  frontend: TemporalFrontend,
  name: string,
  x: tf.Tensor5D,
  parameters: Parameters,
): tf.Tensor5D {
  const layer = layerOf(frontend);
  const signs = frontend.split ? [x, tf.neg(x)].map((part) => clipActivation('relu', part)) : [x];
  const filtered = partsOf(frontend, name).map(({ path }, i) => conv3d(layer, path, signs[i]!, parameters));
  return filtered.length === 1 ? filtered[0]! : concatChannels(filtered);
}

/** The filters as they are applied, windowed: of each part of a split clip [kernel, channels], the oldest frame first. */
export function temporalKernels(
  frontend: TemporalFrontend,
  name: string,
  parameters: Parameters,
): tf.Tensor2D[] {
  return partsOf(frontend, name).map(({ path, channels }) =>
    conv3dKernel(layerOf(frontend), path, parameters).reshape([frontend.kernel, channels]),
  );
}

function partsOf({ split, channels }: TemporalFrontend, name: string): { path: string; channels: number }[] {
  return split
    ? ['positive', 'negative'].map((part) => ({ path: `${name}.${part}`, channels: channels / 2 }))
    : [{ path: name, channels }];
}

function layerOf({ kernel, time, window, bias }: TemporalFrontend): Conv3dLayer {
  return {
    kernel: [kernel, 1, 1],
    time,
    space: 'valid',
    bias,
    window: window === null ? null : { power: window, space: false, time: true },
    weightNorm: 'none',
  };
}

/** Writes the filters of `temporalFilters` into a kernel [kernel, 1, 1, 1, channels]. */
function startOf({ start, frameMs }: TemporalFrontend): Initializer {
  return (values, shape) => {
    const [kernel = 0, , , , channels = 0] = shape;
    temporalFilters(start, kernel, channels, frameMs).forEach((filter, channel) => {
      for (let i = 0; i < kernel; i++) values[i * channels + channel] = filter[i]!;
    });
  };
}

/**
 * The clip in a fixed basis over time.
 * @param x [batch, time, height, width, channels]
 * @param basis functions by lag, as of `raisedCosines`
 * @param time `valid` keeps the frames that have all lags before them, which the clip must be long enough for.
 * @returns [batch, time', height, width, channels·functions], the functions of a channel side by side.
 */
export function fixedTemporal(
  basis: readonly Float32Array[],
  x: tf.Tensor5D,
  time: 'causal' | 'valid',
): tf.Tensor5D {
  const [batch, frames, height, width, channels] = x.shape;
  const lags = basis[0]!.length;
  const byLag = Array.from({ length: lags }, (_, lag) => basis.map((values) => values[lag]!));
  const all = causalFilters(x, tf.tensor2d(byLag));
  const kept = time === 'causal' ? frames : frames - lags + 1;
  const places = height * width * channels;
  const y =
    kept === frames ? all : tf.slice(all, [0, frames - kept, 0, 0], [batch, kept, places, basis.length]);
  return y.reshape([batch, kept, height, width, channels * basis.length]);
}

/** Filters by channel, each from the oldest frame to the newest; `identity` is one frame, of channel i the one i before the newest. */
export function temporalFilters(
  start: TemporalFrontend['start'],
  kernel: number,
  channels: number,
  frameMs: number,
): Float64Array[] {
  const ofChannel = (channel: number): Float64Array => {
    switch (start) {
      case 'gaussian_derivatives':
        return gaussianDerivative(kernel, channel);
      case 'biphasic':
        return biphasic(kernel, frameMs);
      case 'identity':
        return Float64Array.from({ length: kernel }, (_, i) => (kernel - 1 - i === channel % kernel ? 1 : 0));
    }
  };
  return Array.from({ length: channels }, (_, channel) => ofChannel(channel));
}

/** The derivative of some order of a Gaussian with σ = kernel / 6 in the middle, scaled to the norm 1. */
function gaussianDerivative(kernel: number, order: number): Float64Array {
  const sigma = kernel / 6;
  const values = Float64Array.from({ length: kernel }, (_, i) => {
    const t = (i - (kernel - 1) / 2) / sigma;
    return (-1) ** order * hermite(order, t) * Math.exp(-0.5 * t * t);
  });
  const norm = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return values.map((value) => value / norm);
}

/** The probabilists' polynomials: He₀ = 1, He₁ = t, Heₙ₊₁ = t·Heₙ − n·Heₙ₋₁. */
function hermite(order: number, t: number): number {
  let [before, at] = [0, 1];
  for (let n = 0; n < order; n++) [before, at] = [at, t * at - n * before];
  return at;
}

/**
 * A fast gamma function of the time since a frame, peak after 8 ms, less 0.9 times a slow one, peak after 22 ms: then without
 * its mean, and with positive values that add up to 1.
 */
function biphasic(kernel: number, frameMs: number): Float64Array {
  const gamma = (ms: number, peak: number) => (ms / peak ** 2) * Math.exp(-ms / peak);
  const byLag = Float64Array.from({ length: kernel }, (_, lag) => {
    const ms = lag * frameMs;
    return gamma(ms, 8) - 0.9 * gamma(ms, 22);
  });
  const mean = byLag.reduce((sum, value) => sum + value, 0) / kernel;
  const centred = byLag.map((value) => value - mean);
  const positive = centred.reduce((sum, value) => sum + Math.max(0, value), 0);
  // A single frame has nothing but its mean.
  return centred.map((value) => value / Math.max(positive, 1e-12)).reverse();
}
