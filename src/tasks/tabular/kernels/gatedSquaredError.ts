/**
 * The gated head of the HDF5 regression system in one kernel each way. With g = clamp(p₁, −1, 1), w₂ = (1 − g)/2 and
 * w₃ = (1 + g)/2 the loss of a value is w₂(p₂ − y)² + w₃(p₃ − y)² and its prediction w₂p₂ + w₃p₃; the gradient of p₁ is
 * ½((p₃ − y)² − (p₂ − y)²) inside [−1, 1] and zero outside.
 */
import * as tf from '@tensorflow/tfjs';
import { registerGpuKernel } from '../../../engine/kernels/program/gpuKernel';
import { registerHostKernel } from '../../../engine/kernels/program/hostKernel';

const ERROR = 'AnnealGatedSquaredError';
const GRADIENT = 'AnnealGatedSquaredErrorGradient';
const PREDICTION = 'AnnealGatedPrediction';

const clamp = (value: number) => Math.min(1, Math.max(-1, value));

registerHostKernel(
  ERROR,
  ['raw', 'truth'],
  (shapes) => shapes[1]!,
  (out, [raw, truth]) => {
    for (let i = 0; i < out.length; i++) {
      const gate = clamp(raw![3 * i]!);
      const [low, high] = [raw![3 * i + 1]! - truth![i]!, raw![3 * i + 2]! - truth![i]!];
      out[i] = 0.5 * ((1 - gate) * low * low + (1 + gate) * high * high);
    }
  },
);

registerHostKernel(
  GRADIENT,
  ['raw', 'truth', 'dy'],
  (shapes) => shapes[0]!,
  (out, [raw, truth, dy]) => {
    for (let i = 0; i < truth!.length; i++) {
      const p1 = raw![3 * i]!;
      const gate = clamp(p1);
      const [low, high] = [raw![3 * i + 1]! - truth![i]!, raw![3 * i + 2]! - truth![i]!];
      out[3 * i] = Math.abs(p1) <= 1 ? 0.5 * dy![i]! * (high * high - low * low) : 0;
      out[3 * i + 1] = dy![i]! * (1 - gate) * low;
      out[3 * i + 2] = dy![i]! * (1 + gate) * high;
    }
  },
);

registerHostKernel(
  PREDICTION,
  ['raw'],
  ([raw = []]) => raw.slice(0, -1),
  (out, [raw]) => {
    for (let i = 0; i < out.length; i++) {
      const gate = clamp(raw![3 * i]!);
      out[i] = 0.5 * ((1 - gate) * raw![3 * i + 1]! + (1 + gate) * raw![3 * i + 2]!);
    }
  },
);

registerGpuKernel(ERROR, ['raw', 'truth'], (shapes) => ({
  outputShape: shapes[1]!,
  key: '',
  body: `
  if (index >= uniforms.size) { return; }
  let gate = clamp(raw[3 * index], -1.0, 1.0);
  let low = raw[3 * index + 1] - truth[index];
  let high = raw[3 * index + 2] - truth[index];
  result[index] = 0.5 * ((1.0 - gate) * low * low + (1.0 + gate) * high * high);`,
}));

registerGpuKernel(GRADIENT, ['raw', 'truth', 'dy'], (shapes) => ({
  outputShape: shapes[0]!,
  key: '',
  body: `
  if (index >= uniforms.size) { return; }
  let i = index / 3;
  let p1 = raw[3 * i];
  let gate = clamp(p1, -1.0, 1.0);
  let low = raw[3 * i + 1] - truth[i];
  let high = raw[3 * i + 2] - truth[i];
  let first = select(0.0, 0.5 * (high * high - low * low), abs(p1) <= 1.0);
  let part = index % 3;
  result[index] = dy[i] * select(select((1.0 + gate) * high, (1.0 - gate) * low, part == 1), first, part == 0);`,
}));

registerGpuKernel(PREDICTION, ['raw'], ([raw = []]) => ({
  outputShape: raw.slice(0, -1),
  key: '',
  body: `
  if (index >= uniforms.size) { return; }
  let gate = clamp(raw[3 * index], -1.0, 1.0);
  result[index] = 0.5 * ((1.0 - gate) * raw[3 * index + 1] + (1.0 + gate) * raw[3 * index + 2]);`,
}));

tf.registerGradient({
  kernelName: ERROR,
  inputsToSave: ['raw', 'truth'],
  gradFunc: (dy, [raw, truth]) => ({
    raw: () =>
      tf.engine().runKernel(GRADIENT, { raw: raw!, truth: truth!, dy: dy as tf.Tensor }) as tf.Tensor,
  }),
});

/** @param raw [..., 3]: gate, low, high. @param target [...]. @returns the loss of every value, [...]. */
export function gatedSquaredError(raw: tf.Tensor, target: tf.Tensor): tf.Tensor {
  return tf.engine().runKernel(ERROR, { raw, truth: target }) as tf.Tensor;
}

/** @param raw [..., 3]. @returns the predictions, [...]. Without a gradient. */
export function gatedPrediction(raw: tf.Tensor): tf.Tensor {
  return tf.engine().runKernel(PREDICTION, { raw }) as tf.Tensor;
}
