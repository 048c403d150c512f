/**
 * Moments and normalisation on WASM, where channels come in fours; the formulas are those of `moments.ts` and
 * `normalization.ts`. Sums are float32 within a piece of rows and float64 beyond.
 */
import type * as tf from '@tensorflow/tfjs';
import { withFloats } from '../../tfjs/hostMemory';
import { type Code, f32x4, type Local, v128 } from '../program/assembler';
import { type ChannelLoop, channelRunner, rowsOfPiece } from '../program/channelsWasm';
import { allocate } from '../program/hostKernel';
import { addressOf } from '../program/wasmKernel';
import type { NormAttributes } from './names';
import { channelsOf, type Statistics } from './names';

const fits = (s: Statistics) => channelsOf(s) % 4 === 0;

/** x → means and sums of squares around them, [outer, 1, groups, 2]. */
export function momentPartsDirectly(
  memory: WebAssembly.Memory,
  [x]: tf.TensorInfo[],
  s: Statistics,
): tf.TensorInfo | null {
  if (!fits(s)) return null;
  const channels = channelsOf(s);
  const output = allocate([s.outer, 1, s.groups, 2]);
  const loop = { channels, inputs: 1 };
  const summing = channelRunner(memory, { ...loop, name: 'sum', constants: 0, sums: 1, body: addValue });
  const deviating = channelRunner(memory, {
    ...loop,
    name: 'deviations',
    constants: 1,
    sums: 2,
    body: addDeviation,
  });
  const start = addressOf(x!);
  const pieceMeans = new Float64Array(channels);
  for (let sample = 0; sample < s.outer; sample++) {
    const [means, squares] = [new Float64Array(channels), new Float64Array(channels)];
    let before = 0;
    for (let row = 0; row < s.middle; row += rowsOfPiece(channels)) {
      const count = Math.min(rowsOfPiece(channels), s.middle - row);
      const rows = { inputs: [start + 4 * (sample * s.middle + row) * channels], output: 0, count };
      summing.run(rows, [], (sums) => {
        for (let c = 0; c < channels; c++) pieceMeans[c] = Math.fround(sums[c]! / count);
      });
      // What the float32 sum missed of the mean is the mean of what is left.
      deviating.run(rows, [pieceMeans], (sums) => {
        for (let c = 0; c < channels; c++) {
          const missed = sums[c]! / count;
          const apart = pieceMeans[c]! + missed - means[c]!;
          const around = sums[channels + c]! - count * missed * missed;
          squares[c]! += around + (apart * apart * before * count) / (before + count);
          means[c]! += (apart * count) / (before + count);
        }
      });
      before += count;
    }
    const joined = joinChannels(means, squares, s);
    withFloats([output], (parts) => parts.set(joined, 2 * sample * s.groups));
  }
  summing.dispose();
  deviating.dispose();
  return output;
}

const addValue: ChannelLoop['body'] = ([x], _, [sum]) => ({
  work: sum!.set(f32x4.add(sum!.get, x!.get)),
  output: null,
});

const addDeviation: ChannelLoop['body'] = ([x], [mean], [sum, squares]) => ({
  work: [
    ...x!.set(f32x4.sub(x!.get, mean!.get)),
    ...sum!.set(f32x4.add(sum!.get, x!.get)),
    ...squares!.set(f32x4.add(squares!.get, f32x4.mul(x!.get, x!.get))),
  ],
  output: null,
});

/** Means and squares of channels → of groups, [groups, 2]. */
function joinChannels(means: Float64Array, squares: Float64Array, s: Statistics): Float64Array {
  const joined = new Float64Array(2 * s.groups);
  for (let group = 0; group < s.groups; group++) {
    const [from, to] = [group * s.width, (group + 1) * s.width];
    let mean = 0;
    for (let c = from; c < to; c++) mean += means[c]! / s.width;
    let sum = 0;
    for (let c = from; c < to; c++) sum += squares[c]! + s.middle * (means[c]! - mean) ** 2;
    joined.set([mean, sum], 2 * group);
  }
  return joined;
}

/** What is constant in a channel of one sample: mean, 1/√(variance + ε), γ times that, β. */
function channelForms(moments: tf.TensorInfo, gamma: tf.TensorInfo, beta: tf.TensorInfo, s: NormAttributes) {
  const columns = s.outer * s.groups;
  return withFloats([moments, gamma, beta], (m, gain, shift) =>
    Array.from({ length: s.outer }, (_, sample) => {
      const ofChannel = (value: (group: number, channel: number) => number) =>
        Float64Array.from({ length: channelsOf(s) }, (_, c) =>
          value(sample * s.groups + Math.floor(c / s.width), c),
        );
      const scale = ofChannel((group) => 1 / Math.sqrt(m[columns + group]! + s.epsilon));
      return {
        mean: ofChannel((group) => m[group]!),
        scale,
        gain: ofChannel((_, c) => scale[c]! * gain[c]!),
        shift: ofChannel((_, c) => shift[c]!),
      };
    }),
  );
}

/** z = (x − mean)·gain + shift, where x holds x − mean. */
const affine = (x: Local, gain: Local, shift: Local): Code =>
  f32x4.add(f32x4.mul(x.get, gain.get), shift.get);

/** dz: dy where z is above zero. */
const openOnly = (dy: Local, z: Code): Code => dy.set(v128.and(dy.get, f32x4.greater(z, v128.zero)));

/** Inputs x, moments, gamma, beta. */
export function normalizeDirectly(
  memory: WebAssembly.Memory,
  [x, moments, gamma, beta]: tf.TensorInfo[],
  s: NormAttributes,
): tf.TensorInfo | null {
  if (!fits(s)) return null;
  const channels = channelsOf(s);
  const output = allocate(x!.shape);
  const relu = s.activation === 'relu';
  const runner = channelRunner(memory, {
    name: `normalize_${s.activation}`,
    channels,
    inputs: 1,
    constants: 3,
    sums: 0,
    body: ([value], [mean, gain, shift]) => {
      const z = affine(value!, gain!, shift!);
      return {
        work: value!.set(f32x4.sub(value!.get, mean!.get)),
        output: relu ? f32x4.max(z, v128.zero) : z,
      };
    },
  });
  const bytes = 4 * s.middle * channels;
  const [from, to] = [addressOf(x!), addressOf(output)];
  channelForms(moments!, gamma!, beta!, s).forEach(({ mean, gain, shift }, sample) => {
    const rows = { inputs: [from + sample * bytes], output: to + sample * bytes, count: s.middle };
    runner.run(rows, [mean, gain, shift]);
  });
  runner.dispose();
  return output;
}

/** Inputs x, moments, gamma, beta, dy → Σ dz·x̂ and Σ dz, [outer, 1, channels, 2]. */
export function gradientPartsDirectly(
  memory: WebAssembly.Memory,
  [x, moments, gamma, beta, dy]: tf.TensorInfo[],
  s: NormAttributes,
): tf.TensorInfo | null {
  if (!fits(s)) return null;
  const channels = channelsOf(s);
  const output = allocate([s.outer, 1, channels, 2]);
  const relu = s.activation === 'relu';
  const runner = channelRunner(memory, {
    name: `normalizeGradientSums_${s.activation}`,
    channels,
    inputs: 2,
    constants: 3,
    sums: 2,
    body: ([value, slope], [mean, gain, shift], [products, sum]) => ({
      work: [
        ...value!.set(f32x4.sub(value!.get, mean!.get)),
        ...(relu ? openOnly(slope!, affine(value!, gain!, shift!)) : []),
        ...products!.set(f32x4.add(products!.get, f32x4.mul(slope!.get, value!.get))),
        ...sum!.set(f32x4.add(sum!.get, slope!.get)),
      ],
      output: null,
    }),
  });
  const bytes = 4 * s.middle * channels;
  const [from, slopes] = [addressOf(x!), addressOf(dy!)];
  channelForms(moments!, gamma!, beta!, s).forEach(({ mean, scale, gain, shift }, sample) => {
    const totals = new Float64Array(2 * channels);
    const rows = { inputs: [from + sample * bytes, slopes + sample * bytes], output: 0, count: s.middle };
    runner.run(rows, [mean, gain, shift], (sums) => {
      for (let c = 0; c < channels; c++) {
        totals[2 * c]! += sums[c]! * scale[c]!;
        totals[2 * c + 1]! += sums[channels + c]!;
      }
    });
    withFloats([output], (parts) => parts.set(totals, 2 * sample * channels));
  });
  runner.dispose();
  return output;
}

/** Inputs x, moments, gamma, beta, dy and the sums of the groups [outer·groups, 2]. */
export function inputGradientDirectly(
  memory: WebAssembly.Memory,
  [x, moments, gamma, beta, dy, sums]: tf.TensorInfo[],
  s: NormAttributes,
): tf.TensorInfo | null {
  if (!fits(s)) return null;
  const channels = channelsOf(s);
  const output = allocate(x!.shape);
  const relu = s.activation === 'relu';
  const runner = channelRunner(memory, {
    name: `normalizeGradient_${s.activation}`,
    channels,
    inputs: 2,
    constants: 5,
    sums: 0,
    // scale·(γ·dz − mean(g) − x̂·mean(g·x̂)) = gain·dz − constant − (x − mean)·linear
    body: ([value, slope], [mean, gain, shift, constant, linear]) => ({
      work: [
        ...value!.set(f32x4.sub(value!.get, mean!.get)),
        ...(relu ? openOnly(slope!, affine(value!, gain!, shift!)) : []),
      ],
      output: f32x4.sub(
        f32x4.sub(f32x4.mul(gain!.get, slope!.get), constant!.get),
        f32x4.mul(value!.get, linear!.get),
      ),
    }),
  });
  const ofGroups = withFloats([sums!], (values) => values.slice());
  const bytes = 4 * s.middle * channels;
  const count = s.middle * s.width;
  const [from, slopes, to] = [addressOf(x!), addressOf(dy!), addressOf(output)];
  channelForms(moments!, gamma!, beta!, s).forEach(({ mean, scale, gain, shift }, sample) => {
    const groupOf = (c: number) => sample * s.groups + Math.floor(c / s.width);
    const constant = scale.map((k, c) => (k * ofGroups[2 * groupOf(c) + 1]!) / count);
    const linear = scale.map((k, c) => (k * k * ofGroups[2 * groupOf(c)]!) / count);
    runner.run(
      {
        inputs: [from + sample * bytes, slopes + sample * bytes],
        output: to + sample * bytes,
        count: s.middle,
      },
      [mean, gain, shift, constant, linear],
    );
  });
  runner.dispose();
  return output;
}
