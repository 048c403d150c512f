/**
 * Products of two equivariant features row by row, with a weight for each path and feature, and their gradients, all in one
 * operation; on WebGPU those by the weights have their own.
 */
import * as tf from '@tensorflow/tfjs';
import { registerGpuKernel } from '../program/gpuKernel';
import { registerHostKernel } from '../program/hostKernel';
import { registerHostOutputs } from '../program/hostOutputs';
import { quotient, remainder } from '../program/wgsl';
import {
  addGradients,
  addProduct,
  type Contraction,
  contractionOf,
  wgslLets,
  wgslOf,
  wgslWeights,
} from './contraction';
import { productDirectly, productGradientsDirectly } from './contractionWasm';
import { partsOf, sumPaths } from './pathSums';

const PRODUCT = 'AnnealTensorProduct';
const GRADIENTS = 'AnnealTensorProductGradients';
/** By the weights, on WebGPU. */
const KERNEL_GRADIENT = 'AnnealTensorProductKernelGradient';

const outputShape = ([x = [], , kernel = []]: number[][]) => {
  const { out, features } = contractionOf(kernel);
  return [x[0] ?? 0, out, features];
};

registerHostKernel(
  PRODUCT,
  ['x', 'y', 'kernel'],
  outputShape,
  (result, [x, y, kernel], [[rows = 0] = [], , shape]) => {
    const product = contractionOf(shape!);
    const { left, right, out, features } = product;
    const z = new Float64Array(out * features);
    for (let row = 0; row < rows; row++) {
      z.fill(0);
      addProduct(product, kernel!, x!, row * left * features, y!, row * right * features, z);
      result.set(z, row * z.length);
    }
  },
  productDirectly,
);

registerHostOutputs(
  GRADIENTS,
  ['x', 'y', 'kernel', 'dz'],
  ([x = [], y = [], kernel = []]) => [x, y, kernel],
  ([dx, dy, dkernel], [x, y, kernel, dz], [[rows = 0] = [], , shape]) => {
    const product = contractionOf(shape!);
    const { left, right, out, features } = product;
    const [a, b] = [new Float64Array(left * features), new Float64Array(right * features)];
    const w = new Float64Array(kernel!.length);
    for (let row = 0; row < rows; row++) {
      a.fill(0);
      b.fill(0);
      const [from, beside] = [row * a.length, row * b.length];
      addGradients(product, kernel!, x!, from, y!, beside, dz!, row * out * features, a, b, w);
      dx!.set(a, from);
      dy!.set(b, beside);
    }
    dkernel!.set(w);
  },
  productGradientsDirectly,
);

/** The components of both factors in `row`. */
const loads = ({ left, right, features }: Contraction) => `
  ${wgslLets('a', left, (i) => `x[(row * ${left} + ${i}) * ${features} + f]`)}
  ${wgslLets('b', right, (j) => `y[(row * ${right} + ${j}) * ${features} + f]`)}`;

/** Row and feature of a thread, the weights and both factors. */
const threadLoads = (product: Contraction) => `
  let row = ${quotient('index', product.features)};
  let f = ${remainder('index', product.features)};
  ${wgslWeights(product)}
  ${loads(product)}`;

const range = (length: number) => Array.from({ length }, (_, i) => i);

registerGpuKernel(PRODUCT, ['x', 'y', 'kernel'], (shapes) => {
  const [rows = 0, out = 1, features = 1] = outputShape(shapes);
  const product = contractionOf(shapes[2]!);
  return {
    outputShape: [rows, out, features],
    key: product.key,
    workgroups: Math.ceil((rows * features) / 64),
    body: () => `
  if (index >= uniforms.size / ${out}) { return; }
  ${threadLoads(product)}
  ${range(out)
    .map((k) => `result[(row * ${out} + ${k}) * ${features} + f] = ${wgslOf.product(product, k)};`)
    .join('\n  ')}`,
  };
});

const slopes = ({ out, features }: Contraction) =>
  wgslLets('g', out, (k) => `dz[(row * ${out} + ${k}) * ${features} + f]`);

registerGpuKernel(GRADIENTS, ['x', 'y', 'kernel', 'dz'], ([x = [], y = [], kernel = []]) => {
  const product = contractionOf(kernel);
  const { left, right, features } = product;
  const [rows = 0] = x;
  return {
    outputShape: x,
    resultName: 'dx',
    moreOutputs: [{ name: 'dy', shape: y, components: 1 }],
    key: product.key,
    workgroups: Math.ceil((rows * features) / 64),
    body: () => `
  if (index >= uniforms.size / ${left}) { return; }
  ${threadLoads(product)}
  ${slopes(product)}
  ${range(left)
    .map((i) => `dx[(row * ${left} + ${i}) * ${features} + f] = ${wgslOf.left(product, i)};`)
    .join('\n  ')}
  ${range(right)
    .map((j) => `dy[(row * ${right} + ${j}) * ${features} + f] = ${wgslOf.right(product, j)};`)
    .join('\n  ')}`,
  };
});

/** Rows that a thread adds up, at least, on the way to the gradient of the kernel. */
const ROWS_OF_PART = 8;

registerGpuKernel<{ kernel: number[] }>(
  KERNEL_GRADIENT,
  ['x', 'y', 'dz'],
  ([[rows = 0] = []], { kernel }) => {
    const product = contractionOf(kernel);
    const { features, paths, key } = product;
    const { size, parts } = partsOf(rows, ROWS_OF_PART);
    return {
      outputShape: [parts, paths.length, features],
      key: `${key}_${rows}`,
      workgroups: Math.ceil((parts * features) / 64),
      body: () => `
  if (index >= ${parts * features}) { return; }
  let part = ${quotient('index', features)};
  let f = ${remainder('index', features)};
  ${paths.map((_, p) => `var d${p} = 0.0;`).join(' ')}
  for (var row = part * ${size}; row < min((part + 1) * ${size}, ${rows}); row++) {
    ${loads(product)}
    ${slopes(product)}
    ${paths.map((path, p) => `d${p} += ${wgslOf.weight(path)};`).join('\n    ')}
  }
  ${paths.map((_, p) => `result[(part * ${paths.length} + ${p}) * ${features} + f] = d${p};`).join('\n  ')}`,
    };
  },
);

tf.registerGradient({
  kernelName: PRODUCT,
  inputsToSave: ['x', 'y', 'kernel'],
  gradFunc: (g, [x, y, kernel]) => {
    const dz = g as tf.Tensor;
    const { shape } = kernel!;
    const factors = { x: x!, y: y!, dz };
    const [dx, dy, dkernel] = tf
      .engine()
      .runKernel(GRADIENTS, { ...factors, kernel: kernel! }) as tf.Tensor[];
    const byKernel = () =>
      sumPaths(tf.engine().runKernel(KERNEL_GRADIENT, factors, { kernel: shape }) as tf.Tensor, shape);
    return { x: () => dx!, y: () => dy!, kernel: () => dkernel ?? byKernel() };
  },
});

/**
 * z[n, k, f] = Σ over paths (l1, l2) → l3 of kernel[l1, l2, l3, f]·Σ C(i, j, k)·x[n, i, f]·y[n, j, f].
 * @param x [rows, (L1 + 1)², features] @param y [rows, (L2 + 1)², features]
 * @param kernel [L1 + 1, L2 + 1, L3 + 1, features] @returns [rows, (L3 + 1)², features]
 */
export function productOfRows(x: tf.Tensor3D, y: tf.Tensor3D, kernel: tf.Tensor4D): tf.Tensor3D {
  return tf.engine().runKernel(PRODUCT, { x, y, kernel }) as tf.Tensor3D;
}
