/** The kernels of `normalization.ts` in WGSL. */
import { registerGpuKernel } from '../program/gpuKernel';
import { shapeKey, split } from './moments';
import {
  channelsOf,
  GRADIENT_PARTS,
  GROUP_SUMS,
  INPUT_GRADIENT,
  NORMALIZE,
  type NormAttributes,
  PARAMETER_GRADIENT,
  type Statistics,
} from './names';

/** WGSL: names the place of the value that thread `index` computes. */
const place = (s: Statistics, epsilon: number) => `
  if (index >= uniforms.size) { return; }
  let channel = index % ${channelsOf(s)};
  let group = index / ${channelsOf(s) * s.middle} * ${s.groups} + channel / ${s.width};
  let mean = moments[group];
  let scale = 1.0 / sqrt(moments[${s.outer * s.groups} + group] + ${epsilon});`;

/** WGSL: dz at `at`, where `normalised` is x̂. */
const slope = ({ activation }: NormAttributes, at: string) =>
  activation === 'relu'
    ? `select(0.0, dy[${at}], normalised * gamma[channel] + beta[channel] > 0.0)`
    : `dy[${at}]`;

const sourceKey = (s: NormAttributes) => `${shapeKey(s)}_${s.epsilon}_${s.activation}`;

registerGpuKernel<NormAttributes>(NORMALIZE, ['x', 'moments', 'gamma', 'beta'], ([x = []], s) => ({
  outputShape: x,
  key: sourceKey(s),
  body: `${place(s, s.epsilon)}
  let y = (x[index] - mean) * scale * gamma[channel] + beta[channel];
  result[index] = ${s.activation === 'relu' ? 'select(y, 0.0, y < 0.0)' : 'y'};`,
}));

registerGpuKernel<NormAttributes>(GRADIENT_PARTS, ['x', 'moments', 'gamma', 'beta', 'dy'], (_, s) => {
  const channels = channelsOf(s);
  const { parts, rows } = split(s, channels);
  return {
    outputShape: [s.outer, parts, channels, 2],
    key: sourceKey(s),
    workgroups: Math.ceil((s.outer * parts * channels) / 64),
    body: `
  if (index >= ${s.outer * parts * channels}) { return; }
  let channel = index % ${channels};
  let first = (index / ${channels} % ${parts}) * ${rows};
  let sample = index / ${channels * parts};
  let group = sample * ${s.groups} + channel / ${s.width};
  let mean = moments[group];
  let scale = 1.0 / sqrt(moments[${s.outer * s.groups} + group] + ${s.epsilon});
  var products = 0.0;
  var sum = 0.0;
  for (var row = first; row < min(first + ${rows}, ${s.middle}); row++) {
    let at = (sample * ${s.middle} + row) * ${channels} + channel;
    let normalised = (x[at] - mean) * scale;
    let dz = ${slope(s, 'at')};
    products += dz * normalised;
    sum += dz;
  }
  result[2 * index] = products;
  result[2 * index + 1] = sum;`,
  };
});

registerGpuKernel<Statistics>(GROUP_SUMS, ['sums', 'gamma'], ([sums = []], s) => {
  const channels = channelsOf(s);
  const columns = s.outer * s.groups;
  const parts = sums[1]!;
  return {
    outputShape: [columns, 2],
    key: `${shapeKey(s)}_${parts}`,
    workgroups: Math.ceil(columns / 64),
    body: `
  if (index >= ${columns}) { return; }
  let first = (index % ${s.groups}) * ${s.width};
  let start = (index / ${s.groups}) * ${parts * channels} + first;
  var products = 0.0;
  var sum = 0.0;
  for (var part = 0; part < ${parts}; part++) {
    for (var i = 0; i < ${s.width}; i++) {
      let at = 2 * (start + part * ${channels} + i);
      products += gamma[first + i] * sums[at];
      sum += gamma[first + i] * sums[at + 1];
    }
  }
  result[2 * index] = products;
  result[2 * index + 1] = sum;`,
  };
});

registerGpuKernel<{ row: number }>(PARAMETER_GRADIENT, ['sums'], ([sums = []], { row }) => {
  const [outer = 1, parts = 1, channels = 1] = sums;
  return {
    outputShape: [channels],
    key: [...sums, row].join('_'),
    body: `
  if (index >= ${channels}) { return; }
  var sum = 0.0;
  for (var part = 0; part < ${outer * parts}; part++) { sum += sums[2 * (part * ${channels} + index) + ${row}]; }
  result[index] = sum;`,
  };
});

registerGpuKernel<NormAttributes>(
  INPUT_GRADIENT,
  ['x', 'moments', 'gamma', 'beta', 'dy', 'sums'],
  ([x = []], s) => ({
    outputShape: x,
    key: sourceKey(s),
    body: `${place(s, s.epsilon)}
  let normalised = (x[index] - mean) * scale;
  let means = (sums[2 * group + 1] + normalised * sums[2 * group]) / ${s.middle * s.width}.0;
  result[index] = scale * (gamma[channel] * ${slope(s, 'index')} - means);`,
  }),
);
