/** The kernels of `normalization.ts` in plain loops, for WASM and CPU; on WASM most of them have instructions of their own. */
import { registerHostKernel } from '../program/hostKernel';
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
import { gradientPartsDirectly, inputGradientDirectly, normalizeDirectly } from './wasm';

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
  s: NormAttributes,
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

registerHostKernel<NormAttributes>(
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

registerHostKernel<NormAttributes>(
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

registerHostKernel<NormAttributes>(
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
