/**
 * Mean and population variance of parts of a tensor, as normalisation takes them. On WebGPU the sums are split into
 * parts, each in one thread, that a second dispatch combines in order; a part is a mean and a sum of squares around it
 * (Chan, Golub and LeVeque 1983), so that large means cost no digits.
 */
import * as tf from '@tensorflow/tfjs';
import { registerGpuKernel } from '../program/gpuKernel';
import { registerHostKernel } from '../program/hostKernel';
import { channelsOf, type Statistics } from './names';
import { momentPartsDirectly } from './wasm';

/** → [2, outer·groups]: means, then variances. */
const MOMENTS = 'AnnealMoments';
const MOMENT_PARTS = 'AnnealMomentParts';
const THREADS = 8192;
const MAX_PARTS = 256;
/** Rows below which a part is not worth a thread. */
const MIN_ROWS = 4;

/** How the middle axis is split for `columns` independent sums. */
export function split({ outer, middle }: Statistics, columns: number): { parts: number; rows: number } {
  const wanted = Math.min(MAX_PARTS, Math.ceil(middle / MIN_ROWS), Math.ceil(THREADS / (outer * columns)));
  const rows = Math.ceil(middle / wanted);
  return { parts: Math.ceil(middle / rows), rows };
}

export const shapeKey = ({ outer, middle, groups, width }: Statistics) =>
  [outer, middle, groups, width].join('_');

registerGpuKernel<Statistics>(MOMENT_PARTS, ['x'], (_, s) => {
  const { parts, rows } = split(s, s.groups);
  const channels = channelsOf(s);
  return {
    outputShape: [s.outer, parts, s.groups, 2],
    key: shapeKey(s),
    workgroups: Math.ceil((s.outer * parts * s.groups) / 64),
    body: `
  if (index >= ${s.outer * parts * s.groups}) { return; }
  let group = index % ${s.groups};
  let first = (index / ${s.groups} % ${parts}) * ${rows};
  let start = (index / ${s.groups * parts}) * ${s.middle * channels} + group * ${s.width};
  let end = min(first + ${rows}, ${s.middle});
  var sum = 0.0;
  for (var row = first; row < end; row++) {
    for (var i = 0; i < ${s.width}; i++) { sum += x[start + row * ${channels} + i]; }
  }
  let mean = sum / f32((end - first) * ${s.width});
  var squares = 0.0;
  for (var row = first; row < end; row++) {
    for (var i = 0; i < ${s.width}; i++) { let d = x[start + row * ${channels} + i] - mean; squares += d * d; }
  }
  result[2 * index] = mean;
  result[2 * index + 1] = squares;`,
  };
});

registerGpuKernel<Statistics>(MOMENTS, ['parts'], (_, s) => {
  const { parts, rows } = split(s, s.groups);
  const columns = s.outer * s.groups;
  return {
    outputShape: [2, columns],
    key: shapeKey(s),
    workgroups: Math.ceil(columns / 64),
    body: `
  if (index >= ${columns}) { return; }
  let start = (index / ${s.groups}) * ${parts * s.groups} + index % ${s.groups};
  var count = 0.0;
  var mean = 0.0;
  var squares = 0.0;
  for (var part = 0; part < ${parts}; part++) {
    let at = 2 * (start + part * ${s.groups});
    let more = f32(min(${rows}, ${s.middle} - part * ${rows}) * ${s.width});
    let apart = parts[at] - mean;
    squares += parts[at + 1] + apart * apart * count * more / (count + more);
    mean += apart * more / (count + more);
    count += more;
  }
  result[index] = mean;
  result[${columns} + index] = squares / count;`,
  };
});

// One part always: the parts are what WebGPU needs threads for.
registerHostKernel<Statistics>(
  MOMENT_PARTS,
  ['x'],
  (_, { outer, groups }) => [outer, 1, groups, 2],
  (out, [x], _, { outer, middle, groups, width }) => {
    const channels = groups * width;
    const count = middle * width;
    const channelSums = new Float64Array(channels);
    const means = new Float64Array(channels);
    for (let sample = 0; sample < outer; sample++) {
      const [start, end] = [sample * middle * channels, (sample + 1) * middle * channels];
      channelSums.fill(0);
      for (let at = start; at < end; at += channels) {
        for (let c = 0; c < channels; c++) channelSums[c]! += x![at + c]!;
      }
      means.fill(0);
      for (let c = 0; c < channels; c++) means[c - (c % width)]! += channelSums[c]! / count;
      for (let c = 0; c < channels; c++) means[c] = means[c - (c % width)]!;
      channelSums.fill(0);
      for (let at = start; at < end; at += channels) {
        for (let c = 0; c < channels; c++) {
          const apart = x![at + c]! - means[c]!;
          channelSums[c]! += apart * apart;
        }
      }
      for (let group = 0; group < groups; group++) {
        const squares = channelSums.subarray(group * width, (group + 1) * width);
        out.set([means[group * width]!, squares.reduce((a, b) => a + b, 0)], 2 * (sample * groups + group));
      }
    }
  },
  momentPartsDirectly,
);

registerHostKernel<Statistics>(
  MOMENTS,
  ['parts'],
  (_, { outer, groups }) => [2, outer * groups],
  (out, [parts], _, { middle, width }) => {
    const columns = out.length / 2;
    for (let i = 0; i < columns; i++) {
      out[i] = parts![2 * i]!;
      out[columns + i] = parts![2 * i + 1]! / (middle * width);
    }
  },
);

/** Mean and population variance, [2, outer·groups]. Not differentiable by itself: `normalize` knows their gradient. */
export function moments(x: tf.Tensor, statistics: Statistics): tf.Tensor2D {
  return tf.tidy(() => {
    const parts = tf.engine().runKernel(MOMENT_PARTS, { x }, statistics) as tf.Tensor;
    return tf.engine().runKernel(MOMENTS, { parts }, statistics) as tf.Tensor2D;
  });
}
