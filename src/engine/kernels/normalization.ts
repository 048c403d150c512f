/**
 * Normalisation with the statistics of the input itself: y = γ·(x − mean)/√(variance + ε) + β, population variance,
 * γ and β per channel. Batch norm takes the statistics of a channel over the batch, group norm those of a group of
 * channels over one sample. With x̂ the normalised input, g = γ·dy and means over what shares its statistics:
 * dx = (g − mean(g) − x̂·mean(g·x̂)) / √(variance + ε), dγ = Σ dy·x̂, dβ = Σ dy.
 */
import * as tf from '@tensorflow/tfjs';
import { registerGpuKernel } from './gpuKernel';
import { registerHostKernel } from './hostKernel';
import { channelsOf, forEachValue, type Statistics, shapeKey, split } from './moments';

type Attributes = Statistics & { epsilon: number };

const NORMALIZE = 'AnnealNormalize';
/** → [outer, parts, channels, 2]: Σ dy·x̂ and Σ dy. */
const GRADIENT_PARTS = 'AnnealNormalizeGradientParts';
/** → [outer·groups, 2]: Σ g·x̂ and Σ g. */
const GROUP_SUMS = 'AnnealNormalizeGroupSums';
/** → [channels]: Σ dy·x̂ (row 0) or Σ dy (row 1). */
const PARAMETER_GRADIENT = 'AnnealNormalizeParameterGradient';
const INPUT_GRADIENT = 'AnnealNormalizeInputGradient';

/** WGSL: names the place of the value that thread `index` computes. */
const place = (s: Statistics, epsilon: number) => `
  if (index >= uniforms.size) { return; }
  let channel = index % ${channelsOf(s)};
  let group = index / ${channelsOf(s) * s.middle} * ${s.groups} + channel / ${s.width};
  let mean = moments[group];
  let scale = 1.0 / sqrt(moments[${s.outer * s.groups} + group] + ${epsilon});`;

registerGpuKernel<Attributes>(NORMALIZE, ['x', 'moments', 'gamma', 'beta'], ([x = []], s) => ({
  outputShape: x,
  key: `${shapeKey(s)}_${s.epsilon}`,
  body: `${place(s, s.epsilon)}
  result[index] = (x[index] - mean) * scale * gamma[channel] + beta[channel];`,
}));

registerGpuKernel<Attributes>(GRADIENT_PARTS, ['x', 'moments', 'dy'], (_, s) => {
  const channels = channelsOf(s);
  const { parts, rows } = split(s, channels);
  return {
    outputShape: [s.outer, parts, channels, 2],
    key: `${shapeKey(s)}_${s.epsilon}`,
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
    products += dy[at] * (x[at] - mean) * scale;
    sum += dy[at];
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

registerGpuKernel<Attributes>(INPUT_GRADIENT, ['x', 'moments', 'gamma', 'dy', 'sums'], ([x = []], s) => ({
  outputShape: x,
  key: `${shapeKey(s)}_${s.epsilon}`,
  body: `${place(s, s.epsilon)}
  let normalised = (x[index] - mean) * scale;
  let means = (sums[2 * group + 1] + normalised * sums[2 * group]) / ${s.middle * s.width}.0;
  result[index] = scale * (gamma[channel] * dy[index] - means);`,
}));

type Values = Float32Array | Int32Array;

/** 1/√(variance + ε) of every pair of outer and group. */
const scalesOf = (moments: Values, epsilon: number) =>
  Float64Array.from(moments.subarray(moments.length / 2), (variance) => 1 / Math.sqrt(variance + epsilon));

registerHostKernel<Attributes>(
  NORMALIZE,
  ['x', 'moments', 'gamma', 'beta'],
  ([x = []]) => x,
  (out, [x, moments, gamma, beta], _, s) => {
    const scales = scalesOf(moments!, s.epsilon);
    forEachValue(s, (i, c, group) => {
      out[i] = (x![i]! - moments![group]!) * scales[group]! * gamma![c]! + beta![c]!;
    });
  },
);

registerHostKernel<Attributes>(
  GRADIENT_PARTS,
  ['x', 'moments', 'dy'],
  (_, s) => [s.outer, 1, channelsOf(s), 2],
  (out, [x, moments, dy], _, s) => {
    const scales = scalesOf(moments!, s.epsilon);
    const sums = new Float64Array(out.length);
    forEachValue(s, (i, c, group) => {
      const at = 2 * (Math.floor(group / s.groups) * channelsOf(s) + c);
      sums[at]! += dy![i]! * (x![i]! - moments![group]!) * scales[group]!;
      sums[at + 1]! += dy![i]!;
    });
    out.set(sums);
  },
);

registerHostKernel<Statistics>(
  GROUP_SUMS,
  ['sums', 'gamma'],
  (_, { outer, groups }) => [outer * groups, 2],
  (out, [sums, gamma], _, { width }) => {
    out.fill(0);
    for (let i = 0; i < sums!.length / 2; i++) {
      const group = Math.floor(i / width);
      out[2 * group]! += gamma![i % gamma!.length]! * sums![2 * i]!;
      out[2 * group + 1]! += gamma![i % gamma!.length]! * sums![2 * i + 1]!;
    }
  },
);

registerHostKernel<{ row: number }>(
  PARAMETER_GRADIENT,
  ['sums'],
  ([sums = []]) => [sums[2]!],
  (out, [sums], _, { row }) => {
    out.fill(0);
    for (let i = 0; i < sums!.length / 2; i++) out[i % out.length]! += sums![2 * i + row]!;
  },
);

registerHostKernel<Attributes>(
  INPUT_GRADIENT,
  ['x', 'moments', 'gamma', 'dy', 'sums'],
  ([x = []]) => x,
  (out, [x, moments, gamma, dy, sums], _, s) => {
    const scales = scalesOf(moments!, s.epsilon);
    const count = s.middle * s.width;
    forEachValue(s, (i, c, group) => {
      const normalised = (x![i]! - moments![group]!) * scales[group]!;
      const means = (sums![2 * group + 1]! + normalised * sums![2 * group]!) / count;
      out[i] = scales[group]! * (gamma![c]! * dy![i]! - means);
    });
  },
);

const run = (
  name: string,
  inputs: tf.NamedTensorMap,
  attributes: Statistics | Attributes | { row: number },
) => tf.engine().runKernel(name, inputs, attributes) as tf.Tensor;

/**
 * γ·(x − mean)/√(variance + ε) + β with first-order gradients of x, γ and β, those of x through its moments too.
 * @param ofX `moments(x, statistics)`
 * @param gamma [channels] @param beta [channels]
 */
export function normalize<T extends tf.Tensor>(
  x: T,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  ofX: tf.Tensor2D,
  statistics: Statistics,
  epsilon: number,
): T {
  const attributes = { ...statistics, epsilon };
  const operation = tf.customGrad((...args) => {
    const [input, gain, shift, save] = args as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      (tensors: tf.Tensor[]) => void,
    ];
    save([input, gain, ofX]);
    return {
      value: run(NORMALIZE, { x: input, moments: ofX, gamma: gain, beta: shift }, attributes),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [xSaved, gammaSaved, m] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
        const parts = run(GRADIENT_PARTS, { x: xSaved, moments: m, dy }, attributes);
        const sums = run(GROUP_SUMS, { sums: parts, gamma: gammaSaved }, statistics);
        return [
          run(INPUT_GRADIENT, { x: xSaved, moments: m, gamma: gammaSaved, dy, sums }, attributes),
          run(PARAMETER_GRADIENT, { sums: parts }, { row: 0 }),
          run(PARAMETER_GRADIENT, { sums: parts }, { row: 1 }),
        ];
      },
    };
  });
  return operation(x, gamma, beta) as T;
}
