/**
 * Normalisation with the statistics of the input itself: y = act(γ·(x − mean)/√(variance + ε) + β), population variance,
 * γ and β per channel. Batch norm takes the statistics of a channel over the batch, group norm those of a group of
 * channels over one sample. With x̂ the normalised input, dz = dy·act'(y), g = γ·dz and means over what shares its
 * statistics: dx = (g − mean(g) − x̂·mean(g·x̂)) / √(variance + ε), dγ = Σ dz·x̂, dβ = Σ dz. Where a ReLU was open is found
 * out again from x, so no kernel needs y.
 */
import * as tf from '@tensorflow/tfjs';
import { registerGpuKernel } from './gpuKernel';
import { registerHostKernel } from './hostKernel';
import { shapeKey, split } from './moments';
import { gradientPartsDirectly, inputGradientDirectly, normalizeDirectly } from './normalizationWasm';
import { channelsOf, type Statistics } from './statistics';

/** Applied to the normalised values, in the same pass. */
export type NormActivation = 'none' | 'relu';

export interface NormOptions {
  /** ε, 1e-5 unless given. */
  epsilon?: number;
  activation?: NormActivation;
}

type Attributes = Statistics & { epsilon: number; activation: NormActivation };

const NORMALIZE = 'AnnealNormalize';
/** → [outer, parts, channels, 2]: Σ dz·x̂ and Σ dz. */
const GRADIENT_PARTS = 'AnnealNormalizeGradientParts';
/** → [outer·groups, 2]: Σ g·x̂ and Σ g. */
const GROUP_SUMS = 'AnnealNormalizeGroupSums';
/** → [channels]: Σ dz·x̂ (row 0) or Σ dz (row 1). */
const PARAMETER_GRADIENT = 'AnnealNormalizeParameterGradient';
const INPUT_GRADIENT = 'AnnealNormalizeInputGradient';

/** WGSL: names the place of the value that thread `index` computes. */
const place = (s: Statistics, epsilon: number) => `
  if (index >= uniforms.size) { return; }
  let channel = index % ${channelsOf(s)};
  let group = index / ${channelsOf(s) * s.middle} * ${s.groups} + channel / ${s.width};
  let mean = moments[group];
  let scale = 1.0 / sqrt(moments[${s.outer * s.groups} + group] + ${epsilon});`;

/** WGSL: dz at `at`, where `normalised` is x̂. */
const slope = ({ activation }: Attributes, at: string) =>
  activation === 'relu'
    ? `select(0.0, dy[${at}], normalised * gamma[channel] + beta[channel] > 0.0)`
    : `dy[${at}]`;

const sourceKey = (s: Attributes) => `${shapeKey(s)}_${s.epsilon}_${s.activation}`;

registerGpuKernel<Attributes>(NORMALIZE, ['x', 'moments', 'gamma', 'beta'], ([x = []], s) => ({
  outputShape: x,
  key: sourceKey(s),
  body: `${place(s, s.epsilon)}
  let y = (x[index] - mean) * scale * gamma[channel] + beta[channel];
  result[index] = ${s.activation === 'relu' ? 'select(y, 0.0, y < 0.0)' : 'y'};`,
}));

registerGpuKernel<Attributes>(GRADIENT_PARTS, ['x', 'moments', 'gamma', 'beta', 'dy'], (_, s) => {
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

registerGpuKernel<Attributes>(
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

type Values = Float32Array | Int32Array;

/**
 * The affine form of one sample's normalisation, an entry a channel: x̂ = (x − mean)·scale, z = x̂·gain + shift. Loops over
 * values then read plain arrays, without a division in them.
 */
interface SampleForm {
  mean: Float64Array;
  scale: Float64Array;
}

/** Calls `work` for each sample with its form and where its values begin and end. */
function forEachSample(
  s: Attributes,
  moments: Values,
  work: (form: SampleForm, start: number, end: number, sample: number) => void,
): void {
  const channels = channelsOf(s);
  const form = { mean: new Float64Array(channels), scale: new Float64Array(channels) };
  const size = s.middle * channels;
  for (let sample = 0; sample < s.outer; sample++) {
    for (let c = 0; c < channels; c++) {
      const group = sample * s.groups + Math.floor(c / s.width);
      form.mean[c] = moments[group]!;
      form.scale[c] = 1 / Math.sqrt(moments[s.outer * s.groups + group]! + s.epsilon);
    }
    work(form, sample * size, (sample + 1) * size, sample);
  }
}

registerHostKernel<Attributes>(
  NORMALIZE,
  ['x', 'moments', 'gamma', 'beta'],
  ([x = []]) => x,
  (out, [x, moments, gamma, beta], _, s) => {
    const floor = s.activation === 'relu' ? 0 : -Infinity;
    forEachSample(s, moments!, ({ mean, scale }, start, end) => {
      const channels = mean.length;
      for (let at = start; at < end; at += channels) {
        for (let c = 0; c < channels; c++) {
          const y = (x![at + c]! - mean[c]!) * scale[c]! * gamma![c]! + beta![c]!;
          // Written so that NaN stays NaN.
          out[at + c] = y < floor ? floor : y;
        }
      }
    });
  },
  normalizeDirectly,
);

registerHostKernel<Attributes>(
  GRADIENT_PARTS,
  ['x', 'moments', 'gamma', 'beta', 'dy'],
  (_, s) => [s.outer, 1, channelsOf(s), 2],
  (out, [x, moments, gamma, beta, dy], _, s) => {
    const open = s.activation === 'none';
    const channels = channelsOf(s);
    forEachSample(s, moments!, ({ mean, scale }, start, end, sample) => {
      const products = new Float64Array(channels);
      const sums = new Float64Array(channels);
      for (let at = start; at < end; at += channels) {
        for (let c = 0; c < channels; c++) {
          const normalised = (x![at + c]! - mean[c]!) * scale[c]!;
          if (!(open || normalised * gamma![c]! + beta![c]! > 0)) continue;
          products[c]! += dy![at + c]! * normalised;
          sums[c]! += dy![at + c]!;
        }
      }
      for (let c = 0; c < channels; c++) out.set([products[c]!, sums[c]!], 2 * (sample * channels + c));
    });
  },
  gradientPartsDirectly,
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
  ['x', 'moments', 'gamma', 'beta', 'dy', 'sums'],
  ([x = []]) => x,
  (out, [x, moments, gamma, beta, dy, sums], _, s) => {
    const open = s.activation === 'none';
    const channels = channelsOf(s);
    const count = s.middle * s.width;
    const [constant, linear] = [new Float64Array(channels), new Float64Array(channels)];
    forEachSample(s, moments!, ({ mean, scale }, start, end, sample) => {
      for (let c = 0; c < channels; c++) {
        const group = sample * s.groups + Math.floor(c / s.width);
        constant[c] = sums![2 * group + 1]! / count;
        linear[c] = sums![2 * group]! / count;
      }
      for (let at = start; at < end; at += channels) {
        for (let c = 0; c < channels; c++) {
          const normalised = (x![at + c]! - mean[c]!) * scale[c]!;
          const passes = open || normalised * gamma![c]! + beta![c]! > 0;
          const g = passes ? gamma![c]! * dy![at + c]! : 0;
          out[at + c] = scale[c]! * (g - constant[c]! - normalised * linear[c]!);
        }
      }
    });
  },
  inputGradientDirectly,
);

const run = (
  name: string,
  inputs: tf.NamedTensorMap,
  attributes: Statistics | Attributes | { row: number },
) => tf.engine().runKernel(name, inputs, attributes) as tf.Tensor;

/**
 * act(γ·(x − mean)/√(variance + ε) + β) with first-order gradients of x, γ and β, those of x through its moments too.
 * @param ofX `moments(x, statistics)`
 * @param gamma [channels] @param beta [channels]
 */
export function normalize<T extends tf.Tensor>(
  x: T,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  ofX: tf.Tensor2D,
  statistics: Statistics,
  { epsilon = 1e-5, activation = 'none' }: NormOptions,
): T {
  const attributes = { ...statistics, epsilon, activation };
  const operation = tf.customGrad((...args) => {
    const [input, gain, shift, save] = args as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      (tensors: tf.Tensor[]) => void,
    ];
    save([input, gain, shift, ofX]);
    return {
      value: run(NORMALIZE, { x: input, moments: ofX, gamma: gain, beta: shift }, attributes),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [xSaved, gammaSaved, betaSaved, m] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
        const ofLayer = { x: xSaved, moments: m, gamma: gammaSaved, beta: betaSaved, dy };
        const parts = run(GRADIENT_PARTS, ofLayer, attributes);
        const sums = run(GROUP_SUMS, { sums: parts, gamma: gammaSaved }, statistics);
        return [
          run(INPUT_GRADIENT, { ...ofLayer, sums }, attributes),
          run(PARAMETER_GRADIENT, { sums: parts }, { row: 0 }),
          run(PARAMETER_GRADIENT, { sums: parts }, { row: 1 }),
        ];
      },
    };
  });
  return operation(x, gamma, beta) as T;
}
