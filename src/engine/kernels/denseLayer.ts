/**
 * A fully connected layer, y = act(x·W + b), as one dispatch forward and one for each gradient: the slope of the
 * activation is computed from y where the gradient kernels load dy, unless the layer is large. With z = x·W + b and
 * dz = dy·act'(z): dW = xᵀ·dz, db = Σ dz, dx = dz·Wᵀ. On WASM and CPU a small layer is computed in plain loops,
 * which take less time than starting XNNPACK's product; a larger one is TensorFlow.js' own fused product.
 */
import * as tf from '@tensorflow/tfjs';
import { registerGpuKernel } from './gpuKernel';
import { registerHostKernel } from './hostKernel';
import type { Operand } from './product';
import { productTile } from './productTile';

/** Activations whose slope follows from their value. */
export type DenseActivation = 'none' | 'relu' | 'tanh' | 'sigmoid';

interface Attributes {
  activation: DenseActivation;
}

const LAYER = 'AnnealDense';
const INPUT_GRADIENT = 'AnnealDenseInputGradient';
const KERNEL_GRADIENT = 'AnnealDenseKernelGradient';
const BIAS_GRADIENT = 'AnnealDenseBiasGradient';
const SLOPE = 'AnnealDenseSlope';

/** From so many outputs on dz is stored: the products load each of its values many times over. */
const LARGE = 16_384;

/** Multiplications up to which plain loops beat the fixed cost of XNNPACK's product. */
const SMALL = 65_536;

const zero = (lanes: 1 | 4) => (lanes === 4 ? 'vec4f(0.0)' : '0.0');

/** WGSL of the activation of a vec4f `z`, and of dz from `dy` and `y`. */
const wgsl: Record<
  DenseActivation,
  { value(z: string): string; slope(dy: string, y: string, lanes: 1 | 4): string }
> = {
  none: { value: (z) => z, slope: (dy) => dy },
  relu: {
    value: (z) => `max(${z}, vec4f(0.0))`,
    slope: (dy, y, lanes) => `select(${zero(lanes)}, ${dy}, ${y} > ${zero(lanes)})`,
  },
  tanh: { value: (z) => `tanh(${z})`, slope: (dy, y) => `(${dy} * (1.0 - ${y} * ${y}))` },
  sigmoid: { value: (z) => `(1.0 / (1.0 + exp(-${z})))`, slope: (dy, y) => `(${dy} * ${y} * (1.0 - ${y}))` },
};

/** The same on the host. */
const host: Record<DenseActivation, { value(z: number): number; slope(dy: number, y: number): number }> = {
  none: { value: (z) => z, slope: (dy) => dy },
  relu: { value: (z) => Math.max(z, 0), slope: (dy, y) => (y > 0 ? dy : 0) },
  tanh: { value: Math.tanh, slope: (dy, y) => dy * (1 - y * y) },
  sigmoid: { value: (z) => 1 / (1 + Math.exp(-z)), slope: (dy, y) => dy * y * (1 - y) },
};

/** dz as an operand of a product, from arrays `dy` and `y`. */
function slopeOperand(activation: DenseActivation, contiguous: Operand['contiguous']): Operand {
  return { contiguous, load: (at, lanes) => wgsl[activation].slope(`dy[${at}]`, `y[${at}]`, lanes) };
}

registerHostKernel<Attributes>(
  LAYER,
  ['x', 'kernel', 'bias'],
  ([x, kernel]) => [x![0]!, kernel![1]!],
  (out, [x, kernel, bias], shapes, { activation }) => {
    const [k = 1, n = 1] = shapes[1]!;
    const activate = host[activation].value;
    for (let start = 0, row = 0; start < out.length; start += n, row += k) {
      const sums = Float64Array.from(bias!);
      for (let l = 0; l < k; l++) addScaled(sums, x![row + l]!, kernel!, l * n);
      for (let j = 0; j < n; j++) out[start + j] = activate(sums[j]!);
    }
  },
);

registerHostKernel<Attributes>(
  INPUT_GRADIENT,
  ['kernel', 'y', 'dy'],
  ([kernel, y]) => [y![0]!, kernel![0]!],
  (out, [kernel, y, dy], shapes, { activation }) => {
    const [inputs = 1, n = 1] = shapes[0]!;
    const { slope } = host[activation];
    const dz = new Float64Array(n);
    for (let row = 0; row * n < y!.length; row++) {
      for (let j = 0; j < n; j++) dz[j] = slope(dy![row * n + j]!, y![row * n + j]!);
      for (let l = 0; l < inputs; l++) {
        let sum = 0;
        for (let j = 0; j < n; j++) sum += dz[j]! * kernel![l * n + j]!;
        out[row * inputs + l] = sum;
      }
    }
  },
);

registerHostKernel<Attributes>(
  KERNEL_GRADIENT,
  ['x', 'y', 'dy'],
  ([x, y]) => [x![1]!, y![1]!],
  (out, [x, y, dy], shapes, { activation }) => {
    const [batch = 1, inputs = 1] = shapes[0]!;
    const [, n = 1] = shapes[1]!;
    const { slope } = host[activation];
    const sums = new Float64Array(out.length);
    const dz = new Float64Array(n);
    for (let row = 0; row < batch; row++) {
      for (let j = 0; j < n; j++) dz[j] = slope(dy![row * n + j]!, y![row * n + j]!);
      for (let l = 0; l < inputs; l++) {
        const factor = x![row * inputs + l]!;
        for (let j = 0; j < n; j++) sums[l * n + j]! += factor * dz[j]!;
      }
    }
    out.set(sums);
  },
);

registerHostKernel<Attributes>(
  BIAS_GRADIENT,
  ['y', 'dy'],
  ([y]) => [y![1]!],
  (out, [y, dy], _, { activation }) => {
    const { slope } = host[activation];
    const sums = new Float64Array(out.length);
    for (let i = 0; i < y!.length; i++) sums[i % sums.length]! += slope(dy![i]!, y![i]!);
    out.set(sums);
  },
);

/** sums += factor · kernel[start ...]. */
function addScaled(
  sums: Float64Array,
  factor: number,
  kernel: Float32Array | Int32Array,
  start: number,
): void {
  for (let j = 0; j < sums.length; j++) sums[j]! += factor * kernel[start + j]!;
}

registerGpuKernel<Attributes>(LAYER, ['x', 'kernel', 'bias'], ([x, kernel], { activation }) => {
  const [m = 1, k = 1] = x!;
  const [, n = 1] = kernel!;
  const { lanes, tiling, ...program } = productTile({
    m,
    n,
    k,
    a: { contiguous: 'k', load: (at) => `x[${at}]` },
    b: { contiguous: 'other', load: (at) => `kernel[${at}]` },
    bias: true,
    finish: wgsl[activation].value,
  });
  return {
    outputShape: [m, n],
    key: `${tiling}_${m}_${n}_${k}_${activation}`,
    components: { inputs: [lanes.a, lanes.b, 1], output: lanes.output },
    ...program,
  };
});

registerGpuKernel<Attributes>(INPUT_GRADIENT, ['kernel', 'y', 'dy'], ([kernel, y], { activation }) => {
  const [n = 1, k = 1] = kernel!;
  const [m = 1] = y!;
  const { lanes, tiling, ...program } = productTile({
    m,
    n,
    k,
    a: slopeOperand(activation, 'k'),
    b: { contiguous: 'k', load: (at) => `kernel[${at}]` },
  });
  return {
    outputShape: [m, n],
    key: `${tiling}_${m}_${n}_${k}_${activation}`,
    components: { inputs: [lanes.b, lanes.a, lanes.a], output: lanes.output },
    ...program,
  };
});

registerGpuKernel<Attributes>(KERNEL_GRADIENT, ['x', 'y', 'dy'], ([x, y], { activation }) => {
  const [k = 1, m = 1] = x!;
  const [, n = 1] = y!;
  const { lanes, tiling, ...program } = productTile({
    m,
    n,
    k,
    a: { contiguous: 'other', load: (at) => `x[${at}]` },
    b: slopeOperand(activation, 'other'),
  });
  return {
    outputShape: [m, n],
    key: `${tiling}_${m}_${n}_${k}_${activation}`,
    components: { inputs: [lanes.a, lanes.b, lanes.b], output: lanes.output },
    ...program,
  };
});

registerGpuKernel<Attributes>(BIAS_GRADIENT, ['y', 'dy'], ([y], { activation }) => {
  const [batch = 1, n = 1] = y!;
  return {
    outputShape: [n],
    key: `${batch}_${n}_${activation}`,
    body: `
  if (index >= uniforms.size) { return; }
  var sum = 0.0;
  for (var i = index; i < ${batch * n}; i += ${n}) { sum += ${wgsl[activation].slope('dy[i]', 'y[i]', 1)}; }
  result[index] = sum;`,
  };
});

registerGpuKernel<Attributes>(SLOPE, ['y', 'dy'], ([y], { activation }) => ({
  outputShape: y!,
  key: activation,
  body: `if (index < uniforms.size) { result[index] = ${wgsl[activation].slope('dy[index]', 'y[index]', 1)}; }`,
}));

tf.registerGradient({
  kernelName: LAYER,
  inputsToSave: ['x', 'kernel'],
  outputsToSave: [true],
  gradFunc: (dy, [x, kernel, y], attributes) => {
    const { activation } = attributes as unknown as Attributes;
    const apart = activation !== 'none' && y!.size >= LARGE && tf.getBackend() === 'webgpu';
    const run = (name: string, inputs: tf.NamedTensorMap, given: object) =>
      tf.engine().runKernel(name, { ...inputs, y: y! }, given as tf.NamedAttrMap) as tf.Tensor;
    const dz = apart ? run(SLOPE, { dy: dy as tf.Tensor }, { activation }) : (dy as tf.Tensor);
    const rest = { activation: apart ? 'none' : activation };
    return {
      x: () => run(INPUT_GRADIENT, { kernel: kernel!, dy: dz }, rest),
      kernel: () => run(KERNEL_GRADIENT, { x: x!, dy: dz }, rest),
      bias: () => run(BIAS_GRADIENT, { dy: dz }, rest),
    };
  },
});

/** @param x [batch, inputs] @param kernel [inputs, outputs] @param bias [outputs] @returns [batch, outputs] */
export function denseLayer(
  x: tf.Tensor2D,
  kernel: tf.Tensor2D,
  bias: tf.Tensor1D,
  activation: DenseActivation,
): tf.Tensor2D {
  if (tf.getBackend() === 'webgpu' || x.size * bias.size <= SMALL) {
    return tf.engine().runKernel(LAYER, { x, kernel, bias }, { activation }) as tf.Tensor2D;
  }
  const name = activation === 'none' ? 'linear' : activation;
  // TensorFlow.js has no gradient for a fused tanh; its fused sigmoid and relu have.
  if (name === 'tanh') return tf.tanh(tf.fused.matMul({ a: x, b: kernel, bias })) as tf.Tensor2D;
  return tf.fused.matMul({ a: x, b: kernel, bias, activation: name }) as tf.Tensor2D;
}
