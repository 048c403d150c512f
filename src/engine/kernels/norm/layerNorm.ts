/**
 * Layer normalisation over the last axis: y = γ·(x − mean)/√(variance + ε) + β, population variance.
 * Ba, Kiros and Hinton 2016. With x̂ the normalised input and g = γ·dy:
 * dx = (g − mean(g) − x̂·mean(g·x̂)) / √(variance + ε), dγ = Σ dy·x̂, dβ = Σ dy over rows.
 */
import * as tf from '@tensorflow/tfjs';
import { sizeOf } from '../../../formats/arrays';
import { registerGpuKernel } from '../program/gpuKernel';
import { registerHostKernel } from '../program/hostKernel';

interface Attributes {
  epsilon: number;
}

const FORWARD = 'AnnealLayerNorm';
const INPUT_GRADIENT = 'AnnealLayerNormInputGradient';
/** Mean and 1/√(variance + ε) of every row, [rows, 2]. */
const MOMENTS = 'AnnealLayerNormMoments';
const GAMMA_GRADIENT = 'AnnealLayerNormGammaGradient';

type Values = Float32Array | Int32Array;

/** Mean and 1/√(variance + ε) of one row. */
function moments(x: Values, start: number, width: number, epsilon: number): [number, number] {
  let sum = 0;
  for (let i = start; i < start + width; i++) sum += x[i]!;
  const mean = sum / width;
  let squares = 0;
  for (let i = start; i < start + width; i++) squares += (x[i]! - mean) ** 2;
  return [mean, 1 / Math.sqrt(squares / width + epsilon)];
}

registerHostKernel<Attributes>(
  FORWARD,
  ['x', 'gamma', 'beta'],
  ([x = []]) => x,
  (out, [x, gamma, beta], [shape], { epsilon }) => {
    const width = shape!.at(-1)!;
    for (let start = 0; start < out.length; start += width) {
      const [mean, scale] = moments(x!, start, width, epsilon);
      for (let i = 0; i < width; i++)
        out[start + i] = (x![start + i]! - mean) * scale * gamma![i]! + beta![i]!;
    }
  },
);

registerHostKernel<Attributes>(
  INPUT_GRADIENT,
  ['x', 'gamma', 'dy'],
  ([x = []]) => x,
  (out, [x, gamma, dy], [shape], { epsilon }) => {
    const width = shape!.at(-1)!;
    for (let start = 0; start < out.length; start += width) {
      const [mean, scale] = moments(x!, start, width, epsilon);
      let sum = 0;
      let product = 0;
      for (let i = 0; i < width; i++) {
        const g = dy![start + i]! * gamma![i]!;
        sum += g;
        product += g * (x![start + i]! - mean) * scale;
      }
      for (let i = 0; i < width; i++) {
        const normalised = (x![start + i]! - mean) * scale;
        out[start + i] =
          scale * (dy![start + i]! * gamma![i]! - sum / width - (normalised * product) / width);
      }
    }
  },
);

registerHostKernel<Attributes>(
  MOMENTS,
  ['x'],
  ([x = []]) => [sizeOf(x.slice(0, -1)), 2],
  (out, [x], [shape], { epsilon }) => {
    const width = shape!.at(-1)!;
    for (let row = 0; 2 * row < out.length; row++) out.set(moments(x!, row * width, width, epsilon), 2 * row);
  },
);

registerHostKernel<Attributes>(
  GAMMA_GRADIENT,
  ['x', 'moment', 'dy'],
  ([x = []]) => [x.at(-1) ?? 0],
  (out, [x, moment, dy], [shape]) => {
    const width = shape!.at(-1)!;
    const sums = new Float64Array(width);
    for (let row = 0; row * width < x!.length; row++) {
      const [mean, scale] = [moment![2 * row]!, moment![2 * row + 1]!];
      const start = row * width;
      for (let i = 0; i < width; i++) sums[i]! += dy![start + i]! * (x![start + i]! - mean) * scale;
    }
    out.set(sums);
  },
);

/** One workgroup a row; every thread sums a strided part, then one adds the parts in order. */
const rowWgsl = (width: number, epsilon: number) => /* wgsl */ `
var<workgroup> parts: array<f32, 64>;
fn total(part: f32) -> f32 {
  workgroupBarrier();
  parts[localIndex] = part;
  workgroupBarrier();
  if (localIndex == 0u) {
    var sum = 0.0;
    for (var i = 0; i < 64; i++) { sum += parts[i]; }
    parts[0] = sum;
  }
  workgroupBarrier();
  return parts[0];
}
fn rowMean(start: i32) -> f32 {
  var part = 0.0;
  for (var i = i32(localIndex); i < ${width}; i += 64) { part += x[start + i]; }
  return total(part) / ${width}.0;
}
fn rowScale(start: i32, mean: f32) -> f32 {
  var part = 0.0;
  for (var i = i32(localIndex); i < ${width}; i += 64) { let d = x[start + i] - mean; part += d * d; }
  return 1.0 / sqrt(total(part) / ${width}.0 + ${epsilon});
}`;

function rowsOf(shape: readonly number[]): { rows: number; width: number } {
  const width = shape.at(-1) ?? 1;
  return { rows: sizeOf(shape) / width, width };
}

registerGpuKernel<Attributes>(FORWARD, ['x', 'gamma', 'beta'], ([x = []], { epsilon }) => {
  const { rows, width } = rowsOf(x);
  return {
    outputShape: x,
    key: `${width}_${epsilon}`,
    workgroups: rows,
    declarations: rowWgsl(width, epsilon),
    body: `
  let start = (index / 64) * ${width};
  let mean = rowMean(start);
  let scale = rowScale(start, mean);
  for (var i = i32(localIndex); i < ${width}; i += 64) {
    result[start + i] = (x[start + i] - mean) * scale * gamma[i] + beta[i];
  }`,
  };
});

registerGpuKernel<Attributes>(INPUT_GRADIENT, ['x', 'gamma', 'dy'], ([x = []], { epsilon }) => {
  const { rows, width } = rowsOf(x);
  return {
    outputShape: x,
    key: `${width}_${epsilon}`,
    workgroups: rows,
    declarations: rowWgsl(width, epsilon),
    body: `
  let start = (index / 64) * ${width};
  let mean = rowMean(start);
  let scale = rowScale(start, mean);
  var sumPart = 0.0;
  var productPart = 0.0;
  for (var i = i32(localIndex); i < ${width}; i += 64) {
    let g = dy[start + i] * gamma[i];
    sumPart += g;
    productPart += g * (x[start + i] - mean) * scale;
  }
  let sum = total(sumPart) / ${width}.0;
  let product = total(productPart) / ${width}.0;
  for (var i = i32(localIndex); i < ${width}; i += 64) {
    let normalised = (x[start + i] - mean) * scale;
    result[start + i] = scale * (dy[start + i] * gamma[i] - sum - normalised * product);
  }`,
  };
});

registerGpuKernel<Attributes>(MOMENTS, ['x'], ([x = []], { epsilon }) => {
  const { rows, width } = rowsOf(x);
  return {
    outputShape: [rows, 2],
    key: `${width}_${epsilon}`,
    workgroups: rows,
    declarations: rowWgsl(width, epsilon),
    body: `
  let row = index / 64;
  let mean = rowMean(row * ${width});
  let scale = rowScale(row * ${width}, mean);
  if (localIndex == 0u) {
    result[2 * row] = mean;
    result[2 * row + 1] = scale;
  }`,
  };
});

registerGpuKernel<Attributes>(GAMMA_GRADIENT, ['x', 'moment', 'dy'], ([x = []]) => {
  const { rows, width } = rowsOf(x);
  return {
    outputShape: [width],
    key: `${rows}_${width}`,
    body: `
  if (index >= uniforms.size) { return; }
  var sum = 0.0;
  for (var row = 0; row < ${rows}; row++) {
    let at = row * ${width} + index;
    sum += dy[at] * (x[at] - moment[2 * row]) * moment[2 * row + 1];
  }
  result[index] = sum;`,
  };
});

tf.registerGradient({
  kernelName: FORWARD,
  inputsToSave: ['x', 'gamma'],
  gradFunc: (dy, [x, gamma], attributes) => {
    const run = (name: string, inputs: tf.NamedTensorMap) =>
      tf.engine().runKernel(name, inputs, attributes) as tf.Tensor;
    const cotangent = dy as tf.Tensor;
    return {
      x: () => run(INPUT_GRADIENT, { x: x!, gamma: gamma!, dy: cotangent }),
      gamma: () => run(GAMMA_GRADIENT, { x: x!, moment: run(MOMENTS, { x: x! }), dy: cotangent }),
      beta: () => tf.sum(cotangent.reshape([-1, gamma!.size]), 0),
    };
  },
});

/**
 * @param x [..., width]
 * @param gamma [width] @param beta [width]
 * @param epsilon added to the variance; PyTorch's default is 1e-5.
 */
export function layerNorm<T extends tf.Tensor>(x: T, gamma: tf.Tensor, beta: tf.Tensor, epsilon = 1e-5): T {
  return tf.engine().runKernel(FORWARD, { x, gamma, beta }, { epsilon }) as T;
}
