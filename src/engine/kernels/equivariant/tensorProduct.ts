/**
 * Products of two equivariant features row by row, with a weight for each path and feature, and their gradients, all in one
 * operation; on WebGPU those by the weights are added up in a second one.
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
import { sumPaths } from './pathSums';

const PRODUCT = 'AnnealTensorProduct';
const GRADIENTS = 'AnnealTensorProductGradients';

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

/** Row and feature of a thread, and the components of both factors. */
const loads = (product: Contraction) => `
  let row = ${quotient('index', product.features)};
  let f = ${remainder('index', product.features)};
  ${wgslWeights(product)}
  ${wgslLets('a', product.left, (i) => `x[(row * ${product.left} + ${i}) * ${product.features} + f]`)}
  ${wgslLets('b', product.right, (j) => `y[(row * ${product.right} + ${j}) * ${product.features} + f]`)}`;

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
  ${loads(product)}
  ${range(out)
    .map((k) => `result[(row * ${out} + ${k}) * ${features} + f] = ${wgslOf.product(product, k)};`)
    .join('\n  ')}`,
  };
});

registerGpuKernel(GRADIENTS, ['x', 'y', 'kernel', 'dz'], ([x = [], y = [], kernel = []]) => {
  const product = contractionOf(kernel);
  const { left, right, out, features, paths } = product;
  const [rows = 0] = x;
  return {
    outputShape: x,
    resultName: 'dx',
    moreOutputs: [
      { name: 'dy', shape: y, components: 1 },
      { name: 'parts', shape: [rows, paths.length, features], components: 1 },
    ],
    key: product.key,
    workgroups: Math.ceil((rows * features) / 64),
    body: () => `
  if (index >= uniforms.size / ${left}) { return; }
  ${loads(product)}
  ${wgslLets('g', out, (k) => `dz[(row * ${out} + ${k}) * ${features} + f]`)}
  ${range(left)
    .map((i) => `dx[(row * ${left} + ${i}) * ${features} + f] = ${wgslOf.left(product, i)};`)
    .join('\n  ')}
  ${range(right)
    .map((j) => `dy[(row * ${right} + ${j}) * ${features} + f] = ${wgslOf.right(product, j)};`)
    .join('\n  ')}
  ${paths
    .map((path, p) => `parts[(row * ${paths.length} + ${p}) * ${features} + f] = ${wgslOf.weight(path)};`)
    .join('\n  ')}`,
  };
});

tf.registerGradient({
  kernelName: PRODUCT,
  inputsToSave: ['x', 'y', 'kernel'],
  gradFunc: (dz, [x, y, kernel]) => {
    const inputs = { x: x!, y: y!, kernel: kernel!, dz: dz as tf.Tensor };
    const [dx, dy, last] = tf.engine().runKernel(GRADIENTS, inputs) as tf.Tensor[];
    return {
      x: () => dx!,
      y: () => dy!,
      kernel: () => (tf.getBackend() === 'webgpu' ? sumPaths(last!, kernel!.shape) : last!),
    };
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
