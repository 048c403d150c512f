/**
 * GELU with the exact normal distribution: y = x·Φ(x), dy/dx = Φ(x) + x·φ(x). Hendrycks and Gimpel 2016.
 * Φ comes from the complementary error function in the rational-exponential form of Press et al., Numerical Recipes,
 * 2nd ed., section 6.2 (`erfcc`): relative error below 1.2e-7 everywhere, so the negative tail keeps its digits.
 */
import * as tf from '@tensorflow/tfjs';
import { registerGpuKernel } from '../program/gpuKernel';
import { registerHostKernel } from '../program/hostKernel';

const COEFFICIENTS = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
  -0.82215223, 0.17087277,
] as const;
const DENSITY = 1 / Math.sqrt(2 * Math.PI);

function normalCdf(x: number): number {
  const z = Math.abs(x) * Math.SQRT1_2;
  const t = 1 / (1 + 0.5 * z);
  const exponent = COEFFICIENTS.reduceRight((sum, coefficient) => sum * t + coefficient, 0);
  const tail = 0.5 * t * Math.exp(exponent - z * z);
  return x < 0 ? tail : 1 - tail;
}

const horner = COEFFICIENTS.reduceRight<string>(
  (sum, c) => (sum === '' ? `${c}` : `(${sum} * t + ${c})`),
  '',
);
const normalCdfWgsl = /* wgsl */ `
fn normalCdf(x: f32) -> f32 {
  let z = abs(x) * ${Math.SQRT1_2};
  let t = 1.0 / (1.0 + 0.5 * z);
  let tail = 0.5 * t * exp(${horner} - z * z);
  return select(1.0 - tail, tail, x < 0.0);
}`;

const GELU = 'AnnealGelu';
const GELU_GRADIENT = 'AnnealGeluGradient';

registerHostKernel(
  GELU,
  ['x'],
  ([x = []]) => x,
  (out, [x]) => {
    for (let i = 0; i < out.length; i++) out[i] = x![i]! * normalCdf(x![i]!);
  },
);

registerHostKernel(
  GELU_GRADIENT,
  ['x', 'dy'],
  ([x = []]) => x,
  (out, [x, dy]) => {
    for (let i = 0; i < out.length; i++) {
      const v = x![i]!;
      out[i] = dy![i]! * (normalCdf(v) + v * DENSITY * Math.exp(-0.5 * v * v));
    }
  },
);

registerGpuKernel(GELU, ['x'], ([x = []]) => ({
  outputShape: x,
  key: '',
  declarations: normalCdfWgsl,
  body: `
  if (index < uniforms.size) { result[index] = x[index] * normalCdf(x[index]); }`,
}));

registerGpuKernel(GELU_GRADIENT, ['x', 'dy'], ([x = []]) => ({
  outputShape: x,
  key: '',
  declarations: normalCdfWgsl,
  body: `
  if (index < uniforms.size) {
    let v = x[index];
    result[index] = dy[index] * (normalCdf(v) + v * ${DENSITY} * exp(-0.5 * v * v));
  }`,
}));

tf.registerGradient({
  kernelName: GELU,
  inputsToSave: ['x'],
  gradFunc: (dy, [x]) => ({
    x: () => tf.engine().runKernel(GELU_GRADIENT, { x: x!, dy: dy as tf.Tensor }) as tf.Tensor,
  }),
});

/** x·Φ(x) of every value, any shape. First-order gradient only. */
export function gelu<T extends tf.Tensor>(x: T): T {
  return tf.engine().runKernel(GELU, { x }) as T;
}
