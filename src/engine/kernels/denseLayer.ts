/**
 * A fully connected layer, y = act(x·W + b), as one dispatch forward and one for each gradient: the slope of the
 * activation is computed from y where the gradient kernels load dy, unless the layer is large. With z = x·W + b and
 * dz = dy·act'(z): dW = xᵀ·dz, db = Σ dz, dx = dz·Wᵀ. On WASM and CPU TensorFlow.js' own fused product does it.
 */
import * as tf from '@tensorflow/tfjs';
import { registerGpuKernel } from './gpuKernel';
import { type Operand, productTile } from './productTile';

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

/** dz as an operand of a product, from arrays `dy` and `y`. */
function slopeOperand(activation: DenseActivation, contiguous: Operand['contiguous']): Operand {
  return { contiguous, load: (at, lanes) => wgsl[activation].slope(`dy[${at}]`, `y[${at}]`, lanes) };
}

registerGpuKernel<Attributes>(LAYER, ['x', 'kernel', 'bias'], ([x, kernel], { activation }) => {
  const [m = 1, k = 1] = x!;
  const [, n = 1] = kernel!;
  const { lanes, ...program } = productTile({
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
    key: `${m}_${n}_${k}_${activation}`,
    components: { inputs: [lanes.a, lanes.b, 1], output: lanes.output },
    ...program,
  };
});

registerGpuKernel<Attributes>(INPUT_GRADIENT, ['kernel', 'y', 'dy'], ([kernel, y], { activation }) => {
  const [n = 1, k = 1] = kernel!;
  const [m = 1] = y!;
  const { lanes, ...program } = productTile({
    m,
    n,
    k,
    a: slopeOperand(activation, 'k'),
    b: { contiguous: 'k', load: (at) => `kernel[${at}]` },
  });
  return {
    outputShape: [m, n],
    key: `${m}_${n}_${k}_${activation}`,
    components: { inputs: [lanes.b, lanes.a, lanes.a], output: lanes.output },
    ...program,
  };
});

registerGpuKernel<Attributes>(KERNEL_GRADIENT, ['x', 'y', 'dy'], ([x, y], { activation }) => {
  const [k = 1, m = 1] = x!;
  const [, n = 1] = y!;
  const { lanes, ...program } = productTile({
    m,
    n,
    k,
    a: { contiguous: 'other', load: (at) => `x[${at}]` },
    b: slopeOperand(activation, 'other'),
  });
  return {
    outputShape: [m, n],
    key: `${m}_${n}_${k}_${activation}`,
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
    const apart = activation !== 'none' && y!.size >= LARGE;
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
  if (tf.getBackend() === 'webgpu') {
    return tf.engine().runKernel(LAYER, { x, kernel, bias }, { activation }) as tf.Tensor2D;
  }
  const name = activation === 'none' ? 'linear' : activation;
  // TensorFlow.js has no gradient for a fused tanh; its fused sigmoid and relu have.
  if (name === 'tanh') return tf.tanh(tf.fused.matMul({ a: x, b: kernel, bias })) as tf.Tensor2D;
  return tf.fused.matMul({ a: x, b: kernel, bias, activation: name }) as tf.Tensor2D;
}
