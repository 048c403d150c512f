/**
 * Radial functions of an edge: K Bernstein polynomials of t, times a cutoff, where t is 1/(1 + r) or exp(−γ·r) with a γ that
 * can be learned. Unke et al. 2021, "SpookyNet", section "Radial functions".
 */
import * as tf from '@tensorflow/tfjs';
import { registerGpuKernel } from '../program/gpuKernel';
import { registerHostKernel } from '../program/hostKernel';
import { quotient, remainder } from '../program/wgsl';
import { refusePositions } from './forces';

export type RadialBasis = 'reciprocal' | 'exponential';
export type CutoffFunction = 'smooth' | 'cosine';

type Attributes = { count: number; cutoff: number; cutoffFunction: CutoffFunction };

const RECIPROCAL = 'AnnealReciprocalBernstein';
const EXPONENTIAL = 'AnnealExponentialBernstein';
const GAMMA_GRADIENT = 'AnnealExponentialBernsteinGradient';

/** The binomial coefficients C(n, 0) to C(n, n). */
export function binomials(n: number): number[] {
  const row = [1];
  for (let k = 1; k <= n; k++) row.push((row[k - 1]! * (n - k + 1)) / k);
  return row;
}

/** t of a distance r ≥ 0. */
export const radialVariable = {
  reciprocal: (r: number) => 1 / (1 + r),
  exponential: (r: number, gamma: number) => Math.exp(-gamma * r),
};

/** C(n, k)·(1 − t)^k·t^(n − k), given the coefficient. */
export const bernstein = (coefficient: number, k: number, n: number, t: number) =>
  coefficient * (1 - t) ** k * t ** (n - k);

/** The largest (r/c)² that is divided by: beyond it the smooth cutoff has no digits left in float32. */
const NEARLY_ONE = 1 - 1e-6;

/** 1 at r = 0 and 0 from the cutoff on. */
export const cutoffFunctions: Record<CutoffFunction, (r: number, cutoff: number) => number> = {
  smooth: (r, cutoff) => (r < cutoff ? Math.exp(1 - 1 / (1 - Math.min((r / cutoff) ** 2, NEARLY_ONE))) : 0),
  cosine: (r, cutoff) => (r < cutoff ? (1 + Math.cos((Math.PI * r) / cutoff)) / 2 : 0),
};

type Values = Float32Array | Int32Array;

/** Negative distances are those of edges that are none. */
function writeBasis(
  out: Float32Array,
  distances: Values,
  { count, cutoff, cutoffFunction }: Attributes,
  variable: (r: number) => number,
): void {
  const coefficients = binomials(count - 1);
  for (let edge = 0; edge < distances.length; edge++) {
    const r = distances[edge]!;
    const gain = r < 0 ? 0 : cutoffFunctions[cutoffFunction](r, cutoff);
    const t = r < 0 ? 1 : variable(r);
    // Powers of t from the last function to the first, then those of 1 − t the other way.
    for (let k = count - 1, power = gain; k >= 0; k--, power *= t) {
      out[edge * count + k] = coefficients[k]! * power;
    }
    for (let k = 1, power = 1 - t; k < count; k++, power *= 1 - t) out[edge * count + k]! *= power;
  }
}

registerHostKernel<Attributes>(
  RECIPROCAL,
  ['distances'],
  ([distances = []], { count }) => [...distances, count],
  (out, [distances], _, attributes) => writeBasis(out, distances!, attributes, radialVariable.reciprocal),
);

registerHostKernel<Attributes>(
  EXPONENTIAL,
  ['distances', 'gamma'],
  ([distances = []], { count }) => [...distances, count],
  (out, [distances, gamma], _, attributes) =>
    writeBasis(out, distances!, attributes, (r) => radialVariable.exponential(r, gamma![0]!)),
);

/** d/dγ of C·s^k·t^(n−k), with dt/dγ = −r·t and ds/dγ = r·t. */
function gammaSlope(coefficient: number, k: number, n: number, t: number, r: number): number {
  const fromS = k === 0 ? 0 : k * (1 - t) ** (k - 1) * t ** (n - k + 1);
  return coefficient * r * (fromS - (n - k) * (1 - t) ** k * t ** (n - k));
}

registerHostKernel<Attributes>(
  GAMMA_GRADIENT,
  ['distances', 'gamma', 'dy'],
  () => [],
  (out, [distances, gamma, dy], _, { count, cutoff, cutoffFunction }) => {
    const coefficients = binomials(count - 1);
    let sum = 0;
    for (let edge = 0; edge < distances!.length; edge++) {
      const r = distances![edge]!;
      const gain = r < 0 ? 0 : cutoffFunctions[cutoffFunction](r, cutoff);
      if (gain === 0) continue;
      const t = radialVariable.exponential(r, gamma![0]!);
      for (let k = 0; k < count; k++) {
        sum += gain * dy![edge * count + k]! * gammaSlope(coefficients[k]!, k, count - 1, t, r);
      }
    }
    out[0] = sum;
  },
);

/** The cosine by the series of a sine, around the middle: WGSL promises no more than three digits of its own. */
const cutoffWgsl: Record<CutoffFunction, string> = {
  smooth: `return exp(1.0 - 1.0 / (1.0 - min(u * u, ${NEARLY_ONE})));`,
  cosine: `
  let y = ${Math.PI} * (u - 0.5);
  let q = y * y;
  let series = 1.0 - q / 6.0 * (1.0 - q / 20.0 * (1.0 - q / 42.0 * (1.0 - q / 72.0 * (1.0 - q / 110.0))));
  return 0.5 * (1.0 - y * series);`,
};

/** WGSL's pow is less exact than multiplying, and knows no 0⁰. */
const functionsWgsl = ({ count, cutoff, cutoffFunction }: Attributes) => /* wgsl */ `
fn whole(base: f32, exponent: i32) -> f32 {
  var product = 1.0;
  for (var i = 0; i < exponent; i++) { product *= base; }
  return product;
}
fn coefficient(k: i32) -> f32 {
  var coefficients = array<f32, ${count}>(${binomials(count - 1).join(', ')});
  return coefficients[k];
}
fn gain(r: f32) -> f32 {
  if (r < 0.0 || r >= ${cutoff}) { return 0.0; }
  let u = r / ${cutoff};
  ${cutoffWgsl[cutoffFunction]}
}
fn value(t: f32, s: f32, k: i32) -> f32 { return coefficient(k) * whole(s, k) * whole(t, ${count - 1} - k); }
fn slope(t: f32, s: f32, k: i32, r: f32) -> f32 {
  let n = ${count - 1};
  var fromS = 0.0;
  if (k > 0) { fromS = f32(k) * whole(s, k - 1) * whole(t, n - k + 1); }
  return coefficient(k) * r * (fromS - f32(n - k) * whole(s, k) * whole(t, n - k));
}`;

const keyOf = ({ count, cutoff, cutoffFunction }: Attributes) => `${count}_${cutoff}_${cutoffFunction}`;

/** `1 − t` and `t` as WGSL, of the distance r. The former by a series where the difference would lose digits. */
const variableWgsl: Record<RadialBasis, string> = {
  reciprocal: 'let t = 1.0 / (1.0 + r); let s = r / (1.0 + r);',
  exponential: `
  let power = gamma[0] * r;
  let t = exp(-power);
  let s = select(1.0 - t, power * (1.0 - power * (0.5 - power * (1.0 / 6.0 - power / 24.0))), abs(power) < 0.05);`,
};

for (const [kernelName, basis, inputs] of [
  [RECIPROCAL, 'reciprocal', ['distances']],
  [EXPONENTIAL, 'exponential', ['distances', 'gamma']],
] as const) {
  registerGpuKernel<Attributes>(kernelName, inputs, ([distances = []], attributes) => ({
    outputShape: [...distances, attributes.count],
    key: keyOf(attributes),
    declarations: functionsWgsl(attributes),
    body: `
  if (index >= uniforms.size) { return; }
  let distance = distances[${quotient('index', attributes.count)}];
  let r = max(distance, 0.0);
  ${variableWgsl[basis]}
  result[index] = gain(distance) * value(t, s, ${remainder('index', attributes.count)});`,
  }));
}

/** One workgroup, whose threads go over the edges side by side. */
registerGpuKernel<Attributes>(
  GAMMA_GRADIENT,
  ['distances', 'gamma', 'dy'],
  ([distances = []], attributes) => ({
    outputShape: [],
    key: `${keyOf(attributes)}_${distances[0]}`,
    workgroups: 1,
    threads: 256,
    declarations: `var<workgroup> sums: array<f32, 256>;\n${functionsWgsl(attributes)}`,
    body: `
  let lane = i32(localIndex);
  var sum = 0.0;
  for (var edge = lane; edge < ${distances[0]}; edge += 256) {
    let r = max(distances[edge], 0.0);
    ${variableWgsl.exponential}
    var part = 0.0;
    for (var k = 0; k < ${attributes.count}; k++) { part += dy[edge * ${attributes.count} + k] * slope(t, s, k, r); }
    sum += gain(distances[edge]) * part;
  }
  sums[lane] = sum;
  workgroupBarrier();
  if (lane == 0) {
    for (var i = 1; i < 256; i++) { sum += sums[i]; }
    result[0] = sum;
  }`,
  }),
);

tf.registerGradient({ kernelName: RECIPROCAL, gradFunc: () => refusePositions('edgeBasis') });
tf.registerGradient({
  kernelName: EXPONENTIAL,
  inputsToSave: ['distances', 'gamma'],
  gradFunc: (dy, [distances, gamma], attributes) => ({
    distances: () => refusePositions('edgeBasis'),
    gamma: () => {
      const inputs = { distances: distances!, gamma: gamma!, dy: dy as tf.Tensor };
      return tf.engine().runKernel(GAMMA_GRADIENT, inputs, attributes) as tf.Tensor;
    },
  }),
});

/** @param distances [edges], negative where there is no edge. @returns [edges, count], zeros where there is none. */
export function reciprocalRadial(distances: tf.Tensor1D, attributes: Attributes): tf.Tensor2D {
  return tf.engine().runKernel(RECIPROCAL, { distances }, attributes) as tf.Tensor2D;
}

/** @param gamma a scalar above 0, per unit of distance. */
export function exponentialRadial(
  distances: tf.Tensor1D,
  gamma: tf.Tensor,
  attributes: Attributes,
): tf.Tensor2D {
  return tf.engine().runKernel(EXPONENTIAL, { distances, gamma }, attributes) as tf.Tensor2D;
}
