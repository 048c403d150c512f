/**
 * Messages of an equivariant graph network, added where they arrive and never stored: the product of an edge's filter,
 * angular[i]·filters[l(i)], with the features of the atom where the edge starts. Their gradients go along the edges reversed.
 */
import * as tf from '@tensorflow/tfjs';
import type { Segments } from '../graph/sumByTarget';
import { registerGpuKernel } from '../program/gpuKernel';
import { registerHostKernel } from '../program/hostKernel';
import { registerHostOutputs } from '../program/hostOutputs';
import { quotient, remainder } from '../program/wgsl';
import { degreeOfComponent, maxDegreeOf } from './clebschGordan';
import {
  addGradients,
  addProduct,
  type Contraction,
  contractionOf,
  wgslLets,
  wgslOf,
  wgslWeights,
} from './contraction';
import { refusePositions } from './forces';
import { messageGradientsDirectly, messagesDirectly } from './messagesWasm';
import { partsOf, sumPaths } from './pathSums';

const MESSAGES = 'AnnealTensorMessages';
/** All gradients in one pass over the edges. */
const GRADIENTS = 'AnnealTensorMessageGradients';
/** The same on WebGPU, one each. */
const INPUT_GRADIENT = 'AnnealTensorMessageInputGradient';
const FILTER_GRADIENT = 'AnnealTensorMessageFilterGradient';
const KERNEL_GRADIENT = 'AnnealTensorMessageKernelGradient';

type Values = Float32Array | Int32Array;

const range = (length: number) => Array.from({ length }, (_, i) => i);

/** Writes the left factor of an edge's product, components·features. */
function writeFilter(a: Float64Array, edge: number, angular: Values, filters: Values, c: Contraction): void {
  const degrees = maxDegreeOf(c.left) + 1;
  for (let i = 0; i < c.left; i++) {
    const from = (edge * degrees + degreeOfComponent[i]!) * c.features;
    const harmonic = angular[edge * c.left + i]!;
    for (let f = 0; f < c.features; f++) a[i * c.features + f] = harmonic * filters[from + f]!;
  }
}

registerHostKernel(
  MESSAGES,
  ['x', 'filters', 'angular', 'kernel', 'startIds', 'endOffsets', 'endOrder'],
  ([, , , kernel = [], , offsets = []]) => {
    const { out, features } = contractionOf(kernel);
    return [offsets[0]! - 1, out, features];
  },
  (result, [x, filters, angular, kernel, starts, offsets, order], [, , , shape]) => {
    const product = contractionOf(shape!);
    const width = product.right * product.features;
    const a = new Float64Array(product.left * product.features);
    const z = new Float64Array(product.out * product.features);
    for (let node = 0; node + 1 < offsets!.length; node++) {
      z.fill(0);
      for (let at = offsets![node]!; at < offsets![node + 1]!; at++) {
        const edge = order![at]!;
        const start = starts![edge]!;
        if (start < 0) continue;
        writeFilter(a, edge, angular!, filters!, product);
        addProduct(product, kernel!, a, 0, x!, start * width, z);
      }
      result.set(z, node * z.length);
    }
  },
  messagesDirectly,
);

registerHostOutputs(
  GRADIENTS,
  ['x', 'filters', 'angular', 'kernel', 'dz', 'endIds', 'startOffsets', 'startOrder'],
  ([x = [], filters = [], , kernel = []]) => [x, filters, kernel],
  ([dx, dfilters, dkernel], [x, filters, angular, kernel, dz, ends, offsets, order], [, , , shape]) => {
    const product = contractionOf(shape!);
    const { left, right, out, features } = product;
    const degrees = maxDegreeOf(left) + 1;
    const [a, da] = [new Float64Array(left * features), new Float64Array(left * features)];
    const db = new Float64Array(right * features);
    const dw = new Float64Array(kernel!.length);
    dfilters!.fill(0);
    for (let node = 0; node + 1 < offsets!.length; node++) {
      db.fill(0);
      for (let at = offsets![node]!; at < offsets![node + 1]!; at++) {
        const edge = order![at]!;
        const end = ends![edge]!;
        if (end < 0) continue;
        writeFilter(a, edge, angular!, filters!, product);
        da.fill(0);
        addGradients(product, kernel!, a, 0, x!, node * db.length, dz!, end * out * features, da, db, dw);
        for (let i = 0; i < left; i++) {
          const to = (edge * degrees + degreeOfComponent[i]!) * features;
          const harmonic = angular![edge * left + i]!;
          for (let f = 0; f < features; f++) dfilters![to + f]! += harmonic * da[i * features + f]!;
        }
      }
      dx!.set(db, node * db.length);
    }
    dkernel!.set(dw);
  },
  messageGradientsDirectly,
);

/** The left factor `a` and the harmonics `y` of `edge`. */
function wgslFilter({ left, features }: Contraction): string {
  const degrees = maxDegreeOf(left) + 1;
  return `
  ${wgslLets('y', left, (i) => `angular[edge * ${left} + ${i}]`)}
  ${wgslLets('v', degrees, (l) => `filters[(edge * ${degrees} + ${l}) * ${features} + f]`)}
  ${wgslLets('a', left, (i) => `y${i} * v${degreeOfComponent[i]!}`)}`;
}

const wgslRow = (name: string, array: string, row: string, components: number, features: number) =>
  wgslLets(name, components, (i) => `${array}[(${row} * ${components} + ${i}) * ${features} + f]`);

const variables = (name: string, count: number) =>
  range(count)
    .map((i) => `var ${name}${i} = 0.0;`)
    .join(' ');

registerGpuKernel(
  MESSAGES,
  ['x', 'filters', 'angular', 'kernel', 'startIds', 'endOffsets', 'endOrder'],
  ([, , , kernel = [], , offsets = []]) => {
    const product = contractionOf(kernel);
    const { right, out, features, key } = product;
    const nodes = offsets[0]! - 1;
    return {
      outputShape: [nodes, out, features],
      key,
      workgroups: Math.ceil((nodes * features) / 64),
      body: () => `
  if (index >= uniforms.size / ${out}) { return; }
  let node = ${quotient('index', features)};
  let f = ${remainder('index', features)};
  ${wgslWeights(product)}
  ${variables('z', out)}
  let last = endOffsets[node + 1];
  for (var at = endOffsets[node]; at < last; at++) {
    let edge = endOrder[at];
    let start = startIds[edge];
    if (start < 0) { continue; }
    ${wgslFilter(product)}
    ${wgslRow('b', 'x', 'start', right, features)}
    ${range(out)
      .map((k) => `z${k} += ${wgslOf.product(product, k)};`)
      .join('\n    ')}
  }
  ${range(out)
    .map((k) => `result[(node * ${out} + ${k}) * ${features} + f] = z${k};`)
    .join('\n  ')}`,
    };
  },
);

registerGpuKernel(
  INPUT_GRADIENT,
  ['filters', 'angular', 'kernel', 'dz', 'endIds', 'startOffsets', 'startOrder'],
  ([, , kernel = [], , , offsets = []]) => {
    const product = contractionOf(kernel);
    const { right, out, features, key } = product;
    const nodes = offsets[0]! - 1;
    return {
      outputShape: [nodes, right, features],
      key,
      workgroups: Math.ceil((nodes * features) / 64),
      body: () => `
  if (index >= uniforms.size / ${right}) { return; }
  let node = ${quotient('index', features)};
  let f = ${remainder('index', features)};
  ${wgslWeights(product)}
  ${variables('d', right)}
  let last = startOffsets[node + 1];
  for (var at = startOffsets[node]; at < last; at++) {
    let edge = startOrder[at];
    let end = endIds[edge];
    if (end < 0) { continue; }
    ${wgslFilter(product)}
    ${wgslRow('g', 'dz', 'end', out, features)}
    ${range(right)
      .map((j) => `d${j} += ${wgslOf.right(product, j)};`)
      .join('\n    ')}
  }
  ${range(right)
    .map((j) => `result[(node * ${right} + ${j}) * ${features} + f] = d${j};`)
    .join('\n  ')}`,
    };
  },
);

registerGpuKernel(
  FILTER_GRADIENT,
  ['x', 'angular', 'kernel', 'dz', 'startIds', 'endIds'],
  ([, angular = [], kernel = []]) => {
    const product = contractionOf(kernel);
    const { left, right, out, features, key } = product;
    const degrees = maxDegreeOf(left) + 1;
    const [edges = 0] = angular;
    const slope = (l: number) =>
      range(left)
        .filter((i) => degreeOfComponent[i] === l)
        .map((i) => `y${i} * (${wgslOf.left(product, i)})`)
        .join(' + ');
    return {
      outputShape: [edges, degrees, features],
      key,
      workgroups: Math.ceil((edges * features) / 64),
      body: () => `
  if (index >= uniforms.size / ${degrees}) { return; }
  let edge = ${quotient('index', features)};
  let f = ${remainder('index', features)};
  let absent = startIds[edge] < 0 || endIds[edge] < 0;
  let start = max(startIds[edge], 0);
  let end = max(endIds[edge], 0);
  ${wgslWeights(product)}
  ${wgslLets('y', left, (i) => `angular[edge * ${left} + ${i}]`)}
  ${wgslRow('b', 'x', 'start', right, features)}
  ${wgslRow('g', 'dz', 'end', out, features)}
  ${range(degrees)
    .map((l) => `result[(edge * ${degrees} + ${l}) * ${features} + f] = select(${slope(l)}, 0.0, absent);`)
    .join('\n  ')}`,
    };
  },
);

/** Edges that a thread adds up, at least, on the way to the gradient of the kernel. */
const EDGES_OF_PART = 32;

registerGpuKernel<{ kernel: number[] }>(
  KERNEL_GRADIENT,
  ['x', 'filters', 'angular', 'dz', 'startIds', 'endIds'],
  ([, filters = []], { kernel }) => {
    const product = contractionOf(kernel);
    const { right, out, features, paths, key } = product;
    const [edges = 0] = filters;
    const { size, parts } = partsOf(edges, EDGES_OF_PART);
    return {
      outputShape: [parts, paths.length, features],
      key: `${key}_${edges}`,
      workgroups: Math.ceil((parts * features) / 64),
      body: () => `
  if (index >= ${parts * features}) { return; }
  let part = ${quotient('index', features)};
  let f = ${remainder('index', features)};
  ${variables('d', paths.length)}
  let last = min((part + 1) * ${size}, ${edges});
  for (var edge = part * ${size}; edge < last; edge++) {
    let start = startIds[edge];
    let end = endIds[edge];
    if (start < 0 || end < 0) { continue; }
    ${wgslFilter(product)}
    ${wgslRow('b', 'x', 'start', right, features)}
    ${wgslRow('g', 'dz', 'end', out, features)}
    ${paths.map((path, p) => `d${p} += ${wgslOf.weight(path)};`).join('\n    ')}
  }
  ${paths.map((_, p) => `result[(part * ${paths.length} + ${p}) * ${features} + f] = d${p};`).join('\n  ')}`,
    };
  },
);

const saved = [
  ...(['x', 'filters', 'angular', 'kernel'] as const),
  ...(['startIds', 'startOffsets', 'startOrder', 'endIds'] as const),
];

tf.registerGradient({
  kernelName: MESSAGES,
  inputsToSave: [...saved],
  gradFunc: (g, tensors) => {
    const inputs = {
      ...(Object.fromEntries(saved.map((name, i) => [name, tensors[i]!])) as Record<
        (typeof saved)[number],
        tf.Tensor
      >),
      dz: g as tf.Tensor,
    };
    const kernel = inputs.kernel.shape;
    const run = (name: string, attributes: tf.NamedAttrMap = {}) =>
      tf.engine().runKernel(name, inputs, attributes) as tf.Tensor;
    const angular = () => refusePositions('messagePass');
    if (tf.getBackend() === 'webgpu') {
      return {
        x: () => run(INPUT_GRADIENT),
        filters: () => run(FILTER_GRADIENT),
        kernel: () => sumPaths(run(KERNEL_GRADIENT, { kernel }), kernel),
        angular,
      };
    }
    const [dx, dfilters, dkernel] = tf.engine().runKernel(GRADIENTS, inputs) as tf.Tensor[];
    return { x: () => dx!, filters: () => dfilters!, kernel: () => dkernel!, angular };
  },
});

/**
 * z[n, k, f] = Σ over edges e that end at n, and over paths (l1, l2) → l3, of
 * kernel[l1, l2, l3, f]·Σ C(i, j, k)·angular[e, i]·filters[e, l1, f]·x[start of e, j, f].
 * @param x [start.count, (L2 + 1)², features] @param filters [edges, L1 + 1, features] @param angular [edges, (L1 + 1)²]
 * @param kernel [L1 + 1, L2 + 1, L3 + 1, features] @returns [end.count, (L3 + 1)², features]
 */
export function sumOfMessages(
  x: tf.Tensor3D,
  filters: tf.Tensor3D,
  angular: tf.Tensor2D,
  kernel: tf.Tensor4D,
  start: Segments,
  end: Segments,
): tf.Tensor3D {
  const inputs = {
    ...{ x, filters, angular, kernel },
    ...{ startIds: start.ids, startOffsets: start.offsets, startOrder: start.order },
    ...{ endIds: end.ids, endOffsets: end.offsets, endOrder: end.order },
  };
  return tf.engine().runKernel(MESSAGES, inputs) as tf.Tensor3D;
}
