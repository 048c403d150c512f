/**
 * A fully connected layer, y = act(x·W + b), as one operation forward and one for all of its gradients, unless it is
 * large. On WASM these are products of our own; where they do not apply, a small layer is computed in plain loops, as
 * on the CPU, which take less time than starting XNNPACK's product, and a larger one by TensorFlow.js.
 */
import * as tf from '@tensorflow/tfjs';
import { currentTape, wantedGradients } from '../../tfjs/tape';
import { registerGpuKernel } from '../program/gpuKernel';
import { registerHostKernel } from '../program/hostKernel';
import { activationWgsl, type DenseActivation, hostActivations } from './denseActivation';
import { denseGradients } from './denseGradients';
import { denseDirectly } from './denseWasm';
import { productTile } from './tileGpu';
import { productMemory } from './wasm';

interface Attributes {
  activation: DenseActivation;
}

type LayerAttributes = {
  activation: DenseActivation;
  /** Whether the slope of the activation belongs to the operation that follows, not to this one. */
  slopeFollows: boolean;
  /** Of which x is the value, where its slope belongs to the gradient by x. */
  inputActivation: DenseActivation;
};

const LAYER = 'AnnealDense';
const ACTIVATION = 'AnnealDenseActivation';
const SLOPE = 'AnnealDenseSlope';

interface Activated {
  /** The same values, before the activation's operation. */
  values: tf.Tensor2D;
  activation: DenseActivation;
  /** On which that operation is. On another one the values themselves may be what is differentiated by. */
  tape: object | undefined;
}

/** By what `denseLayer` has returned. */
const activated = new WeakMap<tf.Tensor, Activated>();

/** From so many values of an operand or output on, each gradient is a product of its own, in tiles that suit it. */
const LARGE = 16_384;

/** Multiplications up to which plain loops beat the fixed cost of XNNPACK's product. */
const SMALL = 65_536;

registerHostKernel<Attributes>(
  LAYER,
  ['x', 'kernel', 'bias'],
  ([x, kernel]) => [x![0]!, kernel![1]!],
  (out, [x, kernel, bias], shapes, { activation }) => {
    const [k = 1, n = 1] = shapes[1]!;
    const activate = hostActivations[activation].value;
    for (let start = 0, row = 0; start < out.length; start += n, row += k) {
      const sums = Float64Array.from(bias!);
      for (let l = 0; l < k; l++) addScaled(sums, x![row + l]!, kernel!, l * n);
      for (let j = 0; j < n; j++) out[start + j] = activate(sums[j]!);
    }
  },
  (_, inputs, { activation }) => denseDirectly(inputs, activation),
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
    finish: activationWgsl[activation].value,
  });
  return {
    outputShape: [m, n],
    key: `${tiling}_${m}_${n}_${k}_${activation}`,
    fixedShapes: true,
    components: { inputs: [lanes.a, lanes.b, 1], output: lanes.output },
    ...program,
  };
});

tf.registerKernel({
  kernelName: ACTIVATION,
  backendName: 'webgpu',
  kernelFunc: ({ inputs, backend }) => {
    const { dataId, shape, dtype } = inputs.y as tf.TensorInfo;
    (backend as tf.KernelBackend).incRef(dataId);
    return { dataId, shape, dtype };
  },
});

registerGpuKernel<Attributes>(SLOPE, ['y', 'dy'], ([y], { activation }) => ({
  outputShape: y!,
  key: activation,
  body: `if (index < uniforms.size) { result[index] = ${activationWgsl[activation].slope('dy[index]', 'y[index]', 1)}; }`,
}));

registerHostKernel<Attributes>(
  SLOPE,
  ['y', 'dy'],
  ([y]) => y!,
  (out, [y, dy], _, { activation }) => {
    const { slope } = hostActivations[activation];
    for (let i = 0; i < out.length; i++) out[i] = slope(dy![i]!, y![i]!);
  },
);

/** dy·act'(z), with y = act(z). */
function slopes(y: tf.Tensor, dy: tf.Tensor, activation: DenseActivation): tf.Tensor2D {
  if (activation === 'none') return dy as tf.Tensor2D;
  return tf.engine().runKernel(SLOPE, { y, dy }, { activation }) as tf.Tensor2D;
}

tf.registerGradient({
  kernelName: ACTIVATION,
  inputsToSave: ['y'],
  gradFunc: (dy, [y], attributes) => ({
    y: () => slopes(y!, dy as tf.Tensor, (attributes as unknown as Attributes).activation),
  }),
});

tf.registerGradient({
  kernelName: LAYER,
  inputsToSave: ['x', 'kernel'],
  outputsToSave: [true],
  gradFunc: (dys, [x, kernel, y], attributes) => {
    const { activation, slopeFollows, inputActivation } = attributes as unknown as LayerAttributes;
    const dz = slopeFollows ? (dys as tf.Tensor2D) : slopes(y!, dys as tf.Tensor2D, activation);
    const size = Math.max(x!.size, kernel!.size, dz.size);
    if (size < LARGE || tf.getBackend() !== 'webgpu') {
      const gradients = denseGradients({ x: x!, kernel: kernel!, dz }, inputActivation, wantedGradients());
      return Object.fromEntries(Object.entries(gradients).map(([name, gradient]) => [name, () => gradient]));
    }
    return {
      x: () => slopes(x!, tf.matMul(dz, kernel as tf.Tensor2D, false, true), inputActivation),
      kernel: () => tf.matMul(x as tf.Tensor2D, dz, true, false),
      bias: () => tf.sum(dz, 0),
    };
  },
});

/** Whether the layer and the gradient of its kernel are products of our own on WASM; the first layer needs no more. */
function isDirect({ shape: [batch, inputs] }: tf.Tensor2D, { shape: [, outputs] }: tf.Tensor2D): boolean {
  return productMemory(batch, outputs, inputs) !== null && productMemory(inputs, outputs, batch) !== null;
}

/**
 * On WebGPU the activation is an operation of its own on the tape, which computes nothing forward and multiplies by the
 * slope backward. A layer that follows upon it takes its gradient past it, and multiplies by the slope where it stores
 * its own: a dispatch less. Elsewhere the operation would cost more than the multiplication.
 * @param x [batch, inputs] @param kernel [inputs, outputs] @param bias [outputs] @returns [batch, outputs]
 */
export function denseLayer(
  x: tf.Tensor2D,
  kernel: tf.Tensor2D,
  bias: tf.Tensor1D,
  activation: DenseActivation,
): tf.Tensor2D {
  if (tf.getBackend() === 'webgpu' || x.size * bias.size <= SMALL || isDirect(x, kernel)) {
    return layer(x, kernel, bias, activation);
  }
  const name = activation === 'none' ? 'linear' : activation;
  // TensorFlow.js has no gradient for a fused tanh; its fused sigmoid and relu have.
  if (name === 'tanh') return tf.tanh(tf.fused.matMul({ a: x, b: kernel, bias })) as tf.Tensor2D;
  return tf.fused.matMul({ a: x, b: kernel, bias, activation: name }) as tf.Tensor2D;
}

function layer(
  x: tf.Tensor2D,
  kernel: tf.Tensor2D,
  bias: tf.Tensor1D,
  activation: DenseActivation,
): tf.Tensor2D {
  const slopeFollows = activation !== 'none' && tf.getBackend() === 'webgpu';
  const tape = currentTape();
  const before = activated.get(x);
  const passes = before?.tape === tape && before?.values.isDisposed === false;
  const inputActivation = passes ? before.activation : 'none';
  const attributes: LayerAttributes = { activation, slopeFollows, inputActivation };
  const inputs = { x: passes ? before.values : x, kernel, bias };
  const values = tf.engine().runKernel(LAYER, inputs, attributes) as tf.Tensor2D;
  if (!slopeFollows) return values;
  const y = tf.engine().runKernel(ACTIVATION, { y: values }, { activation }) as tf.Tensor2D;
  activated.set(y, { values, activation, tape });
  return y;
}
